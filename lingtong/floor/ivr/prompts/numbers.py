"""Numbers, places and waits as sequences of prompt names, by the grammar of each language."""

from lingtong.floor.ivr.prompts.ports import Language

_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def say_number(number: int, language: Language) -> list[str]:
    """Prompt names that say a whole number from 0 to 999; others are read digit by digit.

    Mandarin says the zero inside (一百零五) and the one before ten after a hundred (一百一十);
    English, as spoken in America, says neither.
    """
    if not 0 <= number <= 999:
        return say_digits(str(number), language)
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    said = [f"digit_{hundreds}", "hundred"]
    if not rest:
        return said
    if language == "zh" and rest < 10:
        said.append("digit_0")
    if language == "zh" and 10 <= rest < 20:
        said.append("digit_1")
    return said + _below_hundred(rest)


def say_digits(digits: str, language: Language) -> list[str]:
    """Prompt names that spell a telephone or agent number; Mandarin reads a one as yao. Skips other signs."""
    one = "digit_1_spelled" if language == "zh" else "digit_1"
    return [one if digit == "1" else f"digit_{digit}" for digit in digits if digit in "0123456789"]


def say_key(key: str) -> list[str]:
    """One key of a telephone."""
    return [{"*": "key_star", "#": "key_hash"}.get(key, f"digit_{key}")]


def say_place(place: int, language: Language) -> list[str]:
    """The caller's place in the line, counted from 1."""
    return ["you_are_number", *say_number(place, language), "in_line"]


def say_wait(seconds: float, language: Language) -> list[str]:
    """The expected wait, in minutes rounded up."""
    if seconds < 60:
        return ["less_than_a_minute"]
    minutes = -int(-seconds // 60)
    number = ["two_counted"] if minutes == 2 and language == "zh" else say_number(minutes, language)
    return ["expected_wait", *number, "minute" if minutes == 1 else "minutes"]


def _below_hundred(number: int) -> list[str]:
    if number < 10:
        return [f"digit_{number}"]
    if number < 20:
        return [_TEENS[number - 10]]
    tens, ones = divmod(number, 10)
    return [_TENS[tens], *([f"digit_{ones}"] if ones else [])]

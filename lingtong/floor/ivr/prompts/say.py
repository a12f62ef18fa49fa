"""Values as sequences of prompt names, by the grammar of each language. Pure.

Mandarin follows GB/T 15835 and everyday speech: 万 and 亿 group by four digits, one 零 stands for any gap, 两
counts thousands and above, money and hours. English is as spoken in America.
"""

from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal

from lingtong.floor.ivr.prompts.numbers import say_digits, say_number
from lingtong.floor.ivr.prompts.ports import Language

SaidKind = Literal["number", "money", "date", "time", "digits"]
MOST = Decimal(10) ** 12  # from here on numbers are read digit by digit
_CENT = Decimal("0.01")


def say(kind: SaidKind, value: str, language: Language) -> tuple[str, ...]:
    """Prompt names for a value as variables keep it: `12.5`, `2026-11-22`, `13:05`.

    What is no value of its kind is read digit by digit; of an empty one nothing is said.
    """
    if not value.strip():
        return ()
    try:
        return tuple(_SAY[kind](value.strip(), language))
    except (ValueError, InvalidOperation):
        return tuple(say_digits(value, language))


def all_names() -> frozenset[str]:
    """Every prompt name that `say` can give."""
    plain = "two_counted minus point thousand ten_thousand hundred_million million billion"
    signs = "yuan jiao fen year o_clock minute_mark oh am pm digit_1_spelled hundred"
    tens = "ten twenty thirty forty fifty sixty seventy eighty ninety"
    teens = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    counted = [f"digit_{n}" for n in range(10)]
    calendar = [f"month_{n}" for n in range(1, 13)] + [f"day_{n}" for n in range(1, 32)]
    return frozenset([*plain.split(), *signs.split(), *tens.split(), *teens.split(), *counted, *calendar])


# --- numbers


def _number(text: str, language: Language) -> Iterator[str]:
    value = _decimal(text)
    if value < 0:
        yield "minus"
    whole, _, decimals = f"{abs(value):f}".partition(".")
    yield from _whole(int(whole), language)
    decimals = decimals.rstrip("0")
    if decimals:
        yield "point"
        yield from (f"digit_{digit}" for digit in decimals)


def _decimal(text: str) -> Decimal:
    value = Decimal(text.replace(",", ""))
    if not value.is_finite() or abs(value) >= MOST or value.as_tuple().exponent < -9:  # type: ignore[operator]
        raise ValueError
    return value


def _whole(number: int, language: Language) -> list[str]:
    return _whole_zh(number) if language == "zh" else _whole_en(number)


def _whole_en(number: int) -> list[str]:
    said: list[str] = []
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        count, number = divmod(number, size)
        if count:
            said += [*say_number(count, "en"), name]
    return said + (say_number(number, "en") if number or not said else [])


def _whole_zh(number: int) -> list[str]:
    said: list[str] = []
    left = number
    for size, name in ((10**8, "hundred_million"), (10**4, "ten_thousand"), (1, "")):
        group, left = divmod(left, size)
        if not group:
            continue
        if said and group < 1000:
            said.append("digit_0")
        said += ["two_counted"] if group == 2 and name else _group_zh(group, inside=bool(said))
        said += [name] if name else []
    return said or ["digit_0"]


def _group_zh(group: int, *, inside: bool) -> list[str]:
    """1 to 9999. After something else ten is 一十."""
    thousands, rest = divmod(group, 1000)
    said: list[str] = []
    if thousands:
        said = ["two_counted" if thousands == 2 else f"digit_{thousands}", "thousand"]
        if 0 < rest < 100:
            said.append("digit_0")
    if rest:
        if 10 <= rest < 20 and (thousands or inside):
            said.append("digit_1")
        said += say_number(rest, "zh")
    return said


def _counted(number: int, language: Language) -> list[str]:
    """Before a unit: two is 两."""
    return ["two_counted"] if number == 2 and language == "zh" else _whole(number, language)


# --- money


def _money(text: str, language: Language) -> Iterator[str]:
    value = _decimal(text).quantize(_CENT, ROUND_HALF_UP)
    if value < 0:
        yield "minus"
    yuan, fen = divmod(int(abs(value) * 100), 100)
    if yuan or not fen:
        yield from _counted(yuan, language)
        yield "yuan"
    if fen:
        yield from _small_zh(fen, after_yuan=bool(yuan)) if language == "zh" else [*_whole_en(fen), "fen"]


def _small_zh(cents: int, *, after_yuan: bool) -> Iterator[str]:
    jiao, fen = divmod(cents, 10)
    if jiao:
        yield from [*_counted(jiao, "zh"), "jiao"]
    elif after_yuan:
        yield "digit_0"
    if fen:
        yield from [*_counted(fen, "zh"), "fen"]


# --- dates and times


def _date(text: str, language: Language) -> Iterator[str]:
    day = date.fromisoformat(text)
    shown = [f"month_{day.month}", f"day_{day.day}"]
    if language == "zh":
        yield from [*(f"digit_{digit}" for digit in f"{day.year}"), "year", *shown]
    else:
        yield from [*shown, *_year_en(day.year)]


def _year_en(year: int) -> list[str]:
    century, rest = divmod(year, 100)
    if century % 10 == 0 and rest < 10:
        return _whole_en(year)
    if not rest:
        return [*say_number(century, "en"), "hundred"]
    return [*say_number(century, "en"), *_two_digits_en(rest)]


def _two_digits_en(number: int) -> list[str]:
    return ["oh", f"digit_{number}"] if number < 10 else say_number(number, "en")


def _time(text: str, language: Language) -> Iterator[str]:
    at = time.fromisoformat(text)
    if language == "en":
        yield from say_number(at.hour % 12 or 12, "en")
        yield from _two_digits_en(at.minute) if at.minute else []
        yield "am" if at.hour < 12 else "pm"
        return
    yield from [*_counted(at.hour, "zh"), "o_clock"]
    if at.minute:
        yield from ["digit_0"] if at.minute < 10 else []
        yield from [*_whole_zh(at.minute), "minute_mark"]


_SAY: dict[SaidKind, Callable[[str, Language], Iterator[str] | list[str]]] = {
    "number": _number,
    "money": _money,
    "date": _date,
    "time": _time,
    "digits": say_digits,
}

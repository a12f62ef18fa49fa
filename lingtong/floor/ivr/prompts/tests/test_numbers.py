import pytest

from lingtong.floor.ivr.prompts.catalog import built_in
from lingtong.floor.ivr.prompts.numbers import say_digits, say_number, say_place, say_wait
from lingtong.floor.ivr.prompts.ports import Language

pytestmark = pytest.mark.model


def spoken(names: list[str], language: Language) -> str:
    texts = [built_in()[name][language] for name in names]
    return "".join(texts) if language == "zh" else " ".join(texts)


MANDARIN = {
    0: "零",
    7: "七",
    10: "十",
    11: "十一",
    20: "二十",
    42: "四十二",
    99: "九十九",
    100: "一百",
    101: "一百零一",
    110: "一百一十",
    115: "一百一十五",
    120: "一百二十",
    999: "九百九十九",
}
ENGLISH = {
    0: "zero",
    12: "twelve",
    20: "twenty",
    42: "forty two",
    100: "one hundred",
    105: "one hundred five",
    319: "three hundred nineteen",
}


@pytest.mark.parametrize(("number", "said"), MANDARIN.items())
def test_mandarin_says_numbers_as_people_do(number: int, said: str) -> None:
    assert spoken(say_number(number, "zh"), "zh") == said


@pytest.mark.parametrize(("number", "said"), ENGLISH.items())
def test_english_says_numbers_as_people_do(number: int, said: str) -> None:
    assert spoken(say_number(number, "en"), "en") == said


def test_every_number_below_a_thousand_is_unlike_every_other() -> None:
    for language in ("zh", "en"):
        said = {spoken(say_number(number, language), language) for number in range(1000)}
        assert len(said) == 1000


def test_larger_and_negative_numbers_are_read_digit_by_digit() -> None:
    assert spoken(say_number(1000, "en"), "en") == "one zero zero zero"
    assert spoken(say_number(-5, "en"), "en") == "five"


def test_a_one_in_an_agent_number_is_yao() -> None:
    assert spoken(say_digits("1027", "zh"), "zh") == "幺零二七"
    assert spoken(say_digits("+1-027", "en"), "en") == "one zero two seven"


def test_place_and_wait_are_whole_sentences() -> None:
    assert spoken(say_place(3, "zh"), "zh") == "您当前排在第三位。"
    assert spoken(say_place(3, "en"), "en") == "You are number three in line."
    assert spoken(say_wait(59, "zh"), "zh") == "预计等待时间不到一分钟。"
    assert spoken(say_wait(61, "zh"), "zh") == "预计等待两分钟。"
    assert spoken(say_wait(60, "en"), "en") == "Your expected wait is one minute."
    assert spoken(say_wait(700, "zh"), "zh") == "预计等待十二分钟。"

import random

import pytest

from lingtong.floor.ivr.prompts.catalog import built_in
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.say import SaidKind, all_names, say

pytestmark = pytest.mark.model

ZH = {
    **{f"digit_{n}": sign for n, sign in enumerate("零一二三四五六七八九")},
    "digit_1_spelled": "幺",
    "two_counted": "两",
    **dict(
        zip(
            "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
            "十 十一 十二 十三 十四 十五 十六 十七 十八 十九".split(),
            strict=True,
        )
    ),
    **dict(
        zip(
            "twenty thirty forty fifty sixty seventy eighty ninety".split(),
            "二十 三十 四十 五十 六十 七十 八十 九十".split(),
            strict=True,
        )
    ),
    "hundred": "百",
    "thousand": "千",
    "ten_thousand": "万",
    "hundred_million": "亿",
    "minus": "负",
    "point": "点",
    "yuan": "元",
    "jiao": "角",
    "fen": "分",
    "year": "年",
    "o_clock": "点",
    "minute_mark": "分",
}


BILLIONS = (
    *("twelve", "billion", "digit_3", "hundred", "forty", "digit_5", "million", "digit_6", "hundred"),
    *("seventy", "digit_8", "thousand", "digit_9", "hundred", "digit_1"),
)


def heard(kind: SaidKind, value: str) -> str:
    names = say(kind, value, "zh")
    return "".join(
        f"{name[6:]}月"
        if name.startswith("month_")
        else f"{name[4:]}日"
        if name.startswith("day_")
        else ZH[name]
        for name in names
    )


def english(kind: SaidKind, value: str) -> str:
    return " ".join(say(kind, value, "en"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "零"),
        ("2", "二"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("200", "二百"),
        ("1000", "一千"),
        ("1001", "一千零一"),
        ("1010", "一千零一十"),
        ("1100", "一千一百"),
        ("2000", "两千"),
        ("2022", "两千零二十二"),
        ("10000", "一万"),
        ("10001", "一万零一"),
        ("10010", "一万零一十"),
        ("10100", "一万零一百"),
        ("11000", "一万一千"),
        ("20000", "两万"),
        ("22000", "两万两千"),
        ("100000", "十万"),
        ("120000", "十二万"),
        ("105000", "十万五千"),
        ("1050300", "一百零五万零三百"),
        ("100000000", "一亿"),
        ("100000001", "一亿零一"),
        ("100100000", "一亿零一十万"),
        ("200020002", "两亿零两万零二"),
        ("1234567890", "十二亿三千四百五十六万七千八百九十"),
        ("999999999999", "九千九百九十九亿九千九百九十九万九千九百九十九"),
        ("-5", "负五"),
        ("3.14", "三点一四"),
        ("0.50", "零点五"),
        ("12.00", "十二"),
        ("1,024", "一千零二十四"),
    ],
)
def test_numbers_in_mandarin(value: str, said: str) -> None:
    assert heard("number", value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "零元"),
        ("2", "两元"),
        ("12", "十二元"),
        ("128.50", "一百二十八元五角"),
        ("128.05", "一百二十八元零五分"),
        ("128.55", "一百二十八元五角五分"),
        ("0.2", "两角"),
        ("0.02", "两分"),
        ("0.22", "两角两分"),
        ("2000.20", "两千元两角"),
        ("-3.10", "负三元一角"),
        ("1.005", "一元零一分"),
    ],
)
def test_money_in_mandarin(value: str, said: str) -> None:
    assert heard("money", value) == said


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("date", "2026-11-22", "二零二六年11月22日"),
        ("date", "2000-01-01", "二零零零年1月1日"),
        ("time", "00:30", "零点三十分"),
        ("time", "02:00", "两点"),
        ("time", "02:02", "两点零二分"),
        ("time", "12:12", "十二点十二分"),
        ("time", "13:05", "十三点零五分"),
        ("time", "22:22", "二十二点二十二分"),
        ("digits", "110-2", "幺幺零二"),
        ("number", "1000000000000", "幺零零零零零零零零零零零零"),
        ("number", "call 12", "幺二"),
        ("date", "2026-02-30", "二零二六零二三零"),
        ("number", " ", ""),
    ],
)
def test_other_values_in_mandarin(kind: SaidKind, value: str, said: str) -> None:
    assert heard(kind, value) == said


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("number", "0", "digit_0"),
        ("number", "105", "digit_1 hundred digit_5"),
        ("number", "1010", "digit_1 thousand ten"),
        ("number", "21000", "twenty digit_1 thousand"),
        ("number", "1000001", "digit_1 million digit_1"),
        ("number", "12345678901", " ".join(BILLIONS)),
        ("number", "-2.50", "minus digit_2 point digit_5"),
        ("money", "128.50", "digit_1 hundred twenty digit_8 yuan fifty fen"),
        ("money", "0.05", "digit_5 fen"),
        ("money", "2", "digit_2 yuan"),
        ("date", "2026-11-22", "month_11 day_22 twenty twenty digit_6"),
        ("date", "2000-01-01", "month_1 day_1 digit_2 thousand"),
        ("date", "2005-01-31", "month_1 day_31 digit_2 thousand digit_5"),
        ("date", "1999-12-03", "month_12 day_3 nineteen ninety digit_9"),
        ("date", "1905-12-03", "month_12 day_3 nineteen oh digit_5"),
        ("date", "1900-12-03", "month_12 day_3 nineteen hundred"),
        ("time", "00:00", "twelve am"),
        ("time", "13:05", "digit_1 oh digit_5 pm"),
        ("time", "12:30", "twelve thirty pm"),
        ("digits", "110", "digit_1 digit_1 digit_0"),
    ],
)  # fmt: skip
def test_values_in_english(kind: SaidKind, value: str, said: str) -> None:
    assert english(kind, value) == said


_UNITS = {"十": 10, "百": 100, "千": 1000}


def as_number(said: str) -> int:
    """An independent reading of a Mandarin number."""
    total = 0
    for big, sign in ((10**8, "亿"), (10**4, "万")):
        if sign in said:
            high, said = said.split(sign)
            total += _below_ten_thousand(high) * big
    return total + _below_ten_thousand(said)


def _below_ten_thousand(said: str) -> int:
    total, digit = 0, 0
    for sign in said:
        if sign in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[sign], 0
        else:
            digit = 2 if sign == "两" else "零一二三四五六七八九".index(sign)
    return total + digit


def test_mandarin_numbers_read_back_are_the_same_numbers() -> None:
    rng = random.Random(1)
    numbers = [*range(12_000), *(rng.randrange(10 ** rng.randint(1, 12)) for _ in range(20_000))]
    for number in numbers:
        said = heard("number", str(number))
        assert as_number(said) == number, said
        assert "零零" not in said
        assert not said.endswith("零") or number == 0


def test_only_known_prompts_are_used() -> None:
    rng = random.Random(2)
    used: set[str] = set()
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        for _ in range(4000):
            number = f"{rng.randrange(10 ** rng.randint(1, 12))}.{rng.randrange(100):02}"
            year, month, day = rng.randint(1900, 2100), rng.randint(1, 12), rng.randint(1, 28)
            used |= {*say("number", f"-{number}", language), *say("money", number, language)}
            used |= {*say("date", f"{year}-{month:02}-{day:02}", language), *say("digits", number, language)}
            used |= {*say("time", f"{rng.randrange(24):02}:{rng.randrange(60):02}", language)}
        used |= {*say("date", "2026-01-29", language), *say("date", "2026-01-30", language)}
        used |= set(say("date", "2026-01-31", language))
    assert used == all_names()


def test_every_name_is_a_built_in_prompt_in_both_languages() -> None:
    for name in all_names():
        assert set(built_in()[name]) >= {"zh", "en"}, name

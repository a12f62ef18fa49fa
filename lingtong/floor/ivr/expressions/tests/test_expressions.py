import random
from datetime import date, time
from decimal import Decimal

import pytest

from lingtong.floor.ivr.expressions import (
    NoValue,
    Type,
    Value,
    Wrong,
    as_text,
    check_expression,
    check_template,
    expression,
    from_text,
    template,
)

pytestmark = pytest.mark.model
VALUES: dict[str, Value] = {
    "amount": Decimal("128.50"),
    "name": "Wang",
    "due": date(2026, 11, 30),
    "today": date(2026, 11, 23),
    "now": time(9, 5),
    "vip": True,
    "missing": None,
    "余额": Decimal(3),
}
TYPES: dict[str, Type] = {
    "amount": "number",
    "name": "text",
    "due": "date",
    "vip": "yes_no",
    "missing": "number",
    "余额": "number",
}


def value(text: str) -> str:
    return as_text(expression(text).value(VALUES.__getitem__))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("amount * 2", "257"),
        ("0.1 + 0.2", "0.3"),
        ("amount - 128.5", "0"),
        ("-amount", "-128.5"),
        ("7 // 2 + 7 % 2", "4"),
        ("amount > 100 and not vip or name == 'Wang'", "yes"),
        ("0 < amount <= 128.5", "yes"),
        ("name in ('Li', 'Wang')", "yes"),
        ("'an' in name and 'x' not in name", "yes"),
        ("due - today", "7"),
        ("today + 7 == due", "yes"),
        ("'VIP' if vip else 'plain'", "VIP"),
        ("name + '!'", "Wang!"),
        ("right(text(amount), 2) + left(name, 1) + middle('abcd', 2, 2)", ".5Wbc"),
        ("round(2.345, 2)", "2.35"),
        ("round(2.5)", "3"),
        ("floor(2.9) + ceiling(2.1) + abs(-1) + least(3, 1, 2) + most(1, 2)", "9"),
        ("weekday(today)", "1"),
        ("year(due) * 100 + month(due)", "202611"),
        ("hour(now) * 60 + minute(now)", "545"),
        ("empty(missing) and empty('') and not empty(name)", "yes"),
        ("default(missing, 0) + 1", "1"),
        ("number('1,024.5')", "1024.5"),
        ("date('2026-02-28') + 1", "2026-03-01"),
        ("time('08:30') < now", "yes"),
        ("length(digits('+86 10-1'))", "5"),
        ("begins(name, 'W') and ends(name, 'g') and contains(name, 'an')", "yes"),
        ("upper(lower(trim(' a ')))", "A"),
        ("余额 + 1", "4"),
    ],
)
def test_an_expression_gives_what_it_says(text: str, result: str) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    "text",
    ["amount / 0", "missing + 1", "missing < 1", "number('abc')", "date('2026-02-30')", "right(missing, 1)"],
)
def test_what_has_no_value_says_so_and_holds_for_no_condition(text: str) -> None:
    with pytest.raises(NoValue):
        value(text)
    assert not expression(f"({text}) == 1").holds(VALUES.__getitem__)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a =",
        "a = 1",
        "__import__('os')",
        "name.upper()",
        "().__class__",
        "[x for x in name]",
        "lambda: 1",
        "name[0]",
        "2 ** 9999",
        "'a' * 1",
        "f'{name}'",
        "b'x'",
        "None",
        "...",
        "1j",
        "print(1)",
        "round(number=1)",
        "-" * 60 + "1",
        "(" * 250 + "1" + ")" * 250,
        "1+" * 240 + "1",
        "x" * 501,
        "a if b",
        "{1: 2}",
        "{1, 2}",
        "a := 1",
        "1 is 1",
        "~1",
        "1 << 9",
        "\x00",
        "*name",
        "_" * 41,
    ],
)
def test_nothing_but_the_language_is_read(text: str) -> None:
    if text == "'a' * 1":
        with pytest.raises(NoValue):
            value(text)
        return
    with pytest.raises(Wrong):
        expression(text)


def test_nothing_grows_without_bounds() -> None:
    long = " + ".join(["name"] * 20)
    assert len(as_text(expression(long).value(lambda _: "x" * 100))) == 500
    with pytest.raises(NoValue):
        value(" * ".join(["9" * 28] * 4))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amount + 1", "number"),
        ("due - today", "number"),
        ("due + 1", "date"),
        ("name == 'x' or vip", "yes_no"),
        ("name + 'x'", "text"),
        ("default(missing, 1)", "number"),
        ("caller if vip else called", "text"),
        ("amount in (1, 2)", "yes_no"),
        ("hour(now) > 1", "yes_no"),
    ],
)
def test_types_are_known_before_anybody_calls(text: str, kind: str) -> None:
    assert check_expression(text, TYPES)[0] == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("unknown + 1", "variable_unknown"),
        ("amount + name", "type_wrong"),
        ("amount == 'x'", "type_wrong"),
        ("name < 1", "type_wrong"),
        ("amount and vip", "type_wrong"),
        ("not amount", "type_wrong"),
        ("length(amount)", "type_wrong"),
        ("length()", "type_wrong"),
        ("least(1)", "type_wrong"),
        ("default(amount, name)", "type_wrong"),
        ("amount in name", "type_wrong"),
        ("(1, 2)", "type_wrong"),
        ("1 if amount else 2", "type_wrong"),
        ("nothing(1)", "function_unknown"),
    ],
)
def test_what_cannot_be_right_is_found_before_anybody_calls(text: str, code: str) -> None:
    with pytest.raises(Wrong) as found:
        check_expression(text, TYPES)
    assert found.value.code == code


def test_a_template_is_filled_and_missing_values_are_left_out() -> None:
    text = "{name} pays {amount * 2}, {{due}} {due}{missing}"
    assert template(text).text(VALUES.__getitem__) == "Wang pays 257, {due} 2026-11-30"
    assert len(check_template(text, TYPES)) == 4
    assert template("plain").text(VALUES.__getitem__) == "plain"


@pytest.mark.parametrize("text", ["{", "}", "{a", "a}", "{}", "{a b}", "{{a}", "x" * 1001])
def test_a_template_with_a_lonely_brace_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        template(text)


@pytest.mark.parametrize(
    ("text", "kind", "back"),
    [
        ("012", "text", "012"),
        ("012.50", "number", "12.5"),
        ("1e5", "number", "100000"),
        ("NaN", "number", ""),
        ("1e99", "number", ""),
        ("x", "number", ""),
        ("2026-11-23", "date", "2026-11-23"),
        ("23:59", "time", "23:59"),
        ("24:00", "time", ""),
        ("yes", "yes_no", "yes"),
        ("否", "yes_no", "no"),
        ("maybe", "yes_no", ""),
    ],
)
def test_a_kept_value_is_read_by_its_type(text: str, kind: Type, back: str) -> None:
    assert as_text(from_text(text, kind)) == back


def test_random_texts_are_read_or_refused_and_never_break() -> None:
    rng = random.Random(1)
    parts = [
        "amount",
        "name",
        "due",
        "(",
        ")",
        "+",
        "-",
        "*",
        "/",
        " and ",
        " in ",
        "1",
        "'x'",
        ",",
        "len",
        "not ",
    ]
    parts += ["round", "default", "[", "]", "==", "<", ".", "余额", "if ", " else ", "%", "{", "}"]
    read, known = 0, set(VALUES)
    for _ in range(20_000):
        text = "".join(rng.choice(parts) for _ in range(rng.randint(1, 9)))
        try:
            found = expression(text)
            read += 1
            found.value(VALUES.__getitem__)
        except (Wrong, NoValue):
            continue
        except KeyError as error:
            known -= set(error.args)
    assert known == set(VALUES)
    assert read > 200


FORMS = """{} + {}|{} - {}|({}) == {}|({}) < {}|default({}, {})|{} if vip else {}|not ({})|empty({})|
({}) and {}|length({})|{} in ({},)|text({})|-({})""".replace("\n", "").split("|")


def test_what_the_check_accepts_is_of_the_type_it_says() -> None:
    """Over many random expressions: a checked one gives its type, or has no value."""
    rng = random.Random(2)
    kinds = {"number": Decimal, "text": str, "date": date, "yes_no": bool}
    leaves = ["amount", "name", "due", "vip", "missing", "1", "'x'", "today", "余额"]
    accepted = 0
    for _ in range(20_000):
        text = rng.choice(leaves)
        for _ in range(rng.randint(1, 4)):
            form = rng.choice(FORMS)
            text = form.format(
                *[text if place == 0 else rng.choice(leaves) for place in range(form.count("{}"))]
            )
        try:
            kind, found = check_expression(text, TYPES)
        except Wrong:
            continue
        accepted += 1
        try:
            result = found.value(VALUES.__getitem__)
        except NoValue:
            continue
        assert result is None or type(result) is kinds[kind], text
    assert accepted > 500

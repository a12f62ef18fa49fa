from datetime import date
from decimal import Decimal

import pytest

from lingtong.floor.ivr.decisions import NotDecided, decide
from lingtong.floor.ivr.decisions.dmn import compiled
from lingtong.floor.ivr.decisions.unary import literal, unary_test
from lingtong.floor.ivr.expressions import Value, Wrong

pytestmark = pytest.mark.model
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">'


def column(text: str, kind: str = "number") -> str:
    asked = f'<inputExpression typeRef="{kind}"><text>{text}</text></inputExpression>'
    return f'<input id="i" label="l">{asked}</input>'


def rule(*entries: str, outputs: int = 1) -> str:
    when, then = entries[:-outputs], entries[-outputs:]
    asked = "".join(f"<inputEntry><text><![CDATA[{one}]]></text></inputEntry>" for one in when)
    given = "".join(f"<outputEntry><text><![CDATA[{one}]]></text></outputEntry>" for one in then)
    return f"<rule>{asked}{given}</rule>"


def dmn(
    *rules: str, policy: str = 'hitPolicy="UNIQUE"', inputs: str = column("amount"), name: str = "level"
) -> str:
    given = f'<output name="{name}" typeRef="string"/>'
    table = f"<decisionTable {policy}>{inputs}{given}{''.join(rules)}</decisionTable>"
    return f'{HEAD}<decision id="d" name="n">{table}</decision></definitions>'


def decided(xml: str, **values: Value) -> dict[str, str] | None:
    return decide(compiled(xml), values.get)


LEVELS = (rule("< 100", '"small"'), rule("[100..1000)", '"middle"'), rule(">= 1000", '"large"'))


@pytest.mark.parametrize(("amount", "level"), [("99.99", "small"), ("100", "middle"), ("1000", "large")])
def test_the_rule_that_holds_gives_the_value(amount: str, level: str) -> None:
    assert decided(dmn(*LEVELS), amount=Decimal(amount)) == {"level": level}


@pytest.mark.parametrize(
    ("test", "value", "holds"),
    [
        ("-", None, True),
        ("", "x", True),
        ('"gold"', "gold", True),
        ('"gold","silver"', "silver", True),
        ('not("gold", "silver")', "bronze", True),
        ('not("gold")', "gold", False),
        ('"a\\"b"', 'a"b', True),
        ("5", Decimal(5), True),
        ("-5", Decimal(-5), True),
        ("5", "5", False),
        ("< 5, > 10", Decimal(11), True),
        ("]1..5[", Decimal(5), False),
        ("(1..5]", Decimal(5), True),
        ("(1..5)", Decimal(1), False),
        ("true", True, True),
        ('>= date("2026-11-01")', date(2026, 11, 22), True),
        ('[date("2026-01-01")..date("2026-12-31")]', date(2027, 1, 1), False),
        ("!= 3", Decimal(4), True),
        ("< 5", None, False),
    ],
)
def test_entries_are_tests(test: str, value: Value, holds: bool) -> None:
    assert unary_test(test)(value) is holds


@pytest.mark.parametrize(
    "text", ["5 6", "a", "<", "[1..", '[1.."x"]', "not 5", "1,,2", "5)", "date(1)", "x" * 301]
)
def test_what_is_no_test_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        unary_test(text)


@pytest.mark.parametrize("text", ["", "x", "1 + 1", '"a', 'date("2026-02-30")', "9" * 40])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        literal(text)


def test_no_rule_decides_nothing_and_two_are_one_too_many() -> None:
    assert decided(dmn(rule("1", '"one"')), amount=Decimal(2)) is None
    both = (rule("< 9", '"a"'), rule("> 1", '"b"'))
    with pytest.raises(NotDecided):
        decided(dmn(*both), amount=Decimal(5))
    assert decided(dmn(*both, policy='hitPolicy="FIRST"'), amount=Decimal(5)) == {"level": "a"}
    with pytest.raises(NotDecided):
        decided(dmn(*both, policy='hitPolicy="ANY"'), amount=Decimal(5))
    same = (rule("< 9", '"a"'), rule("> 1", '"a"'))
    assert decided(dmn(*same, policy='hitPolicy="ANY"'), amount=Decimal(5)) == {"level": "a"}
    with pytest.raises(NotDecided):
        decided(dmn(rule("1", '"a"'), inputs=column("amount / 0")), amount=Decimal(5))


@pytest.mark.parametrize(
    ("aggregation", "result"), [("", "2,3"), ("SUM", "5"), ("MIN", "2"), ("MAX", "3"), ("COUNT", "2")]
)
def test_several_values_are_collected(aggregation: str, result: str) -> None:
    policy = f'hitPolicy="COLLECT" aggregation="{aggregation}"'
    table = dmn(rule("> 1", "2"), rule("> 2", "3"), rule("> 9", "4"), policy=policy)
    assert decided(table, amount=Decimal(5)) == {"level": result}


def test_two_inputs_in_the_form_of_an_older_editor() -> None:
    inputs = column("amount") + column("grade", "string")
    old = dmn(
        rule("> 5", '"gold"', '"yes"'), rule("-", "-", '"no"'), inputs=inputs, policy='hitPolicy="FIRST"'
    )
    old = old.replace(
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
    )
    assert decided(old, amount=Decimal(6), grade="gold") == {"level": "yes"}
    assert decided(old, amount=Decimal(6), grade="tin") == {"level": "no"}


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("nothing", "table_unreadable"),
        ("<a/>", "table_unreadable"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "table_unreadable"),
        (dmn(*LEVELS).replace("</definitions>", dmn(*LEVELS).partition('MODEL/">')[2]), "table_unreadable"),
        (dmn(*LEVELS, policy='hitPolicy="PRIORITY"'), "table_policy_unknown"),
        (dmn(), "table_empty"),
        (dmn(*LEVELS, inputs=""), "table_unreadable"),
        (dmn(*LEVELS, inputs=column("amount.x")), "expression_unreadable"),
        (dmn(*LEVELS, name="a b"), "table_output_unnamed"),
        (dmn(rule("x", '"a"')), "table_entry_unreadable"),
        (dmn(rule("1", "a + b")), "table_entry_unreadable"),
        (dmn(rule("1", "2", "3")), "table_unreadable"),
        (dmn(*(rule(str(n), "1") for n in range(501))), "table_too_long"),
        ("x" * 200_001, "table_unreadable"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(xml: str, code: str) -> None:
    with pytest.raises(Wrong) as found:
        compiled(xml)
    assert found.value.code == code

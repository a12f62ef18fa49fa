"""From the XML of a DMN editor to a table. Versions 1.1 to 1.3; one decision table in a file."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import get_args

from lingtong.floor.ivr.decisions.table import Aggregate, Column, Hit, Rule, Table
from lingtong.floor.ivr.decisions.unary import literal, unary_test
from lingtong.floor.ivr.expressions import NAME, Wrong, expression

LONGEST = 200_000
MOST_RULES, MOST_COLUMNS = 500, 20


def compiled(text: str) -> Table:
    """Raises `Wrong`: the file is no DMN, has more than one table, or says what we do not evaluate."""
    drawn = _drawn(text)
    hit = drawn.get("hitPolicy", "UNIQUE")
    aggregate = drawn.get("aggregation", "")
    if hit not in get_args(Hit) or aggregate not in get_args(Aggregate):
        raise Wrong("table_policy_unknown", f"The hit policy {hit[:20]} is not evaluated here.")
    inputs = tuple(_input(one) for one in _children(drawn, "input"))
    outputs = tuple(_output(one) for one in _children(drawn, "output"))
    rules = tuple(_rule(one, len(inputs), len(outputs)) for one in _children(drawn, "rule"))
    if not (1 <= len(inputs) <= MOST_COLUMNS and 1 <= len(outputs) <= MOST_COLUMNS and rules):
        raise Wrong("table_empty", f"A table has rules and 1 to {MOST_COLUMNS} inputs and outputs.")
    if len(rules) > MOST_RULES:
        raise Wrong("table_too_long", f"A table has {MOST_RULES} rules at most.")
    return Table(hit=hit, aggregate=aggregate, inputs=inputs, outputs=outputs, rules=rules)  # type: ignore[arg-type]


def _drawn(text: str) -> ET.Element:
    if len(text) > LONGEST or "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
        raise Wrong("table_unreadable", "This file is too long, or has a document type.")
    try:
        tree = ET.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except ET.ParseError:
        raise Wrong("table_unreadable", "This is no DMN file.") from None
    tables = [one for one in tree.iter() if _name(one) == "decisionTable"]
    if len(tables) != 1:
        raise Wrong("table_unreadable", f"A file has one decision table, this one {len(tables)}.")
    return tables[0]


def _input(drawn: ET.Element) -> Column:
    asked = next(_children(drawn, "inputExpression"), drawn)
    text = _text(asked)
    expression(text)
    return Column(text, asked.get("typeRef", ""))


def _output(drawn: ET.Element) -> Column:
    name = (drawn.get("name") or drawn.get("label") or "").strip()
    if not NAME.fullmatch(name):
        raise Wrong("table_output_unnamed", f"{name[:40]!r} cannot be an output's name.")
    return Column(name, drawn.get("typeRef", ""))


def _rule(drawn: ET.Element, inputs: int, outputs: int) -> Rule:
    when = tuple(_text(one) for one in _children(drawn, "inputEntry"))
    then = tuple(_text(one) for one in _children(drawn, "outputEntry"))
    if len(when) != inputs or len(then) != outputs:
        raise Wrong("table_unreadable", "A rule has not as many entries as the table has columns.")
    for text in when:
        unary_test(text)
    for text in then:
        literal(text)
    return Rule(when, then)


def _children(drawn: ET.Element, name: str) -> Iterator[ET.Element]:
    return (one for one in drawn if _name(one) == name)


def _text(drawn: ET.Element) -> str:
    return next((one.text or "" for one in drawn if _name(one) == "text"), "").strip()


def _name(drawn: ET.Element) -> str:
    return drawn.tag.rpartition("}")[2]

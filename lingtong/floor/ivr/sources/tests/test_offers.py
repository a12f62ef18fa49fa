"""What a node may ask is known before a caller asks it."""

from typing import Any

import pytest

from lingtong.floor.ivr.around import Known
from lingtong.floor.ivr.check import check
from lingtong.floor.ivr.graph import Flow, Variable
from lingtong.floor.ivr.kinds import read_nodes
from lingtong.floor.ivr.sources.model import (
    Column,
    DataSource,
    HttpService,
    Mapped,
    Parameter,
    Query,
    Request,
)
from lingtong.floor.ivr.sources.offers import of_service, of_source

pytestmark = pytest.mark.model
BILLS = HttpService(
    id="bills",
    tenant_id="t",
    name="Bills",
    base_url="https://bills",
    requests=(
        Request(
            name="bill",
            path="/{number}",
            body_kind="json",
            body='{"m": "{month}", "n": "{number}"}',
            answers=(Mapped(name="sum", path="sum"),),
        ),
        Request(name="ping", path="/ping", body="{not sent}"),
    ),
)
METERS = DataSource(
    id="meters", tenant_id="t", name="Meters", columns=(Column(name="account"), Column(name="level"))
)
BASE = DataSource(
    id="base",
    tenant_id="t",
    name="Base",
    kind="postgresql",
    queries=(
        Query(name="who", sql="…", parameters=(Parameter(name="number"),)),
        Query(name="note", sql="…", writes=True, parameters=(Parameter(name="text"),)),
    ),
)
KNOWN = Known(offers={"bills": of_service(BILLS), "meters": of_source(METERS), "base": of_source(BASE)})
GIVEN = {"number": "{caller}", "month": "11"}


def found(kind: str, **fields: Any) -> list[tuple[str, str]]:
    nodes = read_nodes({"ask": {"type": kind, "done": "", **fields}})
    variables = {"sum": Variable(type="money"), "level": Variable()}
    flow = Flow(id="f", tenant_id="t", name="F", start="ask", nodes=nodes, variables=variables)
    return [(one.field, one.code) for one in check(flow, KNOWN)]


def test_a_service_offers_its_requests_with_what_they_need_and_answer() -> None:
    bill, ping = of_service(BILLS)
    assert (bill.inputs, bill.needed, bill.answers) == (("number", "month"), ("number", "month"), ("sum",))
    assert (ping.inputs, ping.answers) == ((), ())


def test_a_table_is_asked_by_its_columns_and_a_database_by_its_queries() -> None:
    read, write = of_source(METERS)
    assert (read.name, read.inputs, read.needed, read.answers) == (
        "",
        ("account", "level"),
        ("account",),
        ("account", "level"),
    )
    assert (write.writes, write.needed) == (True, ("account",))
    assert [(one.name, one.writes, one.answers) for one in of_source(BASE)] == [
        ("who", False, None),
        ("note", True, None),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("http", {"service_id": "bills", "request": "bill", "inputs": GIVEN}, []),
        ("http", {"service_id": "bills", "request": "bil"}, [("request", "request_unknown")]),
        ("http", {"service_id": "bills", "request": ""}, [("request", "field_missing")]),
        (
            "http",
            {"service_id": "bills", "request": "bill", "inputs": {**GIVEN, "month": "", "monht": "11"}},
            [("inputs", "input_missing"), ("inputs", "input_unknown")],
        ),
        (
            "http",
            {"service_id": "bills", "request": "bill", "inputs": GIVEN, "outputs": {"total": "sum"}},
            [("outputs", "answer_unknown")],
        ),
        (
            "http",
            {"service_id": "bills", "request": "bill", "inputs": GIVEN, "outputs": {"sum": "gone"}},
            [("outputs", "variable_unknown"), ("outputs", "answer_unkept")],
        ),
        ("http", {"service_id": "elsewhere", "request": "bill"}, []),
        ("query", {"source_id": "meters", "inputs": {"account": "1"}}, []),
        ("query", {"source_id": "meters", "inputs": {"level": "1"}}, [("inputs", "input_missing")]),
        ("query", {"source_id": "base", "query": "who", "inputs": {"number": "1"}}, []),
        ("query", {"source_id": "base", "query": "note"}, [("query", "request_unknown")]),
        ("query", {"source_id": "base"}, [("query", "request_missing")]),
        ("write", {"source_id": "meters", "inputs": {"account": "1", "level": "2"}}, []),
        (
            "write",
            {"source_id": "base", "query": "note", "inputs": {"txt": "1"}},
            [("inputs", "input_missing"), ("inputs", "input_unknown")],
        ),
    ],
)
def test_what_is_asked_wrongly_is_found_while_drawing(
    kind: str, fields: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert found(kind, **fields) == told

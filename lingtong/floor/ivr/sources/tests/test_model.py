"""What is sent, what is made of an answer, where nothing is ever sent."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from lingtong.floor.ivr.sources import answers, templates
from lingtong.floor.ivr.sources.databases.errors import Wrong
from lingtong.floor.ivr.sources.databases.store import bound
from lingtong.floor.ivr.sources.health import BREAKS_AFTER, OPEN_FOR, Breaker
from lingtong.floor.ivr.sources.http.client import understood
from lingtong.floor.ivr.sources.model import Mapped, Parameter, Query, Request
from lingtong.floor.ivr.sources.schemas import DataSourceBody, HttpServiceBody
from lingtong.floor.testing.fake_floor import ManualClock
from lingtong.kit.addresses import is_inside, is_public

pytestmark = pytest.mark.model
BILL = (
    Mapped(name="amount", path="/bill/amount", type="number"),
    Mapped(name="due", path="bill.due", type="date"),
)
ASK = Request(name="bill", path="/bills/{number}", answers=BILL)


@pytest.mark.parametrize("typed", ["../admin", "a/b", "1?x=2", "1#x", "%2e%2e", "1&y=3", "客户 一"])
def test_a_value_stays_within_its_place_in_the_path(typed: str) -> None:
    filled = templates.path("/bills/{number}/detail?month={month}", {"number": typed, "month": typed})
    path, _, query = filled.partition("?")
    assert path.count("/") == 3
    assert "&" not in query
    assert "#" not in filled


@pytest.mark.parametrize("typed", ["..", "."])
def test_a_value_that_would_lead_up_is_not_sent(typed: str) -> None:
    with pytest.raises(templates.InputUnfit):
        templates.path("/bills/{number}", {"number": typed})


def test_a_value_stays_a_text_in_json_and_one_value_in_a_form() -> None:
    nasty = '1", "admin": "yes'
    assert json.loads(templates.body('{"id": "{id}", "n": 1}', {"id": nasty})) == {"id": nasty, "n": 1}
    assert templates.form("id={id}&kind=bill", {"id": "1&kind=all"}) == "id=1%26kind%3Dall&kind=bill"
    with pytest.raises(templates.InputMissing):
        templates.body('{"id": "{id}"}', {})


@pytest.mark.parametrize(
    ("answer", "values"),
    [
        ({"bill": {"amount": 128.5, "due": "20261201"}}, {"amount": "128.5", "due": "2026-12-01"}),
        ({"bill": {"amount": "1,234.50", "due": None}}, {"amount": "1234.5", "due": ""}),
        ({"bill": {"amount": None, "due": None}}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_an_answer_becomes_values_of_their_types(answer: Any, values: dict[str, str] | None) -> None:
    assert answers.mapped(answer, BILL) == values


@pytest.mark.parametrize(
    "answer", [{"error": "x"}, "text", 5, {"bill": {"amount": "a lot"}}, {"bill": {"amount": {}}}]
)
def test_an_answer_of_another_shape_is_a_failure_and_no_empty_bill(answer: Any) -> None:
    with pytest.raises(answers.Unlike):
        answers.mapped(answer, BILL)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, b"<html>Sorry</html>", "no_json"),
        (200, b"[" * 100_000, "no_json"),
        (200, b'{"other": 1}', "answer_unlike"),
        (302, b"", "redirected"),
        (401, b"", "status_401"),
        (500, b"", "status_500"),
        (404, b"nothing", ""),
        (204, b"", ""),
    ],
)
def test_what_came_is_said_in_one_word(status: int, body: bytes, why: str) -> None:
    got = understood(status, "", body, ASK)
    assert (got.why, got.values) == (why, None)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "::1", "fd12::1", "::ffff:127.0.0.1"]
)
def test_addresses_inside_need_leave(address: str) -> None:
    assert is_inside(address)
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "fe80::1", "0.0.0.0",
     "224.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "255.255.255.255"],
)  # fmt: skip
def test_where_machines_keep_their_keys_is_never_asked(address: str) -> None:
    assert not is_inside(address)
    assert not is_public(address)


@pytest.mark.parametrize(
    "url", ["ftp://x", "https://a:b@x", "//x", "https://x/?q=1", "file:///etc/passwd", "https://{host}/"]
)
def test_an_address_of_a_service_has_nothing_hidden_in_it(url: str) -> None:
    with pytest.raises(ValueError, match="base_url"):
        HttpServiceBody.model_validate({"name": "Bills", "base_url": url})


@pytest.mark.parametrize("sql", ["SELECT 1; DROP TABLE x", "DELETE FROM x", "  update x set y = 1", ""])
def test_a_query_reads_by_one_statement(sql: str) -> None:
    with pytest.raises(ValueError, match=r"sql|statement|SELECT"):
        DataSourceBody.model_validate(
            {"name": "DB", "kind": "sqlite", "file": "a.db", "queries": [{"name": "q", "sql": sql}]}
        )


def test_parameters_are_bound_in_their_types() -> None:
    query = Query(
        name="q",
        sql="SELECT a::text FROM t WHERE n = :number AND d = :day AND s = ':x'",
        parameters=(Parameter(name="number", type="number"), Parameter(name="day", type="date")),
    )
    found = bound(query, {"number": "12", "day": "2026-11-22", "x": ""})
    assert (found["number"], found["day"].year) == (12, 2026)
    assert isinstance(found["number"], int | Decimal)
    for inputs, why in (
        ({"day": "2026-11-22", "x": ""}, "input_missing"),
        ({"number": "1 OR 1"}, "input_unfit"),
    ):
        with pytest.raises(Wrong, match=why):
            bound(query, inputs)


def test_a_breaker_opens_lets_one_try_and_closes_again() -> None:
    clock = ManualClock(datetime(2026, 11, 22, tzinfo=UTC))
    breaker = Breaker("t", "s", clock)
    for _ in range(BREAKS_AFTER):
        assert breaker.admits()
        breaker.bad("bill", "status_500")
    assert not breaker.admits()
    assert (breaker.health.state, breaker.health.last[-1].why) == ("open", "status_500")
    clock.at = clock.at.replace(second=int(OPEN_FOR) + 1)
    assert breaker.admits()
    assert not breaker.admits()  # one tries, the others wait for what comes of it
    assert breaker.health.state == "trying"
    breaker.good()
    assert (breaker.health.state, breaker.health.since) == ("closed", None)

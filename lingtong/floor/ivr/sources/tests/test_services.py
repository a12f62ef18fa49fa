"""HTTP services that answer well, wrongly, late or not at all; and where nothing is ever sent."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from lingtong.apps.figures import FloorOfTheHub
from lingtong.floor.ivr.sources.health import BREAKS_AFTER
from lingtong.floor.ivr.sources.http.client import signature
from lingtong.floor.ivr.sources.telling import HealthBoard, HealthTeller
from lingtong.floor.ivr.sources.testing import Outside, outside
from lingtong.floor.ivr.sources.tests.house import House, came, house_of
from lingtong.floor.live.figures import FiguresChanged
from lingtong.foundation.catalog import Invalid
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.readings import readings

pytestmark = pytest.mark.room
NOTHING = {"amount": "", "due": ""}


@pytest.fixture
async def house(parts: Parts) -> AsyncIterator[House]:
    one = await house_of(parts)
    yield one
    await one.sources.close()


@pytest.fixture
async def other() -> AsyncIterator[Outside]:
    async with outside() as one:
        yield one


async def test_a_bill_is_asked_for_and_its_values_come_back(house: House, other: Outside) -> None:
    service = await house.service(other.url, auth="bearer", secret="s3cret-token")
    done = await house.bill(service, number="10 01/х")
    assert (done.outcome, done.values) == ("done", {"amount": "128.5", "due": "2026-12-01"})
    assert other.asked[0]["path"] == "/bills/10%2001%2F%D1%85"
    assert other.asked[0]["headers"]["Authorization"] == "Bearer s3cret-token"


@pytest.mark.parametrize(
    ("way", "outcome", "why"),
    [
        ("html", "failed", "no_json"),
        ("huge", "failed", "too_large"),
        ("unlike", "failed", "answer_unlike"),
        ("500", "failed", "status_500"),
        ("503", "failed", "status_503"),
        ("redirect", "failed", "redirected"),
        ("zipped", "failed", "encoded"),
        ("hang", "late", "too_late"),
        ("404", "empty", ""),
        ("empty", "empty", ""),
    ],
)
async def test_a_wrong_answer_is_told_to_the_operator_and_its_values_are_nothing(
    house: House, other: Outside, way: str, outcome: str, why: str
) -> None:
    service = await house.service(other.url)
    other.way = way
    done = await house.bill(service)
    assert (*came(done), done.values) == (outcome, why, NOTHING)
    assert all("secret" not in one["path"] for one in other.asked), "a redirect was followed"
    last = [one.why for health in house.sources.breakers.troubled() for one in health.last]
    assert last == ([why] if why else [])


async def test_a_service_that_is_gone_fails_at_once(house: House) -> None:
    async with outside() as gone:
        service = await house.service(gone.url)
    assert came(await house.bill(service)) == ("failed", "not_reachable")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"])
async def test_nothing_inside_the_house_is_asked_without_leave(
    house: House, other: Outside, host: str
) -> None:
    service = await house.service(f"http://{host}:{other.port}", private=False)
    done = await house.bill(service)
    assert done.outcome == "failed"
    assert other.asked == []


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200"])
async def test_the_keys_of_a_cloud_machine_are_never_asked_for(house: House, host: str) -> None:
    service = await house.service(f"http://{host}")
    assert came(await house.bill(service)) == ("failed", "address_forbidden")


async def test_a_get_goes_again_and_a_post_only_where_harmless(house: House, other: Outside) -> None:
    post = {"name": "pay", "method": "POST", "path": "/pay", "body_kind": "json", "body": '{"n": "{number}"}'}
    again = {**post, "name": "pay_again", "repeatable": True}
    get = {"name": "bill", "path": "/bills/{number}"}
    service = await house.service(other.url, retries=2, within=25.0, requests=[get, post, again])
    other.way = "503"
    for name, times in (("bill", 3), ("pay", 1), ("pay_again", 3)):
        other.asked.clear()
        await house.run("http", f"key-{name}", service=service, request=name, inputs={"number": "7"})
        assert len(other.asked) == times, name
    assert {one["headers"]["Idempotency-Key"] for one in other.asked} == {"key-pay_again"}
    assert other.asked[0]["body"] == '{"n": "7"}'


async def test_a_signed_request_can_be_checked_by_who_has_the_secret(house: House, other: Outside) -> None:
    service = await house.service(other.url, auth="hmac", key_name="lt-1", secret="between us")
    await house.bill(service)
    sent = other.asked[0]["headers"]
    wanted = signature("between us", sent["X-Lingtong-Timestamp"], "GET", "/bills/1001", b"")
    assert (sent["X-Lingtong-Signature"], sent["X-Lingtong-Key"]) == (wanted, "lt-1")


async def test_a_broken_service_is_left_alone_and_tried_again_later(
    house: House, other: Outside, clock: MovableClock
) -> None:
    service = await house.service(other.url)
    other.way = "500"
    for _ in range(BREAKS_AFTER):
        await house.bill(service)
    assert came(await house.bill(service)) == ("failed", "breaker_open")
    assert len(other.asked) == BREAKS_AFTER
    board = HealthBoard(clock)
    await board.follow(house.parts.bus)
    telling = asyncio.create_task(HealthTeller(house.parts.bus, house.sources.breakers, "n1").run())
    async with asyncio.timeout(20):
        while not board.of(house.tenant_id):  # noqa: ASYNC110 - the board is told, and tells nobody
            await asyncio.sleep(0.01)
    telling.cancel()
    rule = AlarmRule(id="r", tenant_id=house.tenant_id, name="Down", figure="service_down", limit=60)
    down = FloorOfTheHub.services_of(board, house.tenant_id)
    clock.move(10)
    (reading,) = readings(rule, FiguresChanged(at=clock.now(), services=down), clock.now())
    assert (reading.kind, reading.name, reading.value) == ("service", "Bills", 10.0)
    assert (board.of(house.tenant_id)[0].state, board.of("other")) == ("open", [])
    other.way = "well"
    clock.move(11)
    assert (await house.bill(service)).outcome == "done"
    (health,) = house.sources.breakers.troubled()
    assert (health.name, health.state) == ("Bills", "closed")


async def test_a_slow_service_holds_up_no_other(house: House, other: Outside) -> None:
    async with outside() as quick:
        slow_id = await house.service(other.url, name="Slow", within=3.0)
        quick_id = await house.service(quick.url, name="Quick")
        other.way = "hang"
        waiting = [asyncio.create_task(house.bill(slow_id)) for _ in range(60)]
        await asyncio.sleep(0)
        assert (await house.bill(quick_id)).outcome == "done"
        other.hanging.set()
        found = [came(one) for one in await asyncio.gather(*waiting)]
    assert found.count(("failed", "too_many")) == 10
    assert len(other.asked) <= 50


async def test_a_secret_is_not_taken_along_to_another_house(house: House, other: Outside) -> None:
    service = await house.service(other.url, auth="bearer", secret="s3cret-token")
    kind = house.center.kind("http-services")
    moved = {"name": "Bills", "base_url": "https://elsewhere.example.com", "auth": "bearer"}
    with pytest.raises(Invalid) as no:
        async with house.parts.database.writing(house.tenant_id) as work:
            await house.center.catalog.save(work, kind, moved, service, by=None)
    assert no.value.findings[0].code == "secret_again"


async def test_what_was_just_saved_is_known_to_all_who_come_at_once(house: House, other: Outside) -> None:
    first = await house.service(other.url)
    assert (await house.bill(first)).outcome == "done"
    second = await house.service(other.url, name="More bills")
    found = await asyncio.gather(*(house.bill(second) for _ in range(5)))
    assert [one.outcome for one in found] == ["done"] * 5


async def test_what_is_saved_while_the_book_is_read_is_known_to_the_next(
    house: House, other: Outside
) -> None:
    first = await house.service(other.url)
    reading = asyncio.create_task(house.bill(first))
    await asyncio.sleep(0)
    second = await house.service(other.url, name="More bills")
    assert (await house.bill(second)).outcome == "done"
    assert (await reading).outcome == "done"


async def test_a_request_that_nobody_keeps_is_not_sent(house: House, other: Outside) -> None:
    service = await house.service(other.url)
    done = await house.run("http", service=service, request="all", inputs={})
    assert came(done) == ("failed", "request_unknown")
    assert came(await house.run("http", service="x", request="bill")) == ("failed", "request_unknown")
    missing = await house.run("http", service=service, request="bill", inputs={})
    assert came(missing) == ("failed", "input_missing")
    assert other.asked == []

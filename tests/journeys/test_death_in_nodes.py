"""`kill -9` of the engine while callers are in every kind of node that takes time: each goes on where he was.

All of them call one flow at once, which leads each by his own number to another node; every way on leads to
words that are heard nowhere else.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from lingtong.floor.ivr.model import key_drawn
from lingtong.floor.ivr.sources.testing import ANSWERS, Outside, outside
from tests.journeys.test_nodes import COLLECT, ENTRY, flow, kept
from tests.journeys.test_ways import ASKS, KEY, TELLS, TOLD, is_heard, patient, stand, toned
from tests.rig import sipp as sip
from tests.rig.carriers import carrier
from tests.rig.floor import Customer, Desk, Floor
from tests.rig.people import Person
from tests.rig.recognizer import Recognizer, recognizer
from tests.rig.slow_table import SlowTable, slow_table
from tests.rig.walked import facts_of_flows, last_fact

pytestmark = pytest.mark.journey
Act = Callable[[Customer], Awaitable[None]]
Json = dict[str, Any]
PIN, SILENT = "73041865", "127.0.0.5"
MENU = {"type": "menu", "prompt": "main_menu", "tries": 9, "wait": 60, "otherwise": "bye"}
INNER = {
    "first": {**MENU, "keys": {"1": "second"}},
    "second": {**MENU, "keys": {"2": "back"}},
    "back": {"type": "return"},
    "bye": {"type": "hang_up"},
}


async def hears(customer: Customer) -> None:
    await customer.voice.hears_sound(within=20)


def keys(pressed: str) -> Act:
    async def act(customer: Customer) -> None:
        await hears(customer)
        customer.press(pressed)

    return act


@dataclass
class Case:
    """What the caller does until the engine dies, and what afterwards."""

    node: Json
    before: Act = hears
    after: Act = hears


@dataclass
class House:
    """What the nodes need of others; `ids` of what was made, by its kind of the catalog."""

    floor: Floor
    boss: Person
    ear: Recognizer
    service: Outside
    table: SlowTable
    desk: Desk
    ids: dict[str, str]


@asynccontextmanager
async def house(floor: Floor) -> AsyncIterator[House]:
    admin = await floor.person("admin")
    for name, tone in ((TOLD, TELLS), (KEY, ASKS)):
        await toned(floor, name, tone, 8.0 if name == TOLD else 1.0)
    async with AsyncExitStack() as stack:
        ear = await stack.enter_async_context(recognizer())
        service = await stack.enter_async_context(outside())
        table = stack.enter_context(slow_table(floor.product))
        await stack.enter_async_context(carrier(floor, "silent", SILENT, 0, sip.silent_phone()))
        bills = {"name": "Bills", "base_url": service.url, "private": True, "within": 25, "retries": 0}
        request = {"name": "bill", "path": "/bills", "answers": ANSWERS}
        bodies: dict[str, Json] = {
            "speech-services": dict(ear.body),
            "surveys": {"name": "满意度", "questions": [{"key": "how", "text": "满意度"}]},
            "queues": {"number": "3952", "name": "回呼", "name_en": "Back", "callback": "agent_first"},
            "http-services": {**bills, "requests": [request]},
            "data-sources": dict(table.body),
            "flows": {"name": "Inner", "start": "first", "nodes": INNER},
        }
        ids = {kind: await stack.enter_async_context(kept(admin, kind, one)) for kind, one in bodies.items()}
        yield House(floor, await floor.person("2001"), ear, service, table, await floor.desk("9002"), ids)


def round_again(name: str, node: Json, way: str = "next") -> dict[str, Json]:
    """It is said again and again, until the key 0 leads on."""
    again = {"type": "loop", "at_most": 50, "again": name, "enough": "bye"}
    return {name: {**node, way: f"{name}_on"}, f"{name}_on": again}


def said(queue: str) -> dict[str, Json]:
    wait = {"type": "expected_wait", "queue_id": queue, "long": "bye", "unknown": "bye"}
    return {
        **round_again("play", {"type": "play", "prompt": "welcome"}),
        **round_again("say", {"type": "say", "value": "123456"}),
        **round_again("text", {"type": "say", "before": "welcome", "kind": "text", "value": "bill"}),
        **round_again("wait", wait, "short"),
    }


def asked(there: House) -> dict[str, Case]:
    """Of these each waits for keys, for as long as a caller may think."""
    pin = {"done": "told", "refused": "bye", "failed": "bye", "wait": 60, "between": 30}
    digits = {**COLLECT, "kind": "digits", "into": "account", "first": 60, "between": 30}

    async def presses_the_key(customer: Customer) -> None:
        """The one that was named before the death; what is pressed too early does not count."""
        callers = await there.boss.live.until(lambda live: live.menus or None, what="callers in menus")
        one = next(one for one in callers if one["node_type"] == "key_check")
        for _ in range(9):
            customer.press(key_drawn(f"{one['interaction_id']}:2", 0))
            with contextlib.suppress(TimeoutError):
                return await customer.voice.hears(TELLS, within=4)

    return {
        "key_check": Case(
            {"type": "key_check", "wait": 60, "passed": "told", "failed": "bye", "silent": "bye"},
            after=presses_the_key,
        ),
        "menu": Case({**MENU, "keys": {"1": "told"}}, after=keys("1")),
        "collect": Case({**digits, "least": 3, "most": 3, "done": "told"}, keys("12"), keys("123")),
        "consent": Case({"type": "consent", "wait": 60, "yes": "told", "no": "bye"}, after=keys("1")),
        "pin_check": Case(
            {"type": "pin_check", **pin, "account": "7701", "done": "bye", "empty": "told", "locked": "bye"},
            keys(PIN[:4]),
            keys(PIN),
        ),
        "pin_set": Case({"type": "pin_set", **pin, "account": "7702"}, keys(PIN + PIN[:4]), keys(PIN + PIN)),
        "inside": Case(
            {"type": "subflow", "flow_id": there.ids["flows"], "done": "told", "failed": "bye"},
            keys("1"),
            keys("2"),
        ),
    }


def spoken_to(there: House) -> Case:
    """Nobody may speak for longer than half a minute."""
    ask = {"type": "recognize", "prompt": KEY, "into": "place", "at_most": 30, "silence": 1}

    async def speaks(customer: Customer) -> None:
        await customer.voice.hears(ASKS, within=20)
        await is_heard(there.floor, 1)

    async def falls_silent(customer: Customer) -> None:
        await is_heard(there.floor, 1)
        customer.voice.tone(0)

    return Case({**ask, "done": "told", "failed": "bye"}, speaks, falls_silent)


def asking(there: House) -> dict[str, Case]:
    """Of these each waits for an answer of others, for 25 seconds."""
    data = {"done": "told", "empty": "bye", "failed": "bye", "late": "bye", "within": 25}
    theirs = {**data, "source_id": there.ids["data-sources"]}
    service = there.ids["http-services"]
    return {
        "http": Case({**data, "type": "http", "service_id": service, "request": "bill"}),
        "query": Case({**theirs, "type": "query", "query": "level"}),
        "write": Case({**theirs, "type": "write", "query": "note"}),
    }


def brief(there: House) -> dict[str, Case]:
    """These do not last for long, so they begin when all others are there."""
    ids = there.ids
    on = {"done": "told", "failed": "bye"}
    called = {"type": "transfer", "failed": "told"}
    return {
        "survey": Case({"type": "survey", "survey_id": ids["surveys"], **on}, keys("1"), keys("5")),
        "callback": Case({"type": "callback", "queue_id": ids["queues"], "next": "told"}, after=keys("9")),
        "agent": Case({**called, "to": "agent", "agent": "9002", "ring_for": 40}),
        "outside": Case({**called, "number": "13900007777", "ring_for": 15}),
    }


KINDS = {
    *("play", "say", "menu", "collect", "consent", "recognize", "expected_wait", "pin_check", "pin_set"),
    *("http", "query", "write", "callback", "key_check"),
}


@pytest.mark.walks(
    "key_check", "pin_check", "pin_set", "query", "http", "subflow", "return", "loop", "hang_up"
)
@pytest.mark.dies_in("play", "say", "menu", "collect", "consent", "recognize", "expected_wait")
@pytest.mark.dies_in(
    "key_check", "pin_check", "pin_set", "http", "query", "write", "callback", "survey", "transfer"
)
async def test_the_engine_is_killed_while_callers_are_in_all_kinds_of_nodes(floor: Floor) -> None:
    boss, admin, queue = await floor.person("2001"), await floor.person("admin"), await patient(floor)
    async with house(floor) as there:
        there.service.way = "hang"
        there.table.lock()
        there.ear.text = "账单"
        patient_ones, short = asked(there), {"recognize": spoken_to(there), **asking(there), **brief(there)}
        rounds = {name: Case({}, after=keys("0")) for name in ("play", "say", "text", "wait")}
        end = {"end": Case({"type": "hang_up", "prompt": TOLD})}
        cases = {**rounds, **patient_ones, **short, **end}
        nodes = way_in(cases) | said(queue) | {name: case.node for name, case in cases.items() if case.node}
        nodes["told"] = {**MENU, "prompt": TOLD, "silent_prompt": TOLD, "wait": 1, "keys": {"9": "bye"}}
        async with flow(floor, nodes, zero="told", idle_release=300):
            await boss.open_screen()
            before = last_fact(floor.product)
            callers = await all_call(floor, cases, [*rounds, *patient_ones])
            callers |= await all_call(floor, cases, [*short])
            await stand(boss, KINDS)
            callers |= await all_call(floor, cases, ["end"])
            floor.product.kill_engine()
            assert callers["end"].is_on
            there.service.way = "well"
            there.table.unlock()
            await floor.restart()
            others = [name for name in cases if name not in ("agent", "end")]
            await asyncio.gather(*(goes_on(name, callers[name], cases[name]) for name in others))
            await there.desk.phone.decline()
            await goes_on("agent", callers["agent"], cases["agent"])
            await callers["end"].is_cleared(30)
            await asyncio.gather(*(one.hangs_up() for name, one in callers.items() if name != "end"))
            assert there.table.noted == 1
            await admin.ask("POST", "/api/sources/pins/reset", {"account": "7702"})
            assert_nobody_began_anew(floor, before)
            await boss.close_screen()


def way_in(cases: dict[str, Case]) -> dict[str, Json]:
    ways = [{"when": f"right(caller, 2) == '{number:02}'", "to": name} for number, name in enumerate(cases)]
    return {"way": {"type": "branch", "cases": ways, "otherwise": "bye"}}


async def all_call(floor: Floor, cases: dict[str, Case], names: list[str]) -> dict[str, Customer]:
    """At once; each does what comes before the death."""
    numbers = {name: f"138000001{number:02}" for number, name in enumerate(cases)}

    async def one(name: str) -> Customer:
        customer = await floor.calls(ENTRY, ani=numbers[name])
        try:
            await cases[name].before(customer)
        except TimeoutError:
            raise AssertionError(f"{name}: nothing was heard in its node") from None
        return customer

    return dict(zip(names, await asyncio.gather(*map(one, names)), strict=True))


async def goes_on(name: str, customer: Customer, case: Case) -> None:
    try:
        await case.after(customer)
        await customer.voice.hears(TELLS, within=40)
    except TimeoutError:
        raise AssertionError(f"{name}: the caller did not come on; still there: {customer.is_on}") from None


def assert_nobody_began_anew(floor: Floor, after: int) -> None:
    """No caller entered the same visit of a node twice, or one before it."""
    visits: dict[str, int] = {}
    for fact in facts_of_flows(floor.product, after):
        if "visit" in fact:
            assert fact["visit"] > visits.get(fact["interaction_id"], 0), fact
            visits[fact["interaction_id"]] = fact["visit"]
    assert len(visits) > 10

"""Nodes that decide, listen, ask and promise, on the real switch: what is heard tells which way it went."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_callbacks import promised
from tests.journeys.test_nodes import ENTRY, flow, hears_and_presses, kept
from tests.rig.center import PATIENT
from tests.rig.files import size_of
from tests.rig.floor import CONSULTANT, CUSTOMER, Customer, Floor, hears
from tests.rig.listen import spoken, write_wav
from tests.rig.people import Json, Live, Person
from tests.rig.recognizer import recognizer

pytestmark = pytest.mark.journey
TOLD, KEY = "trial_told", "trial_key"
TELLS, ASKS = 1000.0, 1250.0
ANI, OFFICER = "13911117401", "13900001111"
ALWAYS = [[{"opens": "00:00", "closes": "24:00"}]] * 7


async def toned(floor: Floor, name: str, tone: float, seconds: float = 3.0) -> None:
    """A prompt that no other can be taken for."""
    admin = await floor.person("admin")
    sound = write_wav(floor.product.folder / f"{name}.wav", spoken(tone, seconds)).read_bytes()
    for language in ("zh", "en"):
        await floor.upload(admin, f"/api/admin/prompts/{language}/{name}", sound)


def holidays() -> list[Json]:
    """Today, wherever that is."""
    days = (datetime.now(UTC).date() + timedelta(days=number) for number in (-1, 0, 1))
    return [{"date": day.isoformat(), "hours": []} for day in days]


async def patient(floor: Floor) -> str:
    admin = await floor.person("admin")
    return next(str(one["id"]) for one in await admin.get("/api/admin/queues") if one["number"] == PATIENT)


@pytest.mark.walks("answer", "hours", "duty", "list", "class", "play", "transfer")
async def test_hours_duty_and_lists_lead_to_the_officer_outside_and_the_engine_dies_in_the_talk(
    floor: Floor,
) -> None:
    admin = await floor.person("admin")
    await toned(floor, TOLD, TELLS)
    roster = {
        "name": "值班",
        "officers": [{"key": "o", "name": "赵", "mobile": OFFICER}],
        "shifts": [{"day": day, "opens": "00:00", "closes": "00:00", "officer": "o"} for day in range(7)],
    }
    async with (
        kept(admin, "calendars", {"name": "Always", "week": ALWAYS}) as always,
        kept(admin, "calendars", {"name": "Never", "week": ALWAYS, "special_days": holidays()}) as never,
        kept(admin, "duty-rosters", roster) as roster_id,
        kept(admin, "number-lists", {"name": "测试", "kind": "vip"}) as listed,
    ):
        entry = await admin.ask("POST", "/api/lists/entries", {"list_id": listed, "number": ANI})
        nodes = {
            "answer": {"type": "answer", "next": "open"},
            "open": {"type": "hours", "calendar_id": always, "open": "shut", "closed": "bye"},
            "shut": {"type": "hours", "calendar_id": never, "open": "bye", "closed": "duty"},
            "duty": {
                "type": "duty",
                "roster_id": roster_id,
                "number": "place",
                "on_duty": "listed",
                "nobody": "bye",
            },
            "listed": {"type": "list", "list_id": listed, "on_it": "class", "not_on_it": "bye"},
            "class": {"type": "class", "vip": "told", "otherwise": "bye"},
            "told": {"type": "play", "prompt": TOLD, "next": "outside"},
            "outside": {"type": "transfer", "number": "{place}", "failed": "bye"},
        }
        async with flow(floor, nodes):
            officer = await floor.outside_phone()
            customer = await floor.calls(ENTRY, ani=ANI)
            await customer.voice.hears(TELLS)
            await hears(officer, CUSTOMER, within=20)
            await customer.hears(CONSULTANT)
            floor.product.kill_engine()
            await customer.hears(CONSULTANT)
            await floor.restart()
            await customer.hears(CONSULTANT)
            await hears(officer, CUSTOMER)
            await customer.hangs_up()
            await officer.hears_silence(15)
        await admin.ask("POST", f"/api/lists/entries/{entry['id']}/end")


async def stand(boss: Person, kinds: set[str], within: float = 30.0) -> None:
    """Wait until callers are seen to stand in nodes of all these kinds."""
    lacks = [kinds]

    def stand_there(live: Live) -> bool:
        lacks.append(kinds - {one["node_type"] for one in live.menus})
        return not lacks[-1]

    try:
        await boss.live.until(stand_there, within)
    except AssertionError as why:
        raise AssertionError(f"Nobody was in {lacks[1]} at first, in {min(lacks, key=len)} at best") from why


async def is_heard(floor: Floor, seconds: float) -> None:
    """Wait until so much was kept of what a caller says now."""
    folder = floor.product.recordings.parent / "messages"

    before = {file: size_of(file) for file in folder.glob("*.sln")}

    def has_grown(file: Path) -> bool:
        return size_of(file) > max(seconds * 16_000, before.get(file, 0))

    async with asyncio.timeout(20):
        while not any(map(has_grown, folder.glob("*.sln"))):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def says(floor: Floor, customer: Customer, seconds: float = 1.5) -> None:
    """After the question, until so much was heard; then silence."""
    await customer.voice.hears(ASKS)
    await is_heard(floor, seconds)
    customer.voice.tone(0)


@pytest.mark.walks("recognize", "branch", "transfer", "say", "set")
async def test_what_is_said_is_recognized_and_who_is_not_understood_presses_a_key(floor: Floor) -> None:
    admin, queue = await floor.person("admin"), await patient(floor)
    await toned(floor, TOLD, TELLS)
    await toned(floor, KEY, ASKS, 1.0)
    to_queue = {"type": "transfer", "to": "queue", "queue_id": queue}
    bill: dict[str, Any] = {
        "say": {"type": "say", "before": TOLD, "value": "12", "next": "tell"},
        "tell": {"type": "set", "values": {"said": "{place}"}, "next": "line"},
        "line": to_queue,
    }
    variables = {"place": {"type": "text"}}
    other = {"name": "Bill by speech", "start": "say", "nodes": bill, "variables": variables}
    async with recognizer() as ear, kept(admin, "speech-services", ear.body) as ear_id:
        async with kept(admin, "flows", other) as bill_id:
            ask = {"type": "recognize", "prompt": KEY, "into": "place", "at_most": 20, "silence": 1}
            nodes = {
                "ask": {**ask, "key_prompt": TOLD, "keys": {"2": "key"}, "done": "heard", "failed": "bye"},
                "heard": {
                    "type": "branch",
                    "cases": [{"when": "place == '账单'", "to": "over"}],
                    "otherwise": "bye",
                },
                "over": {"type": "transfer", "to": "flow", "flow_id": bill_id},
                "key": {"type": "set", "values": {"pressed": "2"}, "next": "line"},
                "line": to_queue,
            }
            async with flow(floor, nodes):
                li = await floor.desk("9001")
                ear.text = "账单"
                customer = await floor.calls(ENTRY)
                await says(floor, customer)
                await customer.voice.hears(TELLS, within=20)
                offered = await li.agent.has_call("ringing", within=20)
                assert offered["attached_data"] == {"said": "账单"}
                (sound,) = ear.heard
                assert sound.seconds_of(CUSTOMER) > 1
                await customer.hangs_up()
                await li.agent.has_no_call(15)

                ear.status = 503
                again = await floor.calls(ENTRY)
                await says(floor, again)
                await again.voice.hears(TELLS, within=20)
                again.press("2")
                offered = await li.agent.has_call("ringing", within=20)
                assert offered["attached_data"] == {"pressed": "2"}
        states = (await admin.get("/api/admin/speech"))["services"]
        assert [one["trouble"] for one in states if one["service_id"] == ear_id] == ["http_503"]


@pytest.mark.walks("survey", "write", "callback")
async def test_a_caller_answers_is_written_down_and_is_promised_a_call(floor: Floor) -> None:
    admin, boss = await floor.person("admin"), await floor.person("2001")
    survey = {"name": "满意度", "questions": [{"key": "how", "text": "满意度"}]}
    columns = [{"name": "number"}, {"name": "level"}]
    table = {"name": "Who called", "kind": "table", "columns": columns}
    line = {"number": "3951", "name": "回呼", "name_en": "Back", "callback": "agent_first"}
    async with (
        kept(admin, "surveys", survey) as survey_id,
        kept(admin, "data-sources", table) as table_id,
        kept(admin, "queues", line) as line_id,
    ):
        write = {"type": "write", "source_id": table_id}
        cells = {"number": "{right(caller, 4)}", "level": "gold"}
        nodes: dict[str, Any] = {
            "ask": {"type": "survey", "survey_id": survey_id, "done": "write", "failed": "bye"},
            "write": {**write, "inputs": cells, "done": "back", "empty": "bye", "failed": "bye"},
            "back": {"type": "callback", "queue_id": line_id, "next": "bye"},
        }
        async with flow(floor, nodes):
            await boss.open_screen()
            customer = await floor.calls(ENTRY, ani=ANI)
            await hears_and_presses(customer, "14")  # past the greeting, and the answer
            await stand(boss, {"callback"})
            await hears_and_presses(customer, "1")  # at this number
            await customer.is_cleared(30)
            await boss.close_screen()
        rows = (await admin.get(f"/api/sources/data/{table_id}/rows"))["items"]
        assert [row["cells"] for row in rows] == [{"number": ANI[-4:], "level": "gold"}]
        callback = await promised(boss, "open", line_id)
        record = await floor.last_record(boss, ANI)
        assert record["result"] == "callback"
        (answers,) = await admin.get(f"/api/surveys/answers?interaction={record['id']}")
        assert [(one["key"], one["value"]) for one in answers["answers"]] == [("how", "4")]
        await boss.ask("POST", f"/api/callbacks/{callback['id']}/cancel")

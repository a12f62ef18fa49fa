from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from lingtong.floor.recording.search.service import number_patterns
from lingtong.floor.recording.tests.kept import BEGAN, House
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import MovableClock, parts_for, signed_browser
from lingtong.interactions import events as said
from lingtong.interactions.testing import Call
from lingtong.kit.searching import words_of

pytestmark = pytest.mark.room
KEYS = ("day", "queue", "agent", "form")


@pytest.fixture
async def house(each_database: Database, tmp_path: Any, clock: MovableClock, cheap_hashes: None) -> House:
    parts: Parts = parts_for(each_database, tmp_path, clock)
    house = House(parts)
    await house.open()
    rule_id = await house.rule(form="flac")
    await house.talk("a", ani="13800002046", rule_id=rule_id)
    await house.talk("b", agent="other", ani="053186012345", dnis="95500", rule_id=rule_id)
    for name, notes in (("a", "用户反映电表故障，需要上门维修"), ("b", "Asked for a refund of case A-17")):
        call = Call(house.tenant_id, name, BEGAN)
        call.facts = []
        call.tell(
            said.WrapUpFinished,
            130,
            agent_id="demo",
            queue_id="q1",
            disposition_id="d",
            notes=notes,
            after_call_work=1.0,
        )
        call.facts = [_renamed(call.facts[0], f"{name}-note")]
        await house.take(call)
    await house.keeping.keep_finished()
    clock.at = BEGAN + timedelta(minutes=10)
    await house.settling.settle_ended()
    return house


def _renamed(fact: Any, name: str) -> Any:
    return msgspec.structs.replace(fact, id=name)


async def found(house: House, login: str = "supervisor", **asked: Any) -> list[str]:
    async with signed_browser(house.app, login) as it:
        answer = await it.send("POST", "/api/recordings/search", json=asked)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, ["rec-b", "rec-a"]),
        ({"serial": 2}, ["rec-b"]),
        ({"number": "2046"}, ["rec-a"]),
        ({"number": "138 0000 2046"}, ["rec-a"]),
        ({"number": "138*46"}, []),
        ({"number": "*138*46"}, ["rec-a"]),
        ({"number": "0531-8601"}, ["rec-b"]),
        ({"number": "138?"}, []),
        ({"dialed": "95500"}, ["rec-b"]),
        ({"text": "电表"}, ["rec-a"]),
        ({"text": "故障 维修"}, ["rec-a"]),
        ({"text": "refu"}, ["rec-b"]),
        ({"text": "a-17"}, ["rec-b"]),
        ({"text": "电表 refund"}, []),
        ({"agent": "other"}, ["rec-b"]),
        ({"queue": "q1"}, ["rec-b", "rec-a"]),
        ({"queue": "q2"}, []),
        ({"direction": "out"}, []),
        ({"shortest": 19, "longest": 21}, ["rec-b", "rec-a"]),
        ({"longest": 5}, []),
        ({"state": "incomplete"}, []),
        ({"state": "paused"}, []),
        ({"since": "2026-11-22T00:00:00Z", "until": "2026-11-23T00:00:00Z"}, ["rec-b", "rec-a"]),
        ({"since": "2026-11-23T00:00:00Z"}, []),
        ({"rule": "rule"}, ["rec-b", "rec-a"]),
        ({"text": "'; DROP TABLE recordings; --"}, []),
        ({"number": "%"}, ["rec-b", "rec-a"]),  # nothing that is a number: no filter
    ],
)
async def test_recordings_are_found_by(house: House, asked: dict[str, Any], ids: list[str]) -> None:
    assert sorted(await found(house, **asked), reverse=True) == ids


async def test_agents_find_their_own(house: House) -> None:
    async with house.database.writing(house.tenant_id) as work:
        await work.session.execute(update(UserRow).where(UserRow.login == "agent").values(agent_id="demo"))
    assert await found(house, "agent") == ["rec-a"]
    assert await found(house, "agent", agent="other") == ["rec-a"]


async def test_what_people_mark_is_found_too(house: House) -> None:
    async with signed_browser(house.app, "supervisor") as it:
        body = {"at": 3.5, "text": "客户投诉"}
        note = (await it.send("POST", "/api/recordings/rec-b/notes", json=body)).json()
    await house.settling.settle_ended()
    assert await found(house, text="投诉") == ["rec-b"]
    assert await found(house, state="noted") == ["rec-b"]
    async with signed_browser(house.app, "evaluator") as it:
        assert (await it.send("DELETE", f"/api/recordings/rec-b/notes/{note['id']}")).status_code == 404
    async with signed_browser(house.app, "supervisor") as it:
        assert (await it.send("DELETE", f"/api/recordings/rec-b/notes/{note['id']}")).status_code == 204
    await house.settling.settle_ended()
    assert await found(house, text="投诉") == []


async def test_files_are_counted_by_day_queue_and_agent(house: House) -> None:
    span = "from=2026-11-21T16:00:00Z&to=2026-11-23T16:00:00Z"
    async with signed_browser(house.app, "supervisor") as it:
        answers = {one: await it.get(f"/api/recordings/figures?{span}&by={one}") for one in KEYS}
    by = {one: answer.json() for one, answer in answers.items()}
    sizes = (await house.row("rec-a")).kept_size + (await house.row("rec-b")).kept_size
    assert [(one["key"], one["files"], one["seconds"], one["bytes"]) for one in by["day"]] == [
        ("2026-11-22", 2, 40.0, sizes),
        ("2026-11-23", 0, 0.0, 0),
    ]
    assert [(one["key"], one["files"]) for one in by["queue"]] == [("q1", 2)]
    assert sorted((one["key"], one["files"]) for one in by["agent"]) == [("demo", 1), ("other", 1)]
    assert sum(one["files"] for one in by["form"]) == 2
    assert {one["key"] for one in by["form"]} <= {"", "wav", "flac", "opus"}
    assert [(one["failed"], one["incomplete"]) for one in by["day"]] == [(0, 0), (0, 0)]


async def test_every_second_of_talk_is_accounted_for(house: House) -> None:
    async with signed_browser(house.app, "administrator") as it:
        found = (
            await it.get("/api/recordings/coverage?from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z")
        ).json()
    assert (found["talked"], found["recorded"], found["why_not"], found["uncovered"]) == (180, 180, {}, [])


@pytest.mark.parametrize(
    ("typed", "patterns"),
    [
        ("", ()),
        ("abc", ()),
        ("2046", ("%2046%",)),
        ("13800002046", ("+8613800002046", "%13800002046%")),
        ("138*46", ("138%46",)),
        ("138%46", ("%13846%",)),
    ],
)
def test_what_a_typed_number_may_mean(typed: str, patterns: tuple[str, ...]) -> None:
    assert number_patterns(typed, "CN") == patterns


def test_words_of_chinese_are_found_in_the_middle_of_a_sentence() -> None:
    words = words_of("用户反映电表故障，需要上门维修。Refund!")
    assert {"电表", "故障", "维修", "refund"} <= set(words)
    assert "，" not in words

"""Messages and surveys on the real switch: what was said is what is played, and nobody's death loses it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.test_nodes import ENTRY, flow, kept
from tests.rig.files import size_of
from tests.rig.floor import AGENT, CUSTOMER, Customer, Floor
from tests.rig.listen import recording_of
from tests.rig.people import Json, Person

pytestmark = pytest.mark.journey


@asynccontextmanager
async def box(floor: Floor, **fields: object) -> AsyncIterator[str]:
    admin = await floor.person("admin")
    async with kept(admin, "voicemail-boxes", {"name": "留言", "longest": 30, **fields}) as box_id:
        yield box_id


@asynccontextmanager
async def leads_to(floor: Floor, box_id: str) -> AsyncIterator[None]:
    node = {"type": "voicemail", "box_id": box_id, "done": "bye", "failed": "queue"}
    async with flow(floor, {"say": node}):
        yield


def files_of(floor: Floor) -> set[Path]:
    return set((floor.product.recordings.parent / "messages").glob("*.sln"))


async def speaks(floor: Floor, customer: Customer, seconds: float) -> Path:
    """Past the greeting, until so much was said; where it is kept."""
    earlier = files_of(floor)
    await customer.voice.hears_sound()
    customer.press("1")
    async with asyncio.timeout(20):
        while not (said := files_of(floor) - earlier):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    (file,) = said
    await is_said(file, seconds)
    return file


async def is_said(file: Path, seconds: float) -> None:
    async with asyncio.timeout(seconds + 20):
        while size_of(file) < seconds * 16_000:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def message_in(person: Person, box_id: str, within: float = 30.0) -> Json:
    """Once it is kept."""
    async with asyncio.timeout(within):
        while True:
            found = await person.get(f"/api/voicemail?box={box_id}")
            if found["items"] and found["items"][0]["ready"]:
                return dict(found["items"][0])
            await asyncio.sleep(0.1)


async def is_played(person: Person, message_id: str, at_least: float) -> None:
    sound = recording_of(await person.download(f"/api/voicemail/{message_id}/audio"))
    assert sound.left.seconds_of(CUSTOMER) >= at_least
    assert sound.right.seconds_of(CUSTOMER) == 0


@pytest.mark.walks("voicemail")
async def test_a_message_is_heard_again_kept_played_and_called_back(floor: Floor) -> None:
    async with box(floor) as box_id, leads_to(floor, box_id):
        customer = await floor.calls(ENTRY)
        await speaks(floor, customer, 4)
        customer.press("#")
        customer.voice.tone(0)
        await customer.hears(CUSTOMER)  # the own voice
        customer.press("1")
        await customer.is_cleared(20)
        desk = await floor.desk("9001")
        message = await message_in(desk.agent, box_id)
        assert message["state"] == "new"
        assert message["seconds"] >= 3.5
        await is_played(desk.agent, message["id"], 3)
        outside = await floor.outside_phone()
        called = await desk.agent.ask("POST", f"/api/voicemail/{message['id']}/call-back")
        await desk.phone.rings()
        await desk.phone.answer()
        await outside.hears(AGENT)
        assert called["interaction_id"]
        again = await message_in(desk.agent, box_id)
        assert (again["state"], again["owner_id"] != "") == ("in_hand", True)
        done = await desk.agent.ask("PUT", f"/api/voicemail/{message['id']}", {"state": "done", "note": "好"})
        assert (done["state"], done["note"]) == ("done", "好")
        await desk.do("clear")
        await desk.agent.wrap_up()
        record = await floor.record(message["interaction_id"])
    assert record["result"] == "message"
    assert record["has_recording"]


@pytest.mark.dies_in("voicemail")
async def test_the_engine_is_killed_while_the_caller_speaks(floor: Floor) -> None:
    async with box(floor) as box_id, leads_to(floor, box_id):
        customer = await floor.calls(ENTRY)
        file = await speaks(floor, customer, 3)
        floor.product.kill_engine()
        await floor.restart()
        await is_said(file, 6)
        await customer.hangs_up()
        boss = await floor.person("2001")
        message = await message_in(boss, box_id)
        assert message["seconds"] >= 5
        await is_played(boss, message["id"], 5)


async def test_the_switch_is_killed_while_the_caller_speaks(floor: Floor) -> None:
    async with box(floor) as box_id, leads_to(floor, box_id):
        customer = await floor.calls(ENTRY)
        await speaks(floor, customer, 4)
        floor.product.kill_switch()
        await customer.is_lost()
        boss = await floor.person("2001")
        message = await message_in(boss, box_id)
        await is_played(boss, message["id"], 3)


@pytest.mark.walks("transfer")
async def test_a_call_for_one_who_is_away_is_heard_and_deleted_at_the_own_phone(floor: Floor) -> None:
    li = await floor.desk("9001", ready=False)
    to_li = {"type": "transfer", "to": "agent", "agent": "9001", "failed": "bye"}
    async with box(floor, agent_id=li.agent.agent_id) as box_id:
        async with flow(floor, {"li": to_li}):
            customer = await floor.calls(ENTRY)
            await speaks(floor, customer, 3)
            await customer.hangs_up()
        message = await message_in(li.agent, box_id)
        mark = li.phone.mark()
        await li.phone.dial(f"sip:*16@127.0.0.1:{floor.product.sip_port}")
        await li.phone.talks(after=mark)
        await li.phone.hears(CUSTOMER, within=60)
        for key in "3*":
            await li.phone.press(key)
        await li.phone.is_cleared(within=40, after=mark)
        assert await deleted(li.agent, box_id) == [message["id"]]
        back = await li.agent.ask("POST", f"/api/voicemail/{message['id']}/restore")
        assert back["state"] == "new"


async def deleted(person: Person, box_id: str) -> list[str]:
    """Once anything is: the phone may be told before it is written down."""
    found: list[Json] = []
    async with asyncio.timeout(20):
        while not found:
            found = (await person.get(f"/api/voicemail?box={box_id}&trash=true"))["items"]
            await asyncio.sleep(0.1)
    return [one["id"] for one in found]


async def test_after_the_talk_the_caller_says_how_it_was(floor: Floor) -> None:
    admin = await floor.person("admin")
    questions = [{"key": "how", "text": "满意度"}, {"key": "solved", "text": "解决", "kind": "yes_no"}]
    async with kept(admin, "surveys", {"name": "满意度", "questions": questions, "low": 2}) as survey_id:
        queue_id = floor.product.center.queue_id
        queue = await admin.get(f"/api/admin/queues/{queue_id}")
        await admin.ask("PUT", f"/api/admin/queues/{queue_id}", {**queue, "survey_id": survey_id})
        try:
            li = await floor.desk("9001")
            customer = await floor.calls()
            await li.answer()
            await customer.hears(AGENT)
            await li.do("clear")
            await li.agent.has_call("after_call_work")
            await customer.hears_no(AGENT)
            await customer.voice.hears_sound()
            customer.press("141")  # past the greeting, and two answers
            await customer.is_cleared()
            interaction_id = await li.agent.wrap_up()
            record = await floor.record(interaction_id)
            (answers,) = await admin.get(f"/api/surveys/answers?interaction={interaction_id}")
            ended = datetime.fromisoformat(record["ended_at"])
            day = ended.astimezone(ZoneInfo("Asia/Shanghai")).date()  # reports go by the day of the center
            report = await admin.get(f"/api/surveys/{survey_id}/report?first={day}&last={day}&question=how")
        finally:
            fresh = await admin.get(f"/api/admin/queues/{queue_id}")
            await admin.ask("PUT", f"/api/admin/queues/{queue_id}", {**fresh, "survey_id": ""})
    assert answers["outcome"] == "complete"
    assert {one["key"]: one["value"] for one in answers["answers"]} == {"how": "4", "solved": "1"}
    assert answers["agent_id"] == li.agent.agent_id
    assert (report["whole"]["answered"], report["whole"]["mean"]) == (1, 4.0)
    assert record["result"] == "handled"

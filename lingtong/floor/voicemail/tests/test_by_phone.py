"""What a phone is told of messages: how many, the next, and that it was kept or deleted."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from lingtong.floor.ivr.errands import Answer
from lingtong.floor.recording import Opened, RecordingRow
from lingtong.floor.turn import Errand
from lingtong.floor.voicemail.by_phone import MessagesByPhone
from lingtong.floor.voicemail.ports import Home
from lingtong.floor.voicemail.tables import MessageRow
from lingtong.floor.voicemail.tests.test_boxes import House, house, passes
from lingtong.foundation.identity import Principal

__all__ = ["house"]
pytestmark = pytest.mark.room


class Phone:
    """Says nothing, and notes what it would have said."""

    def __init__(self, house: House, who: Principal) -> None:
        self.house, self.who = house, who
        self.at: dict[str, str] = {}
        self.by_phone = MessagesByPhone(house.voicemail, self, self, house.parts.clock)

    async def say(self, row: RecordingRow, opened: Opened) -> str:
        assert opened.size > 1000
        return f"playback/{row.id}"

    async def home(self, tenant_id: str) -> Home:
        assert tenant_id == self.house.tenant_id
        return Home(ZoneInfo("Asia/Shanghai"), "CN")

    async def asks(self, do: str) -> Answer:
        request: dict[str, str | dict[str, str]] = {"do": do, **self.at}
        errand = Errand(
            id="e", tenant_id=self.house.tenant_id, interaction_id="i", kind="messages", request=request
        )
        answer = await self.by_phone.answer(self.who, errand)
        self.at |= {name: value for name, value in answer.values.items() if name in ("id", "phase", "since")}
        return answer


async def kept(house: House, *ids: str, box: str) -> None:
    for message_id in ids:
        house.speaks(message_id)
        await house.left(message_id, box)
    passes(house, 2)
    await house.keeping.keep_left()


async def state(house: House, message_id: str) -> tuple[str, bool]:
    async with house.parts.database.reading(house.tenant_id) as reader:
        row = await reader.get(MessageRow, message_id)
    return row.state, row.removed_at is not None


async def test_new_ones_are_heard_in_their_order_then_what_was_kept(house: House) -> None:
    who = await house.person("agent")
    await house.box("own", agent_id=who.agent_id or "")
    await house.box("theirs", agent_id="somebody")
    await kept(house, "m1", "m2", "m3", box="own")
    await kept(house, "m4", box="theirs")
    await house.voicemail.change(who, "m3", "in_hand", None)
    passes(house, 60)
    phone = Phone(house, who)
    opened = await phone.asks("open")
    assert (opened.outcome, opened.values["new"], opened.values["saved"]) == ("done", "2", "1")
    first = await phone.asks("next")
    assert (first.values["id"], first.values["media"], first.values["day"]) == ("m1", "playback/m1", "")
    assert first.values["number"] == "13812342046"
    assert (await phone.asks("keep")).outcome == "done"
    assert (await phone.asks("next")).values["id"] == "m2"
    assert (await phone.asks("delete")).outcome == "done"
    third = await phone.asks("next")
    assert (third.values["id"], third.values["phase"]) == ("m3", "saved")
    assert (await phone.asks("next")).outcome == "empty", "what was kept in this very call is not said again"
    assert [await state(house, one) for one in ("m1", "m2", "m4")] == [
        ("in_hand", False),
        ("new", True),
        ("new", False),
    ]


async def test_of_another_day_the_date_is_said(house: House) -> None:
    who = await house.person("agent")
    await house.box("common")
    await kept(house, "m1", box="common")
    passes(house, timedelta(days=1).total_seconds())
    phone = Phone(house, who)
    await phone.asks("open")
    assert (await phone.asks("next")).values["day"] == "2026-11-23"


async def test_an_agent_deletes_nothing_of_a_common_box(house: House) -> None:
    who = await house.person("agent")
    await house.box("common")
    await kept(house, "m1", box="common")
    phone = Phone(house, who)
    await phone.asks("open")
    await phone.asks("next")
    assert (await phone.asks("delete")).outcome == "failed"
    assert await state(house, "m1") == ("new", False)


async def test_where_nothing_waits_nothing_is_said(house: House) -> None:
    who = await house.person("agent")
    await house.box("common")
    assert (await Phone(house, who).asks("open")).outcome == "empty"


async def test_after_its_days_in_the_trash_a_message_is_gone(house: House) -> None:
    who = await house.person("supervisor")
    await house.box("common", trash_days=1)
    await kept(house, "m1", "m2", box="common")
    await house.voicemail.remove(who, "m1")
    passes(house, timedelta(days=2).total_seconds())
    await house.voicemail.remove(who, "m2")
    await house.keeping.remove_old()
    listed = await house.voicemail.listed(who, "common", (), "", 50, trash=True)
    assert [row.id for row in listed] == ["m2"]

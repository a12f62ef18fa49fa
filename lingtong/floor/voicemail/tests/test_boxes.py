"""From the fact that a message was left to the list, its sound, its owner; with a disk and an engine away."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from lingtong.floor.recording import service as recording
from lingtong.floor.recording.files import RecordingFiles
from lingtong.floor.recording.keys import TenantKeys
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.service import Recordings
from lingtong.floor.recording.tiers import LocalTier
from lingtong.floor.voicemail import api, reactions
from lingtong.floor.voicemail.keeping import MessageKeeping
from lingtong.floor.voicemail.service import Voicemail
from lingtong.floor.voicemail.tables import BoxRow, MessageRow
from lingtong.foundation.bus import NobodyAnswers
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.db import Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import Principal, sessions
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser
from lingtong.interactions import events as said
from lingtong.interactions.service import Attendance

pytestmark = pytest.mark.room
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class House:
    """`lamps` notes what it is told; it is away while `dark`."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.lamps: list[tuple[str, int, int]] = []
        self.dialed: list[str] = []
        self.letters: list[str] = []
        self.dark = False
        folder = parts.settings.recordings
        places = Places(
            files=RecordingFiles(folder),
            local=LocalTier(folder / "kept"),
            archive=None,
            keys=TenantKeys(parts.secrets),
        )
        recordings = Recordings(parts.database, places, Attendance(parts.database), parts.clock)
        self.folder = parts.settings.folder("messages")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.keeping = MessageKeeping(parts.database, self.folder, places.files, self, self, parts.clock)
        self.voicemail = Voicemail(parts.database, InProcessBus(), recordings, self, parts.clock)
        self.app = app_of(parts, api.routes(self.voicemail))
        self.tenant_id = ""

    async def show(self, tenant_id: str, box_id: str, agent_id: str, new: int, old: int) -> None:
        if self.dark:
            raise NobodyAnswers("no engine")
        self.lamps.append((box_id, new, old))

    async def send(self, work: Work, message: MessageRow, box: BoxRow) -> None:
        self.letters.append(f"{box.mail_to} {message.number}")

    async def dial(self, tenant_id: str, agent_id: str, number: str) -> str:
        self.dialed.append(number)
        return "called"

    async def box(self, box_id: str, agent_id: str = "", **fields: object) -> None:
        own: dict[str, Any] = {
            "name": box_id,
            "name_en": "",
            "queue_id": "",
            "greeting": "",
            "longest": 60.0,
            "silence": 5.0,
        }
        more: dict[str, Any] = {"quota": 10, "keep_days": 30, "mail_to": "", "mail": "notice", "revision": 1}
        more |= {"unreached": "site", "ring_for": 20.0, "trash_days": 30}
        more["changed_at"] = self.parts.clock.now()
        async with self.parts.database.writing(self.tenant_id) as work:
            work.session.add(BoxRow(id=box_id, agent_id=agent_id, **own, **{**more, **fields}))

    async def person(self, login: str) -> Principal:
        """With a seat of that name."""
        async with self.parts.database.writing(self.tenant_id) as work:
            user = await work.session.scalar(select(UserRow).where(UserRow.login == login))
            assert user is not None
            user.agent_id = f"seat-{login}"
        found = await sessions.of_agent(self.parts.database, self.tenant_id, f"seat-{login}")
        assert found is not None
        return found

    def speaks(self, message_id: str, seconds: float = 2.0) -> None:
        np.full(int(8000 * seconds), 1000, "<i2").tofile(self.folder / f"{message_id}.sln")

    async def left(self, message_id: str, box_id: str) -> None:
        now = self.parts.clock.now()
        about: dict[str, Any] = {"tenant_id": self.tenant_id, "at": now, "interaction_id": f"i-{message_id}"}
        facts = [
            said.RecordingStarted(id=f"s-{message_id}", recording_id=message_id, why="message", **about),
            said.RecordingEnded(id=f"e-{message_id}", recording_id=message_id, complete=True, **about),
            said.MessageLeft(
                id=f"m-{message_id}",
                message_id=message_id,
                box_id=box_id,
                number="+8613812342046",
                ended_by="key",
                **about,
            ),
        ]
        async with self.parts.database.writing_everywhere() as work:
            await recording.take_facts(work, facts)
            await reactions.take_facts(work, facts)
            await reactions.take_facts(work, facts)  # told twice, it is one


@pytest.fixture
async def house(parts: Parts) -> House:
    house = House(parts)
    house.tenant_id = await people(parts, logins=("supervisor", "agent", "administrator"))
    return house


def passes(house: House, seconds: float) -> None:
    clock = house.parts.clock
    assert isinstance(clock, MovableClock)
    clock.move(seconds)


async def test_a_message_comes_into_the_list_with_its_sound(house: House) -> None:
    await house.box("common", mail_to="duty@example.com")
    house.speaks("m1")
    await house.left("m1", "common")
    passes(house, 2)
    assert await house.keeping.keep_left() == 1
    assert house.letters == ["duty@example.com +8613812342046"]
    assert not (house.folder / "m1.sln").exists()
    async with signed_browser(house.app, "agent") as agent:
        (box,) = (await agent.get("/api/voicemail/boxes")).json()
        assert (box["new"], box["in_hand"]) == (1, 0)
        (item,) = (await agent.get("/api/voicemail?box=common")).json()["items"]
        assert (item["ready"], item["seconds"], item["state"]) == (True, 2.0, "new")
        assert "2046" in item["number"]
        assert "1234" not in item["number"]
        sound = await agent.get("/api/voicemail/m1/audio", headers={"range": "bytes=44-47"})
        assert sound.status_code == 206
        assert np.frombuffer(sound.content, "<i2").tolist() == [1000, 0]
        called = await agent.send("POST", "/api/voicemail/m1/call-back")
        assert called.status_code in (200, 403)


async def test_a_disk_that_fails_loses_nothing(house: House) -> None:
    await house.box("common")
    await house.left("m2", "common")
    passes(house, 2)
    assert await house.keeping.keep_left() == 0
    house.speaks("m2")
    assert await house.keeping.keep_left() == 1


async def test_a_message_whose_file_is_gone_says_so(house: House) -> None:
    await house.box("common")
    await house.left("m3", "common")
    passes(house, 3600)
    assert await house.keeping.keep_left() == 0
    async with signed_browser(house.app, "agent") as agent:
        (item,) = (await agent.get("/api/voicemail")).json()["items"]
        assert (item["lost"], item["ready"]) == (True, False)
        refused = await agent.get("/api/voicemail/m3/audio")
        assert refused.json()["code"] == "voicemail.not_ready"


async def test_states_owner_forward_and_removal(house: House) -> None:
    await house.box("common")
    await house.box("theirs", agent_id="somebody")
    house.speaks("m4")
    await house.left("m4", "common")
    passes(house, 2)
    await house.keeping.keep_left()
    async with signed_browser(house.app, "agent") as agent, signed_browser(house.app, "supervisor") as boss:
        taken = await agent.send("PUT", "/api/voicemail/m4", json={"state": "in_hand", "note": "回电"})
        assert (taken.json()["state"], taken.json()["note"]) == ("in_hand", "回电")
        assert (await agent.get("/api/voicemail?box=theirs")).json()["code"] == "voicemail.not_yours"
        assert (await agent.send("DELETE", "/api/voicemail/m4")).status_code == 403
        assert (
            await boss.send("POST", "/api/voicemail/m4/forward", json={"box_id": "theirs"})
        ).status_code == 204
        assert (await agent.get("/api/voicemail/m4/audio")).json()["code"] == "voicemail.not_yours"
        (item,) = (await boss.get("/api/voicemail?box=theirs")).json()["items"]
        assert (item["state"], item["owner"]) == ("new", "")
        assert (await boss.send("DELETE", "/api/voicemail/m4")).status_code == 204
        assert (await boss.get("/api/voicemail")).json()["items"] == []
        (item,) = (await boss.get("/api/voicemail?trash=true")).json()["items"]
        assert item["id"] == "m4"
        assert (await agent.send("POST", "/api/voicemail/m4/restore")).status_code == 403
        assert (await boss.send("POST", "/api/voicemail/m4/restore")).json()["state"] == "new"
        assert (await boss.send("POST", "/api/voicemail/m4/restore")).status_code == 404
        assert [item["id"] for item in (await boss.get("/api/voicemail")).json()["items"]] == ["m4"]


async def test_the_lamp_follows_and_waits_for_an_engine(house: House) -> None:
    await house.box("own", agent_id="somebody")
    house.speaks("m5")
    await house.left("m5", "own")
    house.dark = True
    await house.keeping.light()
    house.dark = False
    await house.keeping.light()
    await house.keeping.light()
    assert house.lamps == [("own", 1, 0)]


async def test_old_messages_leave_the_list(house: House) -> None:
    await house.box("common", keep_days=1)
    house.speaks("m6")
    await house.left("m6", "common")
    passes(house, 2)
    await house.keeping.keep_left()
    passes(house, timedelta(days=2).total_seconds())
    task = asyncio.create_task(house.keeping.run(60))
    async with signed_browser(house.app, "agent") as agent, asyncio.timeout(20):
        while (await agent.get("/api/voicemail")).json()["items"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from lingtong.floor.recording import api, service, store
from lingtong.floor.recording.files import HEADER, RecordingFiles
from lingtong.floor.recording.keeping import Keeping
from lingtong.floor.recording.keys import TenantKeys
from lingtong.floor.recording.notes import Notes
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.service import Recordings
from lingtong.floor.recording.showing import Views
from lingtong.floor.recording.tiers import LocalTier
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import AuditRow, UserRow
from lingtong.foundation.identity.testing import MovableClock, app_of, people, signed_browser, unguarded
from lingtong.foundation.journal import store as journal
from lingtong.interactions import events as said
from lingtong.interactions.service import Attendance, take_facts
from lingtong.interactions.testing import Call, PlainNames

pytestmark = pytest.mark.room

BEGAN = datetime(2026, 11, 22, 23, 59, 50, tzinfo=UTC)  # the recording begins on the next day
SOUND = bytes(range(256)) * 125  # one second


class House:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        places = Places(
            files=RecordingFiles(parts.settings.recordings),
            local=LocalTier(parts.settings.recordings / "kept"),
            archive=None,
            keys=TenantKeys(parts.secrets),
        )
        self.recordings = Recordings(parts.database, places, Attendance(parts.database), parts.clock)
        self.keeping = Keeping(parts.database, places, parts.clock)
        views = Views(parts.database, PlainNames(), parts.clock)
        notes = Notes(parts.database, parts.clock, parts.ids)
        self.routes = api.routes(self.recordings, notes, views)
        self.app = app_of(parts, self.routes)

    async def open(self, tenant: str = "demo") -> str:
        tenant_id = await people(self.parts, tenant)
        async with self.parts.database.writing(tenant_id) as work:
            await work.session.execute(
                update(UserRow).where(UserRow.login == "agent").values(agent_id=tenant)
            )
        return tenant_id

    async def keep(self, call: Call) -> None:
        async with self.parts.database.writing_everywhere() as work:
            new = await journal.add_new(work.session, call.facts)
            await take_facts(work, new, lambda _: "CN")
            await service.take_facts(work, new)

    def write(self, name: str, sound: bytes = SOUND, day: str = "2026/11/23") -> Path:
        path = self.parts.settings.recordings / day / f"{name}.raw"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)
        return path

    async def acts(self, tenant_id: str) -> list[str]:
        async with self.parts.database.reading(tenant_id) as reader:
            found = await reader.session.scalars(select(AuditRow.act).order_by(AuditRow.sequence))
            return [act for act in found if not act.startswith(("session.", "user."))]


@pytest.fixture
def house(parts: Parts) -> House:
    return House(parts)


def recorded_call(tenant_id: str, agent_id: str = "demo", name: str = "a") -> Call:
    call = Call(tenant_id, name, BEGAN)
    call.arrives()
    call.is_answered(agent_id)
    call.tell(said.HoldStarted, 20, agent_id=agent_id)
    call.tell(said.HoldEnded, 30, agent_id=agent_id, lasted=10)
    call.tell(said.RecordingPaused, 40, recording_id=f"rec-{name}", on=True)
    call.tell(said.RecordingPaused, 45, recording_id=f"rec-{name}", on=False)
    call.ends(agent_id)
    return call


async def test_a_recording_is_played_whole_and_in_parts(house: House) -> None:
    tenant_id = await house.open()
    await house.keep(recorded_call(tenant_id))
    house.write("rec-a")
    async with signed_browser(house.app, "agent") as it:
        whole = await it.get("/api/recordings/rec-a/audio")
        part = await it.get("/api/recordings/rec-a/audio", headers={"Range": f"bytes={HEADER}-{HEADER + 9}"})
        beyond = await it.get("/api/recordings/rec-a/audio", headers={"Range": "bytes=999999-"})
    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.content[HEADER:] == SOUND
    assert (part.status_code, part.content) == (206, SOUND[:10])
    assert part.headers["content-range"] == f"bytes {HEADER}-{HEADER + 9}/{HEADER + len(SOUND)}"
    assert (beyond.status_code, beyond.json()["params"]["size"]) == (416, HEADER + len(SOUND))


async def test_each_listening_is_one_entry_in_the_audit(house: House, clock: MovableClock) -> None:
    tenant_id = await house.open()
    await house.keep(recorded_call(tenant_id))
    house.write("rec-a")
    async with signed_browser(house.app, "supervisor") as it:
        for start in (0, 100, 5000):
            await it.get("/api/recordings/rec-a/audio", headers={"Range": f"bytes={start}-"})
        assert await house.acts(tenant_id) == ["recording.played"]
        clock.move(timedelta(minutes=11).total_seconds())
        await it.get("/api/recordings/rec-a/audio", headers={"Range": "bytes=100-"})
    assert await house.acts(tenant_id) == ["recording.played"] * 2


async def test_who_may_listen(house: House) -> None:
    tenant_id = await house.open()
    await house.keep(recorded_call(tenant_id, "somebody else"))
    house.write("rec-a")
    paths = ("audio", "peaks", "integrity")
    for login, status in (("agent", 403), ("evaluator", 200), ("supervisor", 200), ("wallboard", 403)):
        async with signed_browser(house.app, login) as it:
            found = [(await it.get(f"/api/recordings/rec-a/{path}")).status_code for path in paths]
        assert found == [status] * 3, login
    acts = await house.acts(tenant_id)
    assert acts == ["recording.refused", "recording.played", "recording.played"]


async def test_another_tenants_recording_does_not_exist(house: House) -> None:
    tenant_id = await house.open()
    await house.open("other")
    await house.keep(recorded_call(tenant_id))
    house.write("rec-a")
    async with signed_browser(house.app, "supervisor", "other") as it:
        answer = await it.get("/api/recordings/rec-a/audio")
    assert (answer.status_code, answer.json()["code"]) == (404, "recording.unknown")


@pytest.mark.parametrize("name", ["..%2F..%2Fsecrets", "%2Fetc%2Fpasswd", "rec-a%00", "x" * 300])
async def test_a_name_is_never_a_path(house: House, name: str) -> None:
    tenant_id = await house.open()
    await house.keep(recorded_call(tenant_id))
    async with signed_browser(house.app, "supervisor") as it:
        assert (await it.get(f"/api/recordings/{name}/audio")).status_code == 404


async def test_a_finished_recording_gets_hash_and_length(house: House) -> None:
    tenant_id = await house.open()
    await house.keep(recorded_call(tenant_id))
    path = house.write("rec-a")
    assert await house.keeping.keep_finished() == 1
    assert await house.keeping.keep_finished() == 0
    async with house.parts.database.reading(tenant_id) as reader:
        row = await store.one(reader.session, "rec-a")
        entries = await house.recordings.of(reader, "a")
    assert row is not None
    assert (row.sha256, row.duration, row.complete) == (hashlib.sha256(SOUND).hexdigest(), 1.0, True)
    assert [(mark.kind, mark.at, mark.until) for mark in entries[0].marks] == [
        ("joined", 0, None),
        ("hold", 10, 20),
        ("paused", 30, 35),
    ]
    async with signed_browser(house.app, "supervisor") as it:
        assert (await it.get("/api/recordings/rec-a/integrity")).json()["intact"] is True
        path.write_bytes(SOUND[:-1] + b"!")
        assert (await it.get("/api/recordings/rec-a/integrity")).json()["altered"] == [[0.0, 1.0]]


async def test_a_recording_that_is_still_written_is_waited_for(house: House, clock: MovableClock) -> None:
    clock.at = BEGAN + timedelta(minutes=2)
    tenant_id = await house.open()
    await house.keep(recorded_call(tenant_id))
    part = house.write("rec-a").rename(house.parts.settings.recordings / "2026/11/23/rec-a.said.sln")
    assert await house.keeping.keep_finished() == 0
    async with signed_browser(house.app, "supervisor") as it:
        answer = await it.get("/api/recordings/rec-a/audio")
        assert (answer.status_code, answer.json()["code"]) == (409, "recording.not_ready")
        part.unlink()
        house.write("rec-a")
        assert await house.keeping.keep_finished() == 1
        assert (await it.get("/api/recordings/rec-a/audio")).status_code == 200


async def test_the_sweeper_tells_of_files_and_rows_without_each_other(
    house: House, clock: MovableClock
) -> None:
    tenant_id = await house.open()
    await house.keep(recorded_call(tenant_id))
    house.write("nobodys")
    clock.at = BEGAN + timedelta(minutes=2)
    assert await house.keeping.keep_finished() == 0  # it may still come
    clock.move(600)
    assert await house.keeping.keep_finished() == 1
    clock.at = datetime.now(UTC) + timedelta(hours=2)
    report = await house.recordings.report()
    assert (report.orphans, report.missing) == (["nobodys"], ["rec-a"])
    async with house.parts.database.reading(tenant_id) as reader:
        row = await store.one(reader.session, "rec-a")
    assert row is not None
    assert not row.complete
    async with signed_browser(house.app, "administrator") as it:
        assert (await it.get("/api/recordings/report")).json()["missing"] == ["rec-a"]
        gone = await it.get("/api/recordings/rec-a/audio")
        assert (gone.status_code, gone.json()["code"]) == (404, "recording.file_missing")


async def test_the_same_facts_again_change_nothing(house: House) -> None:
    tenant_id = await house.open()
    call = recorded_call(tenant_id)
    await house.keep(call)
    once = await _row(house, tenant_id)
    await house.keep(call)
    assert await _row(house, tenant_id) == once


async def test_every_route_is_guarded(house: House) -> None:
    assert unguarded(house.app) == []


async def _row(house: House, tenant_id: str) -> dict[str, Any]:
    async with house.parts.database.reading(tenant_id) as reader:
        row = await store.one(reader.session, "rec-a")
    return {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}

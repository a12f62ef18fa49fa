"""What becomes of a file after the call: form, seal, chain, and what is found when somebody changes it."""

import asyncio
import hashlib
import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from sqlalchemy import delete, update

from lingtong.floor.recording import chain
from lingtong.floor.recording.errors import KeyWrong
from lingtong.floor.recording.sealed import CHUNK, HEADER
from lingtong.floor.recording.service import Upkeep
from lingtong.floor.recording.tables import RecordingExportRow, RecordingLinkRow, RecordingRow
from lingtong.floor.recording.tests.kept import BEGAN, SECONDS, House
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, signed_browser
from lingtong.foundation.jobs import Job
from lingtong.interactions import events as said
from lingtong.interactions.testing import Call

pytestmark = pytest.mark.room


@pytest.fixture
async def house(parts: Parts) -> House:
    house = House(parts)
    await house.open()
    return house


async def audio(house: House, name: str = "rec-a", headers: dict[str, str] | None = None) -> Any:
    async with signed_browser(house.app, "supervisor") as it:
        return await it.get(f"/api/recordings/{name}/audio", headers=headers or {})


@pytest.mark.parametrize("encrypted", [True, False])
async def test_flac_is_what_was_recorded(house: House, encrypted: bool) -> None:
    samples = await house.talk(rule_id=await house.rule(form="flac", encrypted=encrypted))
    assert await house.keeping.keep_finished() == 1
    row = await house.row()
    assert (row.form, bool(row.key_number), row.trouble) == ("flac", encrypted, "")
    assert not house.raw("rec-a").exists()
    assert (house.kept(row).read_bytes()[:4] == b"fLaC") is not encrypted
    answer = await audio(house)
    assert answer.headers["content-type"] == "audio/flac"
    found, rate = sf.read(io.BytesIO(answer.content), dtype="int16")
    assert rate == 8000
    assert np.array_equal(found, samples)


async def test_opus_is_small_and_as_long(house: House) -> None:
    await house.talk(rule_id=await house.rule(form="opus", level=8))
    await house.keeping.keep_finished()
    row = await house.row()
    assert row.kept_size < row.size / 8
    found, rate = sf.read(io.BytesIO((await audio(house)).content), dtype="int16")
    assert found.shape == (SECONDS * 8000, 2)
    assert rate == 8000
    assert (await house.recordings.looking.look(row)).intact


@pytest.mark.parametrize("first", [0, 1, CHUNK - 1, CHUNK, CHUNK + 5])
async def test_parts_of_an_encrypted_file_are_read_alone(house: House, first: int) -> None:
    await house.talk(rule_id=await house.rule(form="wav"))
    await house.keeping.keep_finished()
    whole = (await audio(house)).content
    for last in (first, first + 10, first + CHUNK, len(whole) - 1):
        part = await audio(house, headers={"Range": f"bytes={first}-{last}"})
        assert part.status_code == 206
        assert part.content == whole[first : last + 1]


async def test_a_changed_second_is_found_and_shown(house: House) -> None:
    await house.talk()  # no rule: the switch's own file stays
    await house.keeping.keep_finished()
    data = bytearray(house.raw("rec-a").read_bytes())
    data[7 * 32000 + 5000] ^= 1
    house.raw("rec-a").write_bytes(data)
    async with signed_browser(house.app, "supervisor") as it:
        assert (await it.get("/api/recordings/rec-a/integrity")).json() == {
            "intact": False,
            "why": "bytes",
            "altered": [[7.0, 8.0]],
        }
        shown = (await it.get("/api/recordings/rec-a")).json()
        assert (shown["altered"], shown["trouble"]) == ([[7.0, 8.0]], "integrity: bytes")
        found = await it.send("POST", "/api/recordings/search", json={"state": "altered"})
        assert [one["id"] for one in found.json()["items"]] == ["rec-a"]


async def test_a_changed_part_of_an_encrypted_file_is_found_and_not_played(house: House) -> None:
    await house.talk(rule_id=await house.rule(form="wav"))
    await house.keeping.keep_finished()
    path = house.kept(await house.row())
    data = bytearray(path.read_bytes())
    data[HEADER + 5 * (CHUNK + 16) + 100] ^= 1
    path.chmod(0o640)
    path.write_bytes(data)
    verdict = await house.recordings.looking.look(await house.row())
    assert (verdict.intact, verdict.why) == (False, "bytes")
    at, until = verdict.altered[0]
    assert at <= (5 * CHUNK + 100) / 32000 < until  # the chunk, to whole seconds
    assert until - at <= 4
    data = (await audio(house)).content
    assert not any(data[5 * CHUNK : 6 * CHUNK])  # silence, never what somebody has put there
    assert any(data[6 * CHUNK :])


async def test_a_file_cut_short_is_found(house: House) -> None:
    await house.talk(rule_id=await house.rule(form="flac", encrypted=False))
    await house.keeping.keep_finished()
    path = house.kept(await house.row())
    path.chmod(0o640)
    os.truncate(path, path.stat().st_size // 2)
    verdict = await house.recordings.looking.look(await house.row())
    assert (verdict.intact, verdict.why) == (False, "bytes")
    assert verdict.altered[-1][1] == SECONDS
    assert 7 <= verdict.altered[0][0] <= 11


async def test_file_and_row_changed_together_do_not_fit_the_chain(house: House) -> None:
    await house.talk()
    await house.keeping.keep_finished()
    data = house.raw("rec-a").read_bytes()[::-1]
    house.raw("rec-a").write_bytes(data)
    async with house.database.writing(house.tenant_id) as work:
        await work.session.execute(update(RecordingRow).values(sha256=hashlib.sha256(data).hexdigest()))
    verdict = await house.recordings.looking.look(await house.row())
    assert (verdict.intact, verdict.why) == (False, "chain")


async def test_a_link_that_is_taken_out_breaks_the_chain(house: House) -> None:
    for name in ("a", "b", "c"):
        await house.talk(name)
    await house.keeping.keep_finished()
    async with house.database.reading(house.tenant_id) as reader:
        assert await chain.verify(reader) is None
    async with house.database.writing(house.tenant_id) as work:
        await work.session.execute(delete(RecordingLinkRow).where(RecordingLinkRow.sequence == 2))
    async with house.database.reading(house.tenant_id) as reader:
        assert await chain.verify(reader) == chain.Broken(2, "a link is missing")


async def test_a_new_key_opens_what_the_old_one_closed_and_the_old_one_may_go(house: House) -> None:
    await house.talk(rule_id=await house.rule(form="flac"))
    await house.keeping.keep_finished()
    before, keys = (await audio(house)).content, house.places.keys
    stored = house.kept(await house.row()).read_bytes()
    assert keys.add(house.tenant_id) == 2
    await house.sweeping.rewrap()
    row = await house.row()
    assert row.key_number == 2
    secrets = house.parts.settings.secrets_file
    known = json.loads(secrets.read_text())
    known.pop(next(name for name in known if name.endswith(".1") and name.startswith("recording.")))
    secrets.write_text(json.dumps(known))
    assert (await audio(house)).content == before
    assert house.kept(row).read_bytes() == stored


async def test_the_wrong_key_is_told_and_nothing_is_played(house: House) -> None:
    await house.talk(rule_id=await house.rule(form="flac"))
    await house.keeping.keep_finished()
    secrets = house.parts.settings.secrets_file
    known = json.loads(secrets.read_text())
    name = next(name for name in known if name.startswith("recording."))
    known[name] = known[name][::-1]
    secrets.write_text(json.dumps(known))
    answer = await audio(house)
    assert (answer.status_code, answer.json()["code"]) == (409, "recording.key_wrong")
    row = await house.row()
    with pytest.raises(KeyWrong):
        await house.places.open(row)
    verdict = await house.recordings.looking.look(row)
    assert verdict.intact  # the file itself is what it was


async def test_a_pause_is_silent_in_the_file_and_proved(house: House) -> None:
    call = Call(house.tenant_id, "a", BEGAN)
    call.arrives()
    call.is_answered("demo")
    call.tell(said.RecordingPaused, 15, recording_id="rec-a", on=True)
    call.tell(said.RecordingPaused, 20, recording_id="rec-a", on=False)
    call.ends("demo")
    await house.take(call)
    samples = house.write("rec-a")
    samples[int(5.1 * 8000) : int(10.05 * 8000)] = 0  # muted a moment after it was told
    house.raw("rec-a").write_bytes(samples.tobytes())
    await house.keeping.keep_finished()
    async with signed_browser(house.app, "supervisor") as it:
        (pause,) = (await it.get("/api/recordings/rec-a")).json()["pauses"]
    assert (pause["at"], pause["until"], pause["silenced"]) == (5, 10, False)
    assert pause["silent_from"] == pytest.approx(5.1, abs=0.01)
    assert pause["silent_until"] == pytest.approx(10.05, abs=0.01)


async def test_sound_in_a_pause_is_made_silent_before_anything_is_kept(house: House) -> None:
    call = Call(house.tenant_id, "a", BEGAN)
    call.arrives()
    call.is_answered("demo")
    call.tell(said.RecordingPaused, 15, recording_id="rec-a", on=True)
    call.tell(said.RecordingPaused, 20, recording_id="rec-a", on=False)
    call.ends("demo")
    await house.take(call)
    house.write("rec-a")  # the recorder never heard of the pause
    await house.keeping.keep_finished()
    sound = np.frombuffer((await audio(house)).content[44:], "<i2").reshape(-1, 2)
    assert not sound[5 * 8000 : 10 * 8000].any()
    assert sound[: 4 * 8000].any()
    assert (await house.row()).silenced[0]["silenced"] is True


async def test_a_file_in_which_nobody_speaks_is_dropped_where_the_rule_says_so(
    house: House, clock: MovableClock
) -> None:
    await house.talk(rule_id=await house.rule(silence="drop"))
    house.write("rec-a", loud=False)
    await house.keeping.keep_finished()
    assert (await house.row()).silent
    assert await house.sweeping.remove_expired() == 1
    row = await house.row()
    assert (row.removed_why, house.kept(row).exists()) == ("silent", False)
    answer = await audio(house)
    assert (answer.status_code, answer.json()["code"]) == (410, "recording.removed")


async def test_files_leave_when_their_time_is_over_unless_somebody_holds_them(
    house: House, clock: MovableClock
) -> None:
    rule_id = await house.rule(keep_days=400)
    for name in ("a", "b"):
        await house.talk(name, rule_id=rule_id)
    await house.keeping.keep_finished()
    async with signed_browser(house.app, "administrator") as it:
        assert (
            await it.send("POST", "/api/recordings/rec-b/hold", json={"why": "dispute 17"})
        ).status_code == 204
    clock.at = (await house.row()).started_at + timedelta(days=401)
    await house.sweeping.remove_expired()
    gone, held = await house.row("rec-a"), await house.row("rec-b")
    assert (gone.removed_why, held.removed_at) == ("time_over", None)
    assert not house.kept(gone).exists()
    async with house.database.reading(house.tenant_id) as reader:
        assert await chain.verify(reader) is None  # that it was there, and what it was, stays


async def test_a_full_disk_keeps_the_switchs_file_and_tries_again(
    house: House, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.talk(rule_id=await house.rule(form="flac"))

    async def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(house.places.local), "put", full)
    assert await house.keeping.keep_finished() == 0
    assert house.raw("rec-a").exists()
    assert "No space left" in (await house.row()).trouble
    assert (await audio(house)).status_code == 200
    monkeypatch.undo()
    assert await house.keeping.keep_finished() == 0  # not before a minute has passed
    clock.move(61)
    assert await house.keeping.keep_finished() == 1
    assert ((await house.row()).trouble, house.raw("rec-a").exists()) == ("", False)


async def test_one_who_died_before_the_switchs_file_was_removed_removes_it_later(
    house: House, clock: MovableClock
) -> None:
    await house.talk(rule_id=await house.rule(form="flac"))
    data = house.raw("rec-a").read_bytes()
    await house.keeping.keep_finished()
    house.raw("rec-a").write_bytes(data)
    clock.at = datetime.now(UTC) + timedelta(hours=2)
    assert await house.sweeping.tidy() == 1
    assert not house.raw("rec-a").exists()
    assert (await audio(house)).status_code == 200


async def test_a_download_needs_a_right_and_a_reason(house: House) -> None:
    await house.talk()
    await house.keeping.keep_finished()
    path = "/api/recordings/rec-a/download"
    async with signed_browser(house.app, "evaluator") as it:
        assert (await it.send("POST", path, json={"why": "training"})).status_code == 403
    async with signed_browser(house.app, "supervisor") as it:
        assert (await it.send("POST", path, json={"why": "  "})).status_code == 422
        answer = await it.send("POST", path, json={"why": "court order 5"})
    assert answer.headers["content-disposition"] == 'attachment; filename="20261122T080010Z-1.wav"'
    assert len(answer.content) == 44 + SECONDS * 32000


async def test_an_export_is_one_archive_with_the_hash_of_each(house: House) -> None:
    rule_id = await house.rule(form="flac")
    for name in ("a", "b"):
        await house.talk(name, rule_id=rule_id)
    await house.keeping.keep_finished()
    body = {"recordings": ["rec-a", "rec-b", "rec-gone"], "why": "audit of November"}
    async with signed_browser(house.app, "administrator") as it:
        asked = (await it.send("POST", "/api/recording-exports", json=body)).json()
        early = await it.get(f"/api/recording-exports/{asked['id']}/file")
        assert (early.status_code, early.json()["code"]) == (409, "recording.export_not_ready")
        payload = {"export_id": asked["id"], "tenant_id": house.tenant_id}
        await house.exports.make(Job(id="j", name="x", tenant_id=None, payload=payload, tries=1))
        (shown,) = (await it.get("/api/recording-exports")).json()
        assert (shown["state"], shown["done"], shown["missing"]) == ("ready", 2, 1)
        whole = (await it.get(f"/api/recording-exports/{asked['id']}/file")).content
        rest = await it.get(f"/api/recording-exports/{asked['id']}/file", headers={"Range": "bytes=100-"})
        assert (rest.status_code, rest.content) == (206, whole[100:])
    archive = zipfile.ZipFile(io.BytesIO(whole))
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["missing"] == ["rec-gone"]
    for entry in manifest["recordings"]:
        assert hashlib.sha256(archive.read(entry["file"])).hexdigest() == entry["sha256"]
    assert hashlib.sha256(whole).hexdigest() == shown["sha256"]
    async with house.database.reading(house.tenant_id) as reader:
        assert await reader.session.get(RecordingExportRow, asked["id"]) is not None


async def test_an_export_goes_after_three_days_by_itself(house: House, clock: MovableClock) -> None:
    await house.talk()
    await house.keeping.keep_finished()
    async with signed_browser(house.app, "administrator") as it:
        body = {"recordings": ["rec-a"], "why": "audit of November"}
        asked = (await it.send("POST", "/api/recording-exports", json=body)).json()["id"]
    payload = {"export_id": asked, "tenant_id": house.tenant_id}
    await house.exports.make(Job(id="j", name="x", tenant_id=None, payload=payload, tries=1))
    archive = house.parts.settings.folder("exports") / f"{asked}.zip"
    await house.exports.tidy()
    assert archive.exists()
    clock.move(3 * 86_400 + 1)
    upkeep = Upkeep(house.keeping, house.settling, house.sweeping, house.exports)
    running = asyncio.create_task(upkeep.run())
    async with asyncio.timeout(20):
        await gone(house, asked)
    running.cancel()
    assert not archive.exists()
    async with signed_browser(house.app, "administrator") as it:
        answer = await it.get(f"/api/recording-exports/{asked}/file")
    assert (answer.status_code, answer.json()["code"]) == (409, "recording.export_not_ready")


async def gone(house: House, export_id: str) -> None:
    state = ""
    while state != "gone":
        await asyncio.sleep(0.01)
        async with house.database.reading(house.tenant_id) as reader:
            row = await reader.session.get(RecordingExportRow, export_id)
            state = row.state if row is not None else ""

"""What the errand of a keyed in serial number comes to: rights, sound, audit, and nothing left in clear."""

import os
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update

from lingtong.apps.recordings import HeardByPhone, RecordingParts, join_recordings
from lingtong.floor.ivr.errands import Answer
from lingtong.floor.recording.tests.kept import SECONDS, House
from lingtong.floor.turn import Errand
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import AuditRow, UserRow

pytestmark = pytest.mark.room


@pytest.fixture
async def house(parts: Parts) -> House:
    """The user `agent` sits in the seat `demo`; `administrator` in another."""
    made = House(parts)
    await made.open()
    async with parts.database.writing(made.tenant_id) as work:
        for login, seat in (("agent", "demo"), ("administrator", "chief")):
            await work.session.execute(update(UserRow).where(UserRow.login == login).values(agent_id=seat))
    return made


async def asks(parts: RecordingParts, tenant_id: str, agent: str, serial: str) -> Answer:
    request: dict[str, str | dict[str, str]] = {"agent": agent, "serial": serial}
    errand = Errand(id="1", tenant_id=tenant_id, interaction_id="leg", kind="recording", request=request)
    return await HeardByPhone(parts).run(errand)


def file_of(parts: Parts, answer: Answer) -> Path:
    return parts.settings.prompts / "zh" / f"{answer.values['media']}.sln"


@pytest.mark.parametrize("form", ["flac", "opus", "wav"])
async def test_an_encrypted_file_is_heard_and_the_audit_says_by_phone(house: House, form: str) -> None:
    samples = await house.talk(rule_id=await house.rule(form=form, encrypted=True))
    assert await house.keeping.keep_finished() == 1
    joined = join_recordings(house.parts)
    answer = await asks(joined, house.tenant_id, "chief", str((await house.row()).serial))
    assert answer.outcome == "done"
    assert float(answer.values["seconds"]) == pytest.approx(SECONDS, abs=0.2)
    heard = np.fromfile(file_of(house.parts, answer), "<i2").astype(np.int32)
    mixed = np.clip(samples.astype(np.int32).sum(axis=1), -32768, 32767)
    if form != "opus":
        assert np.array_equal(heard, mixed)
    async with house.database.reading(house.tenant_id) as reader:
        query = select(AuditRow).where(AuditRow.act == "recording.played")
        [entry] = (await reader.session.scalars(query)).all()
    assert entry.actor == "administrator"
    assert '"by":"phone"' in entry.data.replace(" ", "")


async def test_who_may_not_hear_it_and_what_is_not_there(house: House) -> None:
    await house.talk(agent="somebody")
    await house.keeping.keep_finished()
    joined, serial = join_recordings(house.parts), str((await house.row()).serial)
    assert (await asks(joined, house.tenant_id, "demo", serial)).outcome == "refused"
    assert (await asks(joined, house.tenant_id, "chief", serial)).outcome == "done"
    assert (await asks(joined, house.tenant_id, "nobody", serial)).outcome == "refused"
    assert (await asks(joined, house.tenant_id, "chief", "999")).outcome == "empty"
    async with house.database.writing(house.tenant_id) as work:
        locked = update(UserRow).where(UserRow.login == "administrator").values(locked=True)
        await work.session.execute(locked)
    assert (await asks(joined, house.tenant_id, "chief", serial)).outcome == "refused"


async def test_what_lay_in_clear_for_a_phone_is_removed(house: House) -> None:
    await house.talk(rule_id=await house.rule())
    await house.keeping.keep_finished()
    joined = join_recordings(house.parts)
    answer = await asks(joined, house.tenant_id, "chief", str((await house.row()).serial))
    await joined.hearing.tidy()
    path = file_of(house.parts, answer)
    assert path.is_file()
    os.utime(path, (1, 1))
    await joined.hearing.tidy()
    assert not path.exists()

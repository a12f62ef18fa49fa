from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from lingtong.floor.recording.errors import ArchiveAway
from lingtong.floor.recording.s3 import S3Tier
from lingtong.floor.recording.signing import EMPTY, Account, Asked, signed
from lingtong.floor.recording.tests.bucket import Bucket
from lingtong.floor.recording.tests.kept import House
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, signed_browser

pytestmark = pytest.mark.room


@pytest.fixture
async def bucket() -> AsyncIterator[Bucket]:
    async with Bucket().open() as bucket:
        yield bucket


async def archived(parts: Parts, bucket: Bucket, clock: MovableClock, **settings: object) -> House:
    house = House(parts, S3Tier(bucket.settings(**settings), clock))
    await house.open()
    await house.talk(rule_id=await house.rule(form="flac", archive_after_days=30, keep_days=400))
    await house.keeping.keep_finished()
    clock.at = (await house.row()).started_at + timedelta(days=31)
    return house


def test_a_signature_is_the_published_one() -> None:
    """The example of a ranged GET in the description of version 4 signatures."""
    account = Account("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
    headers = {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9"}
    asked = Asked("GET", "/test.txt", "", headers, EMPTY)
    found = signed(asked, account, datetime(2013, 5, 24, tzinfo=UTC))["authorization"]
    assert found.endswith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")


async def test_a_file_moves_to_the_archive_and_plays_from_there(
    parts: Parts, bucket: Bucket, clock: MovableClock
) -> None:
    house = await archived(parts, bucket, clock)
    row = await house.row()
    kept = house.kept(row).read_bytes()
    async with signed_browser(house.app, "supervisor") as it:
        before = (await it.get("/api/recordings/rec-a/audio")).content
        assert await house.sweeping.archive_due() == 1
        assert bucket.files == {row.name: kept}
        assert not house.kept(row).exists()
        part = await it.get("/api/recordings/rec-a/audio", headers={"Range": "bytes=70000-70099"})
        assert part.content == before[70000:70100]
        assert (await it.get("/api/recordings/rec-a/integrity")).json()["intact"] is True
        assert (await it.get("/api/recordings/rec-a/peaks")).status_code == 200


async def test_an_archive_that_is_away_keeps_the_file_here(
    parts: Parts, bucket: Bucket, clock: MovableClock
) -> None:
    house = await archived(parts, bucket, clock)
    bucket.away = True
    await house.sweeping.sweep()
    row = await house.row()
    assert (row.tier, house.kept(row).exists()) == ("local", True)
    bucket.away = False
    await house.sweeping.sweep()
    assert (await house.row()).tier == "archive"
    bucket.away = True
    async with signed_browser(house.app, "supervisor") as it:
        answer = await it.get("/api/recordings/rec-a/audio")
    assert (answer.status_code, answer.json()["code"]) == (503, "recording.archive_away")


async def test_a_locked_file_is_not_removed_before_its_time(
    parts: Parts, bucket: Bucket, clock: MovableClock
) -> None:
    house = await archived(parts, bucket, clock, lock="compliance")
    await house.sweeping.archive_due()
    row = await house.row()
    assert row.keep_until is not None
    assert bucket.locked == {row.name: f"{row.keep_until:%Y-%m-%dT%H:%M:%SZ}"}
    with pytest.raises(ArchiveAway, match="AccessDenied"):
        await house.places.tier(row).remove(row.name)


async def test_what_is_locked_or_away_is_marked_removed_only_when_it_is(
    parts: Parts, bucket: Bucket, clock: MovableClock
) -> None:
    house = await archived(parts, bucket, clock, lock="compliance")
    await house.talk("b", rule_id="rule")
    await house.keeping.keep_finished()
    await house.sweeping.archive_due()
    locked, other = await house.row("rec-a"), await house.row("rec-b")
    del bucket.locked[other.name]
    clock.at = locked.started_at + timedelta(days=401)
    bucket.away = True
    await house.sweeping.sweep()
    assert [(await house.row(name)).removed_at for name in ("rec-a", "rec-b")] == [None, None]
    bucket.away = False
    await house.sweeping.sweep()
    locked, other = await house.row("rec-a"), await house.row("rec-b")
    assert (locked.removed_at, "AccessDenied" in locked.trouble) == (None, True)
    assert (other.removed_why, other.trouble, set(bucket.files)) == ("time_over", "", {locked.name})
    bucket.locked.clear()
    assert await house.sweeping.remove_expired() == 0  # within the hour nobody asks again
    clock.move(3601)
    assert await house.sweeping.remove_expired() == 1
    assert ((await house.row("rec-a")).removed_why, bucket.files) == ("time_over", {})


async def test_a_wrong_account_is_told(parts: Parts, bucket: Bucket, clock: MovableClock) -> None:
    house = await archived(parts, bucket, clock, secret_key="another")
    with pytest.raises(ArchiveAway, match="SignatureDoesNotMatch"):
        await house.sweeping.archive_due()
    assert house.kept(await house.row()).exists()


async def test_a_file_changed_in_the_archive_is_found(
    parts: Parts, bucket: Bucket, clock: MovableClock
) -> None:
    house = await archived(parts, bucket, clock)
    await house.sweeping.archive_due()
    row = await house.row()
    data = bytearray(bucket.files[row.name])
    data[-40] ^= 1
    bucket.files[row.name] = bytes(data)
    verdict = await house.recordings.looking.look(row)
    assert (verdict.intact, verdict.why) == (False, "bytes")

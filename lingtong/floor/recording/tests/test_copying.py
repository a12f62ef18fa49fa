"""A copy on another disk: verified, told in a manifest, and gone on with where it stopped."""

from pathlib import Path

import pytest

from lingtong.floor.recording.copying import MANIFEST, copy_all, read_manifest
from lingtong.floor.recording.files import sha256_of
from lingtong.floor.recording.tests.kept import House
from lingtong.floor.recording.tiers import LocalTier
from lingtong.foundation.http import Parts

pytestmark = pytest.mark.room


@pytest.fixture
async def house(parts: Parts) -> House:
    """An encrypted file, and one as the switch wrote it."""
    house = House(parts)
    await house.open()
    await house.talk("a", rule_id=await house.rule())
    await house.talk("b")
    assert await house.keeping.keep_finished() == 2
    return house


async def test_all_are_copied_with_their_hashes_and_the_second_time_none(
    house: House, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    done = await copy_all(house.database, house.places, disk)
    assert (done.copied, done.before, done.failed) == (2, 0, [])
    lines = {line.id: line for line in read_manifest(disk)}
    assert set(lines) == {"rec-a", "rec-b"}
    for line in lines.values():
        assert sha256_of(disk / line.name) == line.sha256
        assert (disk / line.name).stat().st_size == line.size
    sealed = house.kept(await house.row("rec-a"))
    assert (disk / lines["rec-a"].name).read_bytes() == sealed.read_bytes()
    assert (disk / lines["rec-b"].name).read_bytes() == house.raw("rec-b").read_bytes()
    again = await copy_all(house.database, house.places, disk)
    assert (again.copied, again.before) == (0, 2)


async def test_one_that_was_broken_off_goes_on(house: House, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    await copy_all(house.database, house.places, disk)
    lines = list(read_manifest(disk))
    (disk / lines[0].name).write_bytes(b"half")
    text = (disk / MANIFEST).read_bytes()
    (disk / MANIFEST).write_bytes(text[:-20])
    done = await copy_all(house.database, house.places, disk)
    assert (done.copied, done.before) == (2, 0)
    assert {line.id for line in read_manifest(disk)} == {"rec-a", "rec-b"}
    assert not list(disk.rglob("*.draft"))


async def test_what_is_changed_or_gone_is_told_and_keeps_nothing_else(house: House, tmp_path: Path) -> None:
    kept = house.kept(await house.row("rec-a"))
    kept.chmod(0o640)
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    house.raw("rec-b").unlink()
    done = await copy_all(house.database, house.places, tmp_path / "disk")
    assert done.copied == 0
    assert [name for name, _ in done.failed] == ["rec-a", "rec-b"]
    assert not list(read_manifest(tmp_path / "disk"))


def test_new_files_go_to_the_other_disk_while_the_first_is_short(tmp_path: Path) -> None:
    first, more = tmp_path / "first", tmp_path / "more"
    assert LocalTier(first, more, 101.0).home() == first, "it is not mounted"
    more.mkdir()
    assert LocalTier(first, more, 0.0).home() == first
    assert LocalTier(first, None, 101.0).home() == first


async def test_a_file_is_found_on_either_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, more = tmp_path / "first", tmp_path / "more"
    more.mkdir()
    sound = tmp_path / "sound"
    sound.write_bytes(b"sound")
    tier = LocalTier(first, more, 15.0)
    await tier.put("t/a", sound, sha256="", until=None)
    monkeypatch.setattr(tier, "home", lambda: more)
    await tier.put("t/b", sound, sha256="", until=None)
    assert (tier.path("t/a"), tier.path("t/b")) == (first / "t/a", more / "t/b")
    assert [piece async for piece in tier.read("t/b", 0, 4)] == [b"sound"]
    await tier.remove("t/b")
    assert await tier.size("t/b") is None

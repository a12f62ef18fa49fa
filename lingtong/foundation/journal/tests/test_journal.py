import errno
import os
import zlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from lingtong.foundation.journal import Fact, Journal, Shipping
from lingtong.foundation.journal.records import HEADER, MARK, EntityRecord, FactRecord, pack, unpack

pytestmark = pytest.mark.room


class Happened(Fact, frozen=True, kw_only=True, tag="test.happened"):
    what: str = ""


class Thing(msgspec.Struct):
    value: str


def fact(number: int) -> Happened:
    return Happened(id=f"f{number}", tenant_id="t", at=datetime(2026, 11, 23, tzinfo=UTC), what="x" * 50)


def opened(folder: Path, segment_bytes: int = 1 << 20) -> Journal:
    journal = Journal(folder, segment_bytes)
    journal.load()
    return journal


def things(folder: Path) -> dict[str, str]:
    bodies = Journal(folder).load().entities.get("thing", {})
    return {key: msgspec.msgpack.decode(body, type=Thing).value for key, body in bodies.items()}


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("journal-*.log"))


def unshipped_ids(folder: Path, most: int = 500) -> list[str]:
    return [msgspec.json.decode(body)["id"] for _, body in Shipping(folder).unshipped(most)]


def ship(folder: Path, most: int = 500) -> list[str]:
    shipping = Shipping(folder)
    facts = shipping.unshipped(most)
    shipping.shipped()
    return [msgspec.json.decode(body)["id"] for _, body in facts]


def test_live_things_come_back_as_they_last_were(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([], [("thing", "a", Thing("1")), ("thing", "b", Thing("1"))])
    journal.append([fact(1)], [("thing", "a", Thing("2")), ("thing", "b", None)])
    assert things(tmp_path) == {"a": "2"}


def test_a_torn_end_loses_the_last_turn_whole_and_nothing_else(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([], [("thing", "a", Thing("1"))])
    whole = segments(tmp_path)[-1].stat().st_size
    journal.append([fact(1)], [("thing", "a", Thing("2")), ("thing", "b", Thing("2"))])
    path = segments(tmp_path)[-1]
    complete = path.read_bytes()
    for size in range(whole, len(complete)):
        for other in segments(tmp_path):
            other.unlink()
        path.write_bytes(complete[:size])
        assert things(tmp_path) == {"a": "1"}, size


def test_a_flipped_bit_costs_one_turn(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    for number in range(3):
        journal.append([fact(number)], [("thing", str(number), Thing("here"))])
    path = segments(tmp_path)[-1]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    assert things(tmp_path) == {"0": "here", "2": "here"}
    assert unshipped_ids(tmp_path) == ["f0", "f2"]


def test_every_flipped_bit_is_seen() -> None:
    data = bytearray(pack([FactRecord("t", "1", b"body")], [EntityRecord("thing", "a", None)]))
    for index in range(len(data) * 8):
        data[index // 8] ^= 1 << index % 8
        assert list(unpack(bytes(data))) == []
        data[index // 8] ^= 1 << index % 8
    assert [frame.facts[0].body for frame in unpack(bytes(data))] == [b"body"]


def test_a_new_segment_begins_with_all_that_lives(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=2000)
    for number in range(100):
        journal.append([fact(number)], [("thing", str(number % 7), Thing(str(number)))])
    assert len(segments(tmp_path)) > 3
    journal.drop_shipped()
    assert ship(tmp_path) == [f"f{number}" for number in range(100)]
    journal.drop_shipped()
    assert len(segments(tmp_path)) == 1
    assert things(tmp_path) == {str(number % 7): str(number) for number in range(93, 100)}


def test_more_things_than_a_segment_holds_do_not_rotate_for_ever(tmp_path: Path) -> None:
    journal = opened(tmp_path, segment_bytes=2000)
    journal.append([], [("thing", str(number), Thing("x" * 100)) for number in range(2000)])
    before = len(segments(tmp_path))
    journal.append([fact(1)], [])
    assert len(segments(tmp_path)) == before
    assert len(things(tmp_path)) == 2000


def test_facts_are_shipped_in_order_once(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    for number in range(10):
        journal.append([fact(number)], [])
    assert ship(tmp_path, most=4) == ["f0", "f1", "f2", "f3"]
    assert ship(tmp_path) == [f"f{number}" for number in range(4, 10)]
    assert ship(tmp_path) == []
    journal.append([fact(10)], [])
    assert ship(tmp_path) == ["f10"]


def test_what_was_shipped_and_not_noted_comes_again(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([fact(1), fact(2)], [])
    assert unshipped_ids(tmp_path) == ["f1", "f2"]
    journal.close()
    opened(tmp_path).drop_shipped()
    assert ship(tmp_path) == ["f1", "f2"]
    assert unshipped_ids(tmp_path) == []


def test_an_unreadable_note_of_the_shipper_ships_everything_again(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([fact(1)], [])
    (tmp_path / "shipped").write_text("half a no")
    assert unshipped_ids(tmp_path) == ["f1"]


def test_a_turn_that_is_still_being_written_is_shipped_when_it_is_whole(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.append([fact(1)], [])
    path = segments(tmp_path)[-1]
    frame = pack([FactRecord("t", "f2", b'{"id":"f2"}')], [])
    whole = path.read_bytes()
    for size in range(len(frame)):
        path.write_bytes(whole + frame[:size])
        assert unshipped_ids(tmp_path) == ["f1"], size
    ship(tmp_path)
    path.write_bytes(whole + frame)
    assert ship(tmp_path) == ["f2"]


def test_the_journal_of_the_release_before_is_read(tmp_path: Path) -> None:
    body = msgspec.json.encode(fact(1))
    records = [("fact", "t", "f1", body), ("entity", "thing", "a", msgspec.msgpack.encode(Thing("1")))]
    records += [("entity", "thing", "b", msgspec.msgpack.encode(Thing("1"))), ("gone", "thing", "b", b"")]
    payload = msgspec.msgpack.encode(records)
    header = HEADER.pack(MARK, 1, len(payload), zlib.crc32(payload))
    (tmp_path / "journal-00000001.log").write_bytes(header + payload)
    assert things(tmp_path) == {"a": "1"}
    assert ship(tmp_path) == ["f1"]


class FullDisk(Journal):
    room = 0

    def put(self, data: bytearray) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = super().put(data[: self.room])
        self.room -= written
        return written


@pytest.mark.parametrize("room", [0, 1, 60, 150])
def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, room: int) -> None:
    journal = FullDisk(tmp_path)
    journal.room = 10_000
    journal.load()
    journal.append([fact(1)], [])
    journal.room = room
    journal.append([fact(2)], [("thing", "a", Thing("1"))])
    journal.append([fact(3)], [("thing", "a", Thing("2"))])
    assert journal.alarm == "No space left on device"
    journal.room = 1_000_000
    journal.append([fact(4)], [])
    assert journal.alarm == ""
    assert unshipped_ids(tmp_path) == ["f1", "f2", "f3", "f4"]
    assert things(tmp_path) == {"a": "2"}


def test_a_disk_that_is_full_at_a_new_segment_keeps_the_old_ones(tmp_path: Path) -> None:
    journal = FullDisk(tmp_path, segment_bytes=500)
    journal.room = 1_000_000
    journal.load()
    journal.append([], [("thing", "kept", Thing("x" * 50))])
    for number in range(5):
        journal.room = 140 if number == 4 else 1_000_000
        journal.append([fact(number)], [])
    journal.room = 0
    ship(tmp_path)
    journal.drop_shipped()
    assert things(tmp_path) == {"kept": "x" * 50}


def test_a_folder_that_cannot_be_used_is_told_before_any_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        Journal(tmp_path / "file").load()


def test_a_new_segment_that_cannot_be_opened_leaves_the_old_one_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = opened(tmp_path, segment_bytes=300)
    really = os.open

    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "open", refuse)
    for number in range(8):
        journal.append([fact(number)], [])
    assert journal.alarm == "Too many open files"
    monkeypatch.setattr(os, "open", really)
    journal.append([fact(8)], [])
    assert unshipped_ids(tmp_path) == [f"f{number}" for number in range(9)]
    assert len(segments(tmp_path)) == 2

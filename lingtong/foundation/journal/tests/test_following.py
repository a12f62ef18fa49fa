import random
from pathlib import Path

import msgspec
import pytest

from lingtong.foundation.journal import Following, Journal
from lingtong.foundation.journal.segments import number_of, segments_in, write_cursor

pytestmark = pytest.mark.room


class Thing(msgspec.Struct):
    value: str


def at_work(folder: Path, segment_bytes: int = 1 << 20) -> Journal:
    journal = Journal(folder, segment_bytes)
    journal.load()
    return journal


def test_it_knows_what_the_writer_knows_whenever_it_looks(tmp_path: Path) -> None:
    """Through small segments, removed ones and restarts of the writer."""
    rng, journal, following = random.Random(7), at_work(tmp_path, 400), Following(tmp_path)
    for step in range(3000):
        key = f"k{rng.randrange(20)}"
        thing = Thing("x" * rng.randrange(40) + str(step)) if rng.random() < 0.7 else None
        journal.append([], [("thing", key, thing)])
        if rng.random() < 0.02:
            write_cursor(tmp_path, (number_of(segments_in(tmp_path)[-1]), 0))
            journal.drop_shipped()
        if rng.random() < 0.01:
            journal.close()
            journal = at_work(tmp_path, 400)
        if rng.random() < 0.1:
            following.catch_up()
            assert following.entities == journal.entities()
    following.close()
    journal.close()


def test_a_turn_that_is_being_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    journal, following = at_work(tmp_path), Following(tmp_path)
    journal.append([], [("thing", "a", Thing("1"))])
    following.catch_up()
    (path,) = segments_in(tmp_path)
    before = path.stat().st_size
    journal.append([], [("thing", "a", Thing("2"))])
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.truncate(before + 9)
    following.catch_up()
    assert msgspec.msgpack.decode(following.entities["thing", "a"], type=Thing).value == "1"
    with path.open("ab") as file:
        file.write(whole[before + 9 :])
    following.catch_up()
    assert msgspec.msgpack.decode(following.entities["thing", "a"], type=Thing).value == "2"
    assert following.torn() == []
    following.close()
    journal.close()


def test_who_followed_goes_on_as_who_reads_everything(tmp_path: Path) -> None:
    journal, following = at_work(tmp_path), Following(tmp_path)
    journal.append([], [("thing", "a", Thing("1")), ("thing", "b", Thing("1"))])
    following.catch_up()
    journal.append([], [("thing", "a", None)])
    journal.close()
    successor = Journal(tmp_path)
    loaded = successor.load(following)
    assert list(loaded.entities["thing"]) == ["b"]
    successor.append([], [("thing", "c", Thing("1"))])
    successor.close()
    assert set(Journal(tmp_path).load().entities["thing"]) == {"b", "c"}

import random
from pathlib import Path

import msgspec
import pytest

from lingtong.foundation.journal import Following, Journal
from lingtong.foundation.journal.mirror import Mirror, Source
from lingtong.foundation.journal.segments import number_of, segments_in, write_cursor

pytestmark = pytest.mark.room


class Thing(msgspec.Struct):
    value: str


def at_work(folder: Path, segment_bytes: int = 1 << 20) -> Journal:
    journal = Journal(folder, segment_bytes)
    journal.load()
    return journal


def catch_up(mirror: Mirror, source: Source) -> None:
    while True:
        piece = source.piece(mirror.wanted())
        mirror.take(piece)
        if not piece.data and not piece.behind:
            return


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in segments_in(folder)}


def test_it_is_equal_whenever_it_has_caught_up(tmp_path: Path) -> None:
    """Through small segments, removed ones, and bytes that come in any portion."""
    own, other = tmp_path / "own", tmp_path / "other"
    rng, journal = random.Random(3), at_work(own, 600)
    source, mirror, following = Source(own, 1), Mirror(other), Following(other)
    other.mkdir()
    for step in range(2000):
        journal.append([], [("thing", f"k{rng.randrange(20)}", Thing("x" * rng.randrange(60) + str(step)))])
        if rng.random() < 0.02:
            write_cursor(own, (number_of(segments_in(own)[-1]), 0))
            journal.drop_shipped()
        if rng.random() < 0.3:
            mirror.take(source.piece(mirror.wanted()))
        if rng.random() < 0.1:
            catch_up(mirror, source)
            assert files(other) == files(own)
            following.catch_up()
            assert following.entities == journal.entities()
    following.close()
    journal.close()


def test_of_another_writer_it_begins_anew(tmp_path: Path) -> None:
    """What it had of the one before may be longer than what that one's successor got of it."""
    own, other = tmp_path / "own", tmp_path / "other"
    journal = at_work(other)
    journal.append([], [("thing", "a", Thing("never seen by anybody else"))])
    journal.close()
    successor = at_work(own)
    successor.append([], [("thing", "b", Thing("1"))])
    mirror = Mirror(other)
    catch_up(mirror, Source(own, 2))
    assert files(other) == files(own)
    assert mirror.is_whole
    assert list(Journal(other).load().entities["thing"]) == ["b"]
    mirror.take(Source(own, 3).piece(mirror.wanted()))
    assert mirror.wanted().generation == 3
    successor.close()


def test_a_long_journal_comes_in_pieces_and_says_how_much_is_left(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    journal, mirror = at_work(own), Mirror(other)
    for number in range(20):
        journal.append([], [("thing", f"k{number}", Thing("x" * 100_000))])
    source = Source(own, 1)
    mirror.take(source.piece(mirror.wanted()))
    assert (mirror.is_whole, mirror.behind > 1_000_000) == (False, True)
    catch_up(mirror, source)
    assert (mirror.is_whole, mirror.behind) == (True, 0)
    assert files(other) == files(own)
    journal.close()

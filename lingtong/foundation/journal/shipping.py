import mmap
from collections.abc import Iterator
from pathlib import Path

from lingtong.foundation.journal.records import Frame, unpack
from lingtong.foundation.journal.segments import Cursor, number_of, read_cursor, segments_in, write_cursor


class Shipping:
    """Reads the facts of a journal while another process writes it. It alone moves the note of how far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began: Cursor = (0, 0)
        self._read_to: Cursor = (0, 0)

    @property
    def moved(self) -> bool:
        """Whether `unshipped` came on last time; turns without a fact are passed, too."""
        return self._read_to != self._began

    def unshipped(self, most: int = 500) -> list[tuple[str, bytes]]:
        """(tenant, fact as JSON) of the oldest facts not yet shipped, about `most`.

        Call `shipped` when they are safe, and also where it gave none and has `moved`: what has no facts is
        not read again then.
        """
        self._began = self._read_to = read_cursor(self._folder)
        facts: list[tuple[str, bytes]] = []
        for number, frame in self._frames_from(self._read_to):
            self._read_to = (number, frame.end)
            facts += [(fact.tenant_id, fact.body) for fact in frame.facts]
            if len(facts) >= most:
                break
        return facts

    def shipped(self) -> None:
        """What `unshipped` gave last is safe elsewhere."""
        write_cursor(self._folder, self._read_to)

    def _frames_from(self, cursor: Cursor) -> Iterator[tuple[int, Frame]]:
        for path in segments_in(self._folder):
            number = number_of(path)
            if number < cursor[0]:
                continue
            offset = cursor[1] if number == cursor[0] else 0
            with path.open("rb") as file:
                if file.seek(0, 2) <= offset:
                    continue
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                    for frame in unpack(data, offset):  # type: ignore[arg-type]
                        yield number, frame

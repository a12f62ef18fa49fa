import os
from pathlib import Path

from lingtong.foundation.journal.records import unpack
from lingtong.foundation.journal.segments import number_of, segment, segments_in

Entities = dict[tuple[str, str], bytes]
AT_ONCE = 8 * 1024 * 1024  # bytes of one read


class Following:
    """The live entities of a journal that somebody else writes, kept as fresh as the last `catch_up`.

    A segment begins with everything that lives. So where one was removed before it was read to its end, what
    was known is forgotten and read anew from the oldest that is there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.entities: Entities = {}
        self.damaged: list[tuple[str, int, int]] = []  # segment, offset, bytes
        self._number, self._offset, self._file = 0, 0, -1
        self._rest = ("", 0, 0)

    def catch_up(self) -> int:
        """Read what is new; the number of the newest segment, 0 where there is none."""
        while True:
            later = [number_of(path) for path in segments_in(self._folder)]
            self._read_on()
            later = [number for number in later if number > self._number]
            if not later:
                return self._number
            self.damaged += self.torn()
            if later[0] > self._number + 1:
                self.entities.clear()
            self._open(later[0])

    def torn(self) -> list[tuple[str, int, int]]:
        """What stands torn at the end; nobody writes any more."""
        return [self._rest] if self._rest[2] else []

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _open(self, number: int) -> None:
        self.close()
        try:
            self._file = os.open(segment(self._folder, number), os.O_RDONLY)
        except FileNotFoundError:  # removed this moment: the next look finds what is left
            self.entities.clear()
            return
        self._number, self._offset, self._rest = number, 0, ("", 0, 0)

    def _read_on(self) -> None:
        """Whole frames; a torn one at the end may still be being written."""
        if self._file < 0:
            return
        data = bytearray()
        while piece := os.pread(self._file, AT_ONCE, self._offset + len(data)):
            data += piece
        read_to = 0
        for frame in unpack(bytes(data)):
            self._damage(read_to, frame.start)
            read_to = frame.end
            for record in frame.entities():
                if record.body is None:
                    self.entities.pop((record.kind, record.key), None)
                else:
                    self.entities[record.kind, record.key] = record.body
        self._offset += read_to
        self._rest = (self._name, self._offset, len(data) - read_to)

    def _damage(self, begin: int, end: int) -> None:
        if end > begin:
            self.damaged.append((self._name, self._offset + begin, end - begin))

    @property
    def _name(self) -> str:
        return segment(self._folder, self._number).name

import json
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import structlog

from lingtong.foundation.journal.facts import Fact
from lingtong.foundation.journal.records import Record, pack, unpack

log = structlog.get_logger()
SEGMENT_BYTES = 64 * 1024 * 1024

_fact_json = msgspec.json.Encoder().encode
_body = msgspec.msgpack.Encoder().encode

Entity = tuple[str, str, msgspec.Struct | None]  # kind, id, and the entity or None when it is over


class Loaded(msgspec.Struct):
    """The live entities of the journal: bodies (MessagePack) by kind and id."""

    entities: dict[str, dict[str, bytes]]


class Journal:
    """Appends with one `write` a turn; `sync` makes it durable against a power cut as well.

    A dead disk stops no call: what cannot be written stays in memory, `alarm` tells, and it is tried again
    with the next turn.
    """

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._sequence = 0
        self._entities: dict[tuple[str, str], bytes] = {}
        self._backlog = bytearray()
        self._file = -1
        self._size = 0
        self._number = 0
        self.alarm = ""
        folder.mkdir(parents=True, exist_ok=True)

    # --- beginning

    def load(self) -> Loaded:
        """Read what is there, cut a torn end off, and open a new segment."""
        segments = self._segments()
        for path in segments:
            data, end = path.read_bytes(), 0
            for end, record in unpack(data):
                self._sequence = max(self._sequence, record.sequence)
                if record.mark == "entity":
                    self._entities[record.kind, record.key] = record.body
                elif record.mark == "gone":
                    self._entities.pop((record.kind, record.key), None)
            if end < len(data):
                log.warning("journal.torn_end", segment=path.name, bytes=len(data) - end)
                os.truncate(path, end)
        self._number = _number(segments[-1]) if segments else 0
        self._rotate()
        loaded: dict[str, dict[str, bytes]] = {}
        for (kind, key), body in self._entities.items():
            loaded.setdefault(kind, {})[key] = body
        return Loaded(loaded)

    def close(self) -> None:
        if self._file >= 0:
            self.sync()
            os.close(self._file)
            self._file = -1

    # --- writing

    def append(self, facts: Iterable[Fact], entities: Iterable[Entity]) -> None:
        for fact in facts:
            self._add("fact", fact.tenant_id, fact.id, _fact_json(fact))
        for kind, key, entity in entities:
            if entity is None:
                self._entities.pop((kind, key), None)
                self._add("gone", kind, key, b"")
            else:
                body = self._entities[kind, key] = _body(entity)
                self._add("entity", kind, key, body)
        self._write()

    def sync(self) -> None:
        """Blocks until the disk has it; run it in a thread, in groups."""
        if self._file >= 0:
            os.fdatasync(self._file)

    def _add(self, mark: str, kind: str, key: str, body: bytes) -> None:
        self._sequence += 1
        self._backlog += pack(Record(self._sequence, mark, kind, key, body))  # type: ignore[arg-type]

    def _write(self) -> None:
        if not self._backlog:
            return
        try:
            written = os.write(self._file, self._backlog)
        except OSError as error:
            if not self.alarm:
                log.error("journal.write_failed", error=error.strerror)
            self.alarm = error.strerror or "write failed"
            return
        del self._backlog[:written]
        self._size += written
        if self._backlog:
            return
        self.alarm = ""
        if self._size >= self._segment_bytes:
            self._rotate()

    def _rotate(self) -> None:
        """A new segment begins with every live entity, so that the older ones are needed for facts only."""
        if self._file >= 0:
            self.sync()
            os.close(self._file)
        self._number += 1
        path = self._folder / f"journal-{self._number:08d}.log"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = 0
        for (kind, key), body in list(self._entities.items()):
            self._add("entity", kind, key, body)
        self._write()

    # --- shipping

    def unshipped(self, most: int = 500) -> list[tuple[str, bytes]]:
        """(tenant, fact as JSON) of the oldest facts not yet shipped. Call `shipped` when they are safe."""
        self._read_to = self._cursor()
        facts: list[tuple[str, bytes]] = []
        for path in self._segments():
            number = _number(path)
            if number < self._read_to[0]:
                continue
            offset = self._read_to[1] if number == self._read_to[0] else 0
            with path.open("rb") as file:
                file.seek(offset)
                data = file.read(most * 4096)
            for end, record in unpack(data):
                self._read_to = (number, offset + end)
                if record.mark == "fact":
                    facts.append((record.kind, record.body))
                    if len(facts) >= most:
                        return facts
            if len(data) == most * 4096:
                return facts
        return facts

    def shipped(self) -> None:
        """What `unshipped` gave last is safe elsewhere; segments that are no longer needed go."""
        number, offset = self._read_to
        temporary = self._folder / "shipped.tmp"
        temporary.write_text(json.dumps([number, offset]))
        temporary.replace(self._folder / "shipped")
        for path in self._segments():
            if _number(path) < number:
                path.unlink()

    def _cursor(self) -> tuple[int, int]:
        try:
            number, offset = json.loads((self._folder / "shipped").read_text())
        except (FileNotFoundError, ValueError):
            return 0, 0
        return int(number), int(offset)

    def _segments(self) -> list[Path]:
        return sorted(self._folder.glob("journal-*.log"))


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("journal-"))

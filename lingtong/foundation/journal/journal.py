import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import structlog

from lingtong.foundation.journal.facts import Fact
from lingtong.foundation.journal.following import Following
from lingtong.foundation.journal.records import EntityRecord, FactRecord, pack
from lingtong.foundation.journal.segments import number_of, read_cursor, segment, segments_in

log = structlog.get_logger()
SEGMENT_BYTES = 64 * 1024 * 1024
SNAPSHOT_RECORDS = 500  # entities in one frame of a new segment's head

_fact_json = msgspec.json.Encoder().encode
_body = msgspec.msgpack.Encoder().encode

Entity = tuple[str, str, msgspec.Struct | None]  # kind, id, and the entity or None when it is over


class Loaded(msgspec.Struct):
    """The live entities of the journal: bodies (MessagePack) by kind and id."""

    entities: dict[str, dict[str, bytes]]


class Journal:
    """Appends with one `write` a turn; `sync` makes it durable against a power cut as well.

    A dead disk stops no call: what cannot be written stays in memory, `alarm` tells, and it is tried again
    with the next turn. A folder that cannot be used at all is an `OSError` at `load`, before any call.
    """

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._entities: dict[tuple[str, str], bytes] = {}
        self._backlog = bytearray()
        self._file = -1
        self._size = 0
        self._number = 0
        self._whole = 0  # the newest segment whose head of live entities is on the disk
        self.alarm = ""

    # --- beginning

    def load(self, following: Following | None = None) -> Loaded:
        """Read what is there, whole turns only, and open a new segment.

        Whoever has followed the journal so far gives what he knows, and the rest alone is read.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        known = following if following is not None else Following(self._folder)
        self._number = known.catch_up()
        known.close()
        for name, offset, size in (*known.damaged, *known.torn()):
            log.warning("journal.unreadable", segment=name, offset=offset, bytes=size)
        self._entities = known.entities
        self._open_next()
        loaded: dict[str, dict[str, bytes]] = {}
        for (kind, key), body in self._entities.items():
            loaded.setdefault(kind, {})[key] = body
        return Loaded(loaded)

    def entities(self) -> dict[tuple[str, str], bytes]:
        """The live entities as the journal holds them now, by kind and id."""
        return self._entities

    def close(self) -> None:
        if self._file >= 0:
            self.sync()
            os.close(self._file)
            self._file = -1

    # --- writing

    def append(self, facts: Iterable[Fact], entities: Iterable[Entity]) -> None:
        """One turn: read back whole or not at all."""
        happened = [FactRecord(fact.tenant_id, fact.id, _fact_json(fact)) for fact in facts]
        changed: list[EntityRecord] = []
        for kind, key, entity in entities:
            body = None if entity is None else _body(entity)
            if body is None:
                self._entities.pop((kind, key), None)
            else:
                self._entities[kind, key] = body
            changed.append(EntityRecord(kind, key, body))
        if happened or changed:
            self._backlog += pack(happened, changed)
        self._write()

    def sync(self) -> None:
        """Blocks until the disk has it; run it in a thread, in groups."""
        if self._file >= 0:
            os.fdatasync(self._file)

    def _write(self) -> None:
        if not self._backlog:
            return
        try:
            while self._backlog:
                written = self.put(self._backlog)
                del self._backlog[:written]
                self._size += written
            self._whole, self.alarm = self._number, ""
            if self._size >= self._segment_bytes:
                self._rotate()
        except OSError as error:
            if not self.alarm:
                log.error("journal.write_failed", error=error.strerror)
            self.alarm = error.strerror or "write failed"

    def put(self, data: bytearray) -> int:
        """Gives how many bytes the disk took."""
        return os.write(self._file, data)

    def _rotate(self) -> None:
        full = self._file
        self._open_next()
        os.fdatasync(full)
        os.close(full)

    def _open_next(self) -> None:
        """A new segment begins with every live entity, so that the older ones are needed for facts only."""
        path = segment(self._folder, self._number + 1)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._number += 1
        self._size = 0
        living = [EntityRecord(kind, key, body) for (kind, key), body in self._entities.items()]
        for start in range(0, len(living), SNAPSHOT_RECORDS):
            self._backlog += pack([], living[start : start + SNAPSHOT_RECORDS])
        self._size = -len(self._backlog)  # a head larger than a segment must not open the next at once
        if self._backlog:
            self._write()
        else:
            self._whole = self._number

    # --- after shipping

    def drop_shipped(self) -> None:
        """Remove segments whose facts are safe elsewhere and whose entities stand in a newer one."""
        needed = min(read_cursor(self._folder)[0], self._whole)
        for path in segments_in(self._folder):
            if number_of(path) < needed:
                path.unlink()

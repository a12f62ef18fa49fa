"""The bytes of the journal: frames of a mark, a length, a CRC-32 and a turn in MessagePack.

One turn is one frame, so it is read back whole or not at all. Where a frame is torn or changed, reading goes
on at the next whole one. Whoever wants the facts alone does not pay for reading the entities.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

import msgspec

MARK = b"\xf5LT"  # the version follows
VERSION, FIRST_VERSION = 2, 1
HEADER = struct.Struct(">3sBII")


class FactRecord(msgspec.Struct, frozen=True, array_like=True):
    tenant_id: str
    id: str
    body: bytes  # JSON


class EntityRecord(msgspec.Struct, frozen=True, array_like=True):
    """Without a body the entity is gone."""

    kind: str
    key: str
    body: bytes | None  # MessagePack


class _Turn(msgspec.Struct, frozen=True, array_like=True):
    facts: list[FactRecord]
    entities: msgspec.Raw


class _OldRecord(msgspec.Struct, frozen=True, array_like=True):
    mark: str
    kind: str
    key: str
    body: bytes


class Frame(msgspec.Struct, frozen=True):
    """`start` and `end` are offsets; between an `end` and the next `start` lies what is unreadable."""

    start: int
    end: int
    facts: list[FactRecord]
    unread: msgspec.Raw

    def entities(self) -> list[EntityRecord]:
        return _entities(self.unread)


_encode = msgspec.msgpack.Encoder().encode
_turn = msgspec.msgpack.Decoder(_Turn).decode
_entities = msgspec.msgpack.Decoder(list[EntityRecord]).decode
_old_turn = msgspec.msgpack.Decoder(list[_OldRecord]).decode


def pack(facts: Sequence[FactRecord], entities: Sequence[EntityRecord]) -> bytes:
    payload = _encode((facts, entities))
    return HEADER.pack(MARK, VERSION, len(payload), zlib.crc32(payload)) + payload


def unpack(data: bytes, offset: int = 0) -> Iterator[Frame]:
    """Whole frames from `offset` on, in order."""
    while (start := data.find(MARK, offset)) >= 0:
        frame = _frame(data, start)
        if frame is None:
            offset = start + 1
        else:
            yield frame
            offset = frame.end


def _frame(data: bytes, start: int) -> Frame | None:
    body = start + HEADER.size
    if body > len(data):
        return None
    _, version, length, checksum = HEADER.unpack_from(data, start)
    payload = data[body : body + length]
    if len(payload) < length or zlib.crc32(payload) != checksum:
        return None
    try:
        turn = _turn(payload) if version == VERSION else _as_turn(payload, version)
    except msgspec.MsgspecError:
        return None
    return Frame(start, body + length, turn.facts, turn.entities)


def _as_turn(payload: bytes, version: int) -> _Turn:
    """Of a journal that the release before has written."""
    if version != FIRST_VERSION:
        raise msgspec.ValidationError(f"version {version}")
    records = _old_turn(payload)
    facts = [FactRecord(one.kind, one.key, one.body) for one in records if one.mark == "fact"]
    entities = [
        EntityRecord(one.kind, one.key, None if one.mark == "gone" else one.body)
        for one in records
        if one.mark != "fact"
    ]
    return _Turn(facts, msgspec.Raw(_encode(entities)))

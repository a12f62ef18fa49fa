"""The bytes of the journal: frames of a mark, a length, a CRC-32 and a MessagePack array of records.

One turn is one frame, so it is read back whole or not at all. Where a frame is torn or changed, reading goes
on at the next whole one.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

BEGIN = b"\xf5LT\x01"
HEADER = struct.Struct(">4sII")

Mark = Literal["fact", "entity", "gone"]


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A fact's `kind` is its tenant and `key` its id; an entity's are its kind and id."""

    mark: Mark
    kind: str
    key: str
    body: bytes


class Frame(msgspec.Struct, frozen=True):
    """`start` and `end` are offsets; between an `end` and the next `start` lies what is unreadable."""

    start: int
    end: int
    records: list[Record]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Record]).decode


def pack(records: Sequence[Record]) -> bytes:
    payload = _encode(records)
    return HEADER.pack(BEGIN, len(payload), zlib.crc32(payload)) + payload


def unpack(data: bytes, offset: int = 0) -> Iterator[Frame]:
    """Whole frames from `offset` on, in order."""
    while (start := data.find(BEGIN, offset)) >= 0:
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
    _, length, checksum = HEADER.unpack_from(data, start)
    payload = data[body : body + length]
    if len(payload) < length or zlib.crc32(payload) != checksum:
        return None
    try:
        return Frame(start, body + length, _decode(payload))
    except msgspec.MsgspecError:
        return None

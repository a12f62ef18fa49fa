"""The bytes of the journal: length, CRC-32, then a MessagePack array of (sequence, mark, kind, key, body)."""

import struct
import zlib
from collections.abc import Iterator
from typing import Literal

import msgspec

HEADER = struct.Struct(">II")
LARGEST = 16 * 1024 * 1024

Mark = Literal["fact", "entity", "gone"]


class Record(msgspec.Struct, frozen=True, array_like=True):
    """A fact's `kind` is its tenant and `key` its id; an entity's are its kind and id."""

    sequence: int
    mark: Mark
    kind: str
    key: str
    body: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Record).decode


def pack(record: Record) -> bytes:
    payload = _encode(record)
    return HEADER.pack(len(payload), zlib.crc32(payload)) + payload


def unpack(data: bytes, offset: int = 0) -> Iterator[tuple[int, Record]]:
    """Whole records with the offset behind each; stops at the first torn or changed one."""
    while offset + HEADER.size <= len(data):
        length, checksum = HEADER.unpack_from(data, offset)
        end = offset + HEADER.size + length
        payload = data[offset + HEADER.size : end]
        if length > LARGEST or len(payload) < length or zlib.crc32(payload) != checksum:
            return
        offset = end
        yield offset, _decode(payload)

"""Encrypted files whose parts can be read alone: AES-256-GCM over chunks of 64 kB.

Each file has a key of its own, which the tenant's key wraps; a new tenant's key wraps it anew and leaves the
file as it is. A chunk is bound to its file, its place and whether it is the last, so that none can be
exchanged, moved or cut off unseen.
"""

import base64
import os
import struct
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lingtong.floor.recording.errors import KeyWrong, RecordingAltered

MAGIC = b"LTREC1\n\0"
CHUNK = 1 << 16
TAG = 16
_HEADER = struct.Struct(">8sQ8s")  # magic, length in clear, first part of each nonce
HEADER = _HEADER.size
KEY = 32
_NONCE = 12


def new_key() -> bytes:
    return AESGCM.generate_key(KEY * 8)


def wrap(file_key: bytes, tenant_key: bytes, owner: str) -> str:
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + AESGCM(tenant_key).encrypt(nonce, file_key, owner.encode())).decode()


def unwrap(wrapped: str, tenant_key: bytes, owner: str) -> bytes:
    raw = base64.b64decode(wrapped)
    try:
        return AESGCM(tenant_key).decrypt(raw[:_NONCE], raw[_NONCE:], owner.encode())
    except InvalidTag:
        raise KeyWrong("The key of this recording is not the one that it was encrypted with.") from None


def seal(source: Path, target: Path, key: bytes, owner: str) -> None:
    """Encrypt a whole file; safe on the disk when this returns."""
    length, prefix = source.stat().st_size, os.urandom(8)
    cipher, last = AESGCM(key), max(0, (length - 1) // CHUNK)
    with source.open("rb") as file, target.open("wb") as out:
        out.write(_HEADER.pack(MAGIC, length, prefix))
        for index in range(last + 1):
            out.write(
                cipher.encrypt(_nonce(prefix, index), file.read(CHUNK), _about(owner, index, index == last))
            )
        out.flush()
        os.fsync(out.fileno())


class Seal:
    """Reads one encrypted file: which of its bytes to fetch for a part, and that part in clear."""

    def __init__(self, header: bytes, key: bytes, owner: str) -> None:
        try:
            magic, self.length, self._prefix = _HEADER.unpack(header[:HEADER])
        except struct.error:
            magic = b""
        if magic != MAGIC:
            raise RecordingAltered("The file does not begin as it was written.")
        self._cipher, self._owner = AESGCM(key), owner
        self._last = max(0, (self.length - 1) // CHUNK)

    def chunks(self, first: int, last: int) -> range:
        return range(first // CHUNK, last // CHUNK + 1)

    def place(self, index: int) -> tuple[int, int]:
        """First and last byte of a chunk in the file."""
        start = HEADER + index * (CHUNK + TAG)
        clear = CHUNK if index < self._last else self.length - self._last * CHUNK
        return start, start + clear + TAG - 1

    def open(self, index: int, sealed: bytes) -> bytes:
        try:
            about = _about(self._owner, index, index == self._last)
            return self._cipher.decrypt(_nonce(self._prefix, index), sealed, about)
        except InvalidTag:
            raise RecordingAltered("A part of this file is not as it was written.", chunk=index) from None


def _nonce(prefix: bytes, index: int) -> bytes:
    return prefix + struct.pack(">I", index)


def _about(owner: str, index: int, last: bool) -> bytes:
    return f"{owner}:{index}:{'last' if last else 'more'}".encode()

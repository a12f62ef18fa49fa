"""PINs for desk phones: typed on ten keys, so short; kept as scrypt (RFC 7914) with a salt of their own."""

import hashlib
import hmac
import secrets

_COST, _BLOCK = 4096, 8  # 4 MiB and some 10 ms: the engine checks one in between its turns


def pin_hash(pin: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(pin, salt).hex()}"


def pin_fits(pin: str, known: str) -> bool:
    """False for an agent without a PIN too, after the same time."""
    salt, _, wanted = known.partition("$")
    found = _scrypt(pin, bytes.fromhex(salt) if wanted else b"nobody")
    return bool(wanted) and hmac.compare_digest(found.hex(), wanted)


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=1, dklen=32)

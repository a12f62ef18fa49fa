"""A digest of each second of sound, so that a change is found and shown where it is."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from lingtong.floor.recording.forms import Samples

SIZE = 8  # bytes a second; the chain holds the SHA-256 of all of them


def of_seconds(seconds: Iterable[Samples]) -> bytes:
    return b"".join(of_second(second) for second in seconds)


def of_second(samples: Samples) -> bytes:
    return hashlib.blake2b(samples.astype("<i2").tobytes(), digest_size=SIZE).digest()


def changed(kept: bytes, found: bytes) -> list[tuple[int, int]]:
    """Spans of seconds that differ, missing and added ones too; the end is not included."""
    spans: list[tuple[int, int]] = []
    for second, (one, other) in enumerate(zip_longest(_each(kept), _each(found))):
        if one == other:
            continue
        if spans and spans[-1][1] == second:
            spans[-1] = (spans[-1][0], second + 1)
        else:
            spans.append((second, second + 1))
    return spans


def _each(digests: bytes) -> Iterator[bytes]:
    for start in range(0, len(digests), SIZE):
        yield digests[start : start + SIZE]

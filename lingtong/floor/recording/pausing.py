"""The proof of a pause: in the file there is silence for as long as the pause was. Pure, on samples."""

from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from lingtong.floor.recording.files import CHANNELS, RATE

EDGE = (
    0.4  # seconds: the switch mutes a little after it was told, and the file begins a little after its fact
)
SHORTEST = 0.2


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """In seconds from the start of the file. `silenced`: sound was found inside and made silent."""

    at: float
    until: float
    silent_from: float
    silent_until: float
    silenced: bool


def prove(path: Path, pauses: list[tuple[float, float]]) -> list[Proof]:
    """Look into the switch's own file before it is kept; what must not be heard is made silent there."""
    if not path.stat().st_size or not pauses:
        return []
    samples = np.memmap(path, dtype="<i2", mode="r+")
    frames = samples[: len(samples) // CHANNELS * CHANNELS].reshape(-1, CHANNELS)
    proofs = [_one(frames, at, until) for at, until in pauses]
    samples.flush()
    return proofs


def _one(frames: npt.NDArray[np.int16], at: float, until: float) -> Proof:
    first, last = int(at * RATE), min(int(until * RATE), len(frames))
    edge = int(min(EDGE, (until - at) / 3) * RATE)
    inside = frames[first + edge : max(first + edge, last - edge)]
    leaked = bool(inside.any())
    if leaked:
        frames[max(0, first - edge) : last] = 0
    begin, end = _silence_around(frames, min((first + last) // 2, max(len(frames) - 1, 0)))
    return Proof(
        at=at,
        until=until,
        silent_from=round(begin / RATE, 3),
        silent_until=round(end / RATE, 3),
        silenced=leaked,
    )


def _silence_around(frames: npt.NDArray[np.int16], middle: int) -> tuple[int, int]:
    """The run of exact zeros in both channels around a frame."""
    if not len(frames) or frames[middle].any():
        return middle, middle
    before = np.flatnonzero(frames[:middle].any(axis=1))
    after = np.flatnonzero(frames[middle:].any(axis=1))
    begin = int(before[-1]) + 1 if before.size else 0
    return begin, middle + int(after[0]) if after.size else len(frames)

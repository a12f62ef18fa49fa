"""The outline of a recording: the loudest sample of each short span, by channel, from 0 to 1."""

from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from lingtong.floor.recording.files import CHANNELS, RATE, Sound

FINEST = 20.0  # spans a second
MOST = 4000  # spans in all: more than a screen has pixels
_BLOCK_SPANS = 400


class Peaks(msgspec.Struct, frozen=True):
    """`rate` is spans a second; channel 0 is the customer, channel 1 what the customer hears."""

    duration: float
    rate: float
    channels: tuple[list[float], list[float]]


def peaks_of(sound: Sound) -> Peaks:
    frames = int(sound.duration * RATE)
    span = max(int(RATE / FINEST), -(-frames // MOST))
    found: list[npt.NDArray[np.float64]] = []
    with sound.path.open("rb") as file:
        left = frames
        while left > 0:
            samples = np.fromfile(file, dtype="<i2", count=min(left, span * _BLOCK_SPANS) * CHANNELS)
            if samples.size < CHANNELS:
                break
            left -= samples.size // CHANNELS
            found.append(_loudest(samples.reshape(-1, CHANNELS), span))
    loudest = np.concatenate(found) if found else np.zeros((0, CHANNELS))
    left_ear, right_ear = (np.round(loudest[:, n], 3).tolist() for n in range(CHANNELS))
    return Peaks(duration=sound.duration, rate=RATE / span, channels=(left_ear, right_ear))


def cached_peaks(sound: Sound, *, finished: bool) -> bytes:
    """JSON of the peaks, kept beside the file once the file is finished."""
    kept = sound.path.with_suffix(".peaks.json")
    if finished and kept.is_file():
        return kept.read_bytes()
    data = msgspec.json.encode(peaks_of(sound))
    if finished:
        _keep(kept, data)
    return data


def _keep(path: Path, data: bytes) -> None:
    new = path.with_suffix(".new")
    try:
        new.write_bytes(data)
        new.replace(path)
    except OSError:  # a full or read-only disk costs the cache, not the picture
        new.unlink(missing_ok=True)


def _loudest(samples: npt.NDArray[np.int16], span: int) -> npt.NDArray[np.float64]:
    starts = np.arange(0, len(samples), span)
    high = np.maximum.reduceat(samples, starts).astype(np.float64)
    low = np.minimum.reduceat(samples, starts).astype(np.float64)
    return np.maximum(high, -low) / 32768.0

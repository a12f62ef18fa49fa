"""How a finished recording is kept: as the switch wrote it, without loss, or small."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf

from lingtong.floor.recording.config import Form
from lingtong.floor.recording.files import CHANNELS, RATE

Samples = npt.NDArray[np.int16]
SUFFIX: dict[Form, str] = {"wav": "wav", "flac": "flac", "opus": "ogg"}
MEDIA: dict[Form, str] = {"wav": "audio/wav", "flac": "audio/flac", "opus": "audio/ogg"}
_WRITTEN: dict[Form, tuple[str, str]] = {
    "wav": ("WAV", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "opus": ("OGG", "OPUS"),
}
LOSSLESS: frozenset[Form] = frozenset({"wav", "flac"})
_STEP = RATE  # one second
# libsndfile's scale of Opus for two channels: 0 is 512 kbit/s, 1 is 12 kbit/s.
_MOST, _LEAST = 512.0, 12.0
_LOUDEST_RATE, _SMALLEST_RATE = 64.0, 16.0  # kbit/s that levels 0 and 10 mean


def encode(samples: Iterator[Samples], path: Path, form: Form, level: int) -> None:
    kind, subtype = _WRITTEN[form]
    with sf.SoundFile(
        path, "w", RATE, CHANNELS, subtype, format=kind, compression_level=_effort(form, level)
    ) as file:
        for block in samples:
            file.write(block)


def decoded(path: Path) -> Iterator[Samples]:
    """Second by second. Raises `soundfile.LibsndfileError` where the file cannot be read on."""
    with sf.SoundFile(path) as file:
        while len(block := file.read(_STEP, dtype="int16", always_2d=True)):
            yield block


def raw_seconds(path: Path) -> Iterator[Samples]:
    """The switch's own file, second by second; a half-written last sample is left out."""
    with path.open("rb") as file:
        while True:
            data = np.fromfile(file, dtype="<i2", count=_STEP * CHANNELS)
            frames = data.size // CHANNELS
            if not frames:
                return
            yield data[: frames * CHANNELS].reshape(-1, CHANNELS)


def _effort(form: Form, level: int) -> float | None:
    if form == "wav":
        return None
    if form == "flac":
        return level / 10
    rate = _LOUDEST_RATE + (_SMALLEST_RATE - _LOUDEST_RATE) * level / 10
    return 1 - (rate - _LEAST) / (_MOST - _LEAST)

"""What was said in a recording: which tone is heard in which channel, and for how long.

Every party of a test speaks its own tone, so that a recording tells who was heard where.
"""

import struct
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.rig.voice import RATE, share_of

WINDOW = 0.1  # seconds
HEARD = 0.15  # of the window's energy: a tone in a mix of three is still heard


@dataclass(frozen=True)
class Sound:
    """One channel of a recording."""

    wave: np.ndarray
    rate: int = RATE

    @property
    def seconds(self) -> float:
        return len(self.wave) / self.rate

    def part(self, start: float, end: float | None = None) -> "Sound":
        stop = None if end is None else int(end * self.rate)
        return Sound(self.wave[int(start * self.rate) : stop], self.rate)

    def windows_with(self, tone: float) -> list[float]:
        """When (in seconds from the start) windows begin in which the tone is heard."""
        size = int(WINDOW * self.rate)
        starts = range(0, len(self.wave) - size + 1, size)
        return [
            start / self.rate
            for start in starts
            if share_of(self.wave[start : start + size], tone, self.rate) > HEARD
        ]

    def seconds_of(self, tone: float) -> float:
        return len(self.windows_with(tone)) * WINDOW

    def tones(self, known: dict[str, float], at_least: float = 0.5) -> set[str]:
        """The names of those among `known` who are heard for so many seconds."""
        return {name for name, tone in known.items() if self.seconds_of(tone) >= at_least}


@dataclass(frozen=True)
class Recording:
    """Left is what the customer says, right is what the customer hears."""

    left: Sound
    right: Sound

    @property
    def seconds(self) -> float:
        return self.left.seconds

    def part(self, start: float, end: float | None = None) -> "Recording":
        return Recording(self.left.part(start, end), self.right.part(start, end))


def read_wav(path: Path) -> tuple[Sound, ...]:
    """The channels of a 16-bit WAV file, also of one that is still being written (none yet: no channel)."""
    return _of_wav(path.read_bytes())


def recording_of(wav: bytes) -> Recording:
    """A stereo WAV as the product serves it."""
    left, right = _of_wav(wav)
    return Recording(left, right)


def read_raw(path: Path, rate: int = RATE) -> Recording:
    """The switch's own two-channel file, also while it is being written."""
    left, right = _channels(path.read_bytes(), 2, rate)
    return Recording(left, right)


def spoken(tone: float, seconds: float, rate: int = RATE) -> np.ndarray:
    """A tone in syllables: a steady one would be taken for noise and filtered out by a browser."""
    time = np.arange(int(seconds * rate)) / rate
    syllable = np.clip(np.sin(2 * np.pi * 2.5 * time) * 4 + 1, 0, 1)
    sound: np.ndarray = np.sin(2 * np.pi * tone * time) * syllable * 12000
    return sound


def write_wav(path: Path, sound: np.ndarray, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(sound, -32767, 32767).astype("<i2").tobytes())
    return path


def _of_wav(wav: bytes) -> tuple[Sound, ...]:
    form, data = wav.find(b"fmt "), wav.find(b"data")
    if form < 0 or data < 0:
        return ()
    _, channels, rate = struct.unpack_from("<HHI", wav, form + 8)
    return _channels(wav[data + 8 :], channels, rate)


def _channels(data: bytes, channels: int, rate: int) -> tuple[Sound, ...]:
    whole = len(data) // (2 * channels) * 2 * channels
    samples = np.frombuffer(data[:whole], "<i2").astype(np.float64).reshape(-1, channels)
    return tuple(Sound(samples[:, index], rate) for index in range(channels))

"""Music on hold that nobody holds rights in: made here, from numbers, the same each time."""

from pathlib import Path

import numpy as np
import soundfile

RATE = 16000
_CHORD_SECONDS = 4.0
_LOUDNESS = 0.12
# A slow turn in D major: degrees in half-tones above D3, and a melody note for each half of the bar.
_CHORDS = (
    (0, 7, 16),
    (-3, 9, 16),
    (-5, 7, 14),
    (2, 9, 17),
    (0, 7, 16),
    (-7, 9, 14),
    (-5, 7, 11),
    (0, 12, 16),
)
_MELODY = (28, 26, 24, 21, 23, 21, 24, 26, 28, 31, 26, 24, 23, 19, 24, 24)
_BASE = 146.83  # D3, in hertz


def ensure_music(folder: Path) -> bool:
    """Write the piece into the folder unless an operator has put music there. True when it was written."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(
        file.suffix in {".wav", ".wav16", ".sln16", ".sln", ".gsm", ".ulaw", ".alaw"}
        for file in folder.iterdir()
    ):
        return False
    part = folder / ".calm.part"
    with part.open("wb") as out:
        soundfile.write(out, piece(), RATE, format="WAV", subtype="PCM_16")
    part.rename(folder / "calm.wav16")
    return True


def piece() -> np.ndarray:
    """About half a minute, at 16 kHz, between -1 and 1; its end leads into its beginning."""
    bar = int(RATE * _CHORD_SECONDS)
    whole = np.zeros(bar * len(_CHORDS))
    for at, chord in enumerate(_CHORDS):
        for note in chord:
            _add(whole, at * bar, _pad(note, _CHORD_SECONDS * 1.5))
        for half in (0, 1):
            start = at * bar + half * bar // 2
            _add(whole, start, 0.5 * _bell(_MELODY[at * 2 + half], _CHORD_SECONDS * 0.9))
    level: np.ndarray = whole / np.max(np.abs(whole)) * min(1.0, _LOUDNESS * 4)
    return level


def _pitch(note: int) -> float:
    return float(_BASE * 2 ** (note / 12))


def _pad(note: int, seconds: float) -> np.ndarray:
    time = np.arange(int(RATE * seconds)) / RATE
    swell = np.sin(np.pi * time / seconds) ** 2
    sound = sum(np.sin(2 * np.pi * _pitch(note) * part * time) / part**2 for part in (1, 2, 3))
    return np.asarray(swell * sound)


def _bell(note: int, seconds: float) -> np.ndarray:
    time = np.arange(int(RATE * seconds)) / RATE
    fading = np.minimum(time / 0.03, 1.0) * np.exp(-2.2 * time)
    sound = np.sin(2 * np.pi * _pitch(note) * time) + 0.25 * np.sin(4 * np.pi * _pitch(note) * time)
    return np.asarray(fading * sound)


def _add(whole: np.ndarray, start: int, sound: np.ndarray) -> None:
    """Mix in, going round from the end to the beginning."""
    where = (start + np.arange(len(sound))) % len(whole)
    whole[where] += sound

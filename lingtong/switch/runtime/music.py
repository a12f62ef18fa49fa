"""What callers hear while they wait: a queue's own recording, an operator's files, or a piece made here.

It is made from numbers, the same each time: nobody holds rights in it.
"""

import os
from itertools import product
from pathlib import Path

import numpy as np
import soundfile
import structlog

from lingtong.switch.plan import SwitchPlan, music_class

log = structlog.get_logger()

RATE = 16000
_SUFFIXES = frozenset({".wav", ".wav16", ".sln16", ".sln", ".gsm", ".ulaw", ".alaw"})
_CONVERTED = {".ulaw": "ULAW", ".alaw": "ALAW"}
_TAPS = 63
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
    if any(file.suffix in _SUFFIXES for file in folder.iterdir()):
        return False
    part = folder / ".calm.part"
    with part.open("wb") as out:
        soundfile.write(out, piece(), RATE, format="WAV", subtype="PCM_16")
    part.rename(folder / "calm.wav16")
    return True


def pieces(plan: SwitchPlan, prompts: Path) -> dict[str, Path]:
    """Each class of a queue's own music, and its recording without a suffix, in the caller's language if any.

    A tenant's own recording comes before a built-in one. A class without a recording is left out.
    """
    found: dict[str, Path] = {}
    for own in plan.music:
        for first, second in (("zh", "en"), ("en", "zh")):
            for language, place in product((first, second), (own.tenant_id, "")):
                file = prompts.absolute() / language / place / own.prompt
                if file.with_suffix(".wav").is_file():
                    found.setdefault(music_class(own.queue_id, first), file)
    return found


def ready_music(source: Path, ready: Path) -> None:
    """Lay what is in `source` into `ready`, and each WAV file beside it in the codecs of telephone lines.

    Asterisk plays to each caller what needs no conversion: with 1,500 waiting that saves half a processor.
    """
    ready.mkdir(parents=True, exist_ok=True)
    originals = [file for file in sorted(source.iterdir()) if file.suffix in _SUFFIXES]
    wanted = {file.name for file in originals}
    for file in originals:
        link = ready / file.name
        if not (link.is_symlink() and link.readlink() == file.absolute()):
            link.unlink(missing_ok=True)
            link.symlink_to(file.absolute())
        if file.suffix in {".wav", ".wav16"}:
            wanted |= _convert(file, ready, wanted)
    for file in ready.iterdir():
        if file.name not in wanted:
            file.unlink()


def _convert(file: Path, ready: Path, taken: set[str]) -> set[str]:
    targets = {file.stem + suffix: kind for suffix, kind in _CONVERTED.items()}
    targets = {name: kind for name, kind in targets.items() if name not in taken}
    made_of = file.stat().st_mtime_ns
    old = [name for name in targets if not _is_of(ready / name, made_of)]
    if not old:
        return set(targets)
    try:
        with file.open("rb") as data:
            sound, rate = soundfile.read(data, dtype="float64", always_2d=True)
    except (soundfile.SoundFileError, OSError) as problem:
        log.warning("music.unreadable", file=file.name, reason=str(problem))
        return set()
    if rate not in (RATE, RATE // 2) or not len(sound):
        log.warning("music.rate", file=file.name, rate=rate)
        return set()
    narrow = _halved(sound[:, 0]) if rate == RATE else sound[:, 0]
    for name in old:
        part = ready / f".{name}.part"
        soundfile.write(part, narrow, RATE // 2, format="RAW", subtype=targets[name])
        os.utime(part, ns=(made_of, made_of))
        part.replace(ready / name)
    return set(targets)


def _is_of(file: Path, made_of: int) -> bool:
    return file.is_file() and not file.is_symlink() and file.stat().st_mtime_ns == made_of


def _halved(sound: np.ndarray) -> np.ndarray:
    """At half the rate, without what lies above the new limit; its end leads into its beginning as before."""
    place = np.arange(_TAPS) - _TAPS // 2
    taps = np.sinc(place * 0.45) * np.hamming(_TAPS)
    taps /= taps.sum()
    around = np.pad(sound, _TAPS // 2, mode="wrap") if len(sound) > _TAPS else np.pad(sound, _TAPS // 2)
    half: np.ndarray = np.clip(np.convolve(around, taps, mode="valid")[::2], -1.0, 1.0)
    return half


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

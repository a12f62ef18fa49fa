"""Speech made ready for the telephone: trimmed, at one loudness, in the forms that the switch plays."""

import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
import soxr

from lingtong.floor.ivr.prompts.errors import (
    PromptFormat,
    PromptSilent,
    PromptTooLarge,
    PromptTooLong,
    PromptUnreadable,
)
from lingtong.floor.ivr.prompts.ports import Samples, Speech

VERSION = "2"  # counts up when the same speech would come out different: every prompt is then made anew
MOST_BYTES = 10 * 1024 * 1024
MOST_SECONDS = 300


class Form(NamedTuple):
    rate: int
    format: str
    subtype: str


# Asterisk plays `.wav` only at 8 kHz and the same at 16 kHz as `.wav16`; G.722 and Opus take the better one.
# In the codecs of telephone lines it converts nothing, for each of the callers who hear it.
FORMS = {
    ".wav": Form(8000, "WAV", "PCM_16"),
    ".wav16": Form(16000, "WAV", "PCM_16"),
    ".ulaw": Form(8000, "RAW", "ULAW"),
    ".alaw": Form(8000, "RAW", "ALAW"),
}
_LEVEL = 10 ** (
    -20 / 20
)  # of active speech, full scale 1: between the usual -16 and -24 dBFS of telephone prompts
_PEAK = 10 ** (-1.5 / 20)
_FRAME = 0.02
_FLOOR = 10 ** (-60 / 20)
_QUIET = 10 ** (-42 / 20)
_CLIPPED = 0.0005  # share of the samples at full scale
_READ = {"WAV", "WAVEX", "RF64", "W64", "FLAC", "OGG", "MP3", "MP1/2", "AIFF", "AU", "CAF"}
# Kinds that phones and browsers make and that are not read here, by how they begin.
_OTHERS = (
    (4, b"ftyp", "M4A"),
    (0, b"#!AMR", "AMR"),
    (0, b"\x1aE\xdf\xa3", "WebM"),
    (0, b"0&\xb2u", "WMA"),
    (0, b"\xff\xf1", "AAC"),
    (0, b"\xff\xf9", "AAC"),
)


def decoded(data: bytes) -> Speech:
    """An uploaded recording, mixed to one channel. Refuses what is too large, too long or no recording."""
    if len(data) > MOST_BYTES:
        raise PromptTooLarge("A recording may have 10 MB at most.", megabytes=MOST_BYTES // 1024 // 1024)
    _refuse_others(data)
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.format not in _READ:
                raise _no_format(str(file.format))
            rate, channels = int(file.samplerate), int(file.channels)
            if not 8000 <= rate <= 96_000 or channels > 2:
                raise PromptUnreadable("Use a recording of 8 to 96 kHz with one or two channels.", rate=rate)
            most = MOST_SECONDS * rate
            # A header may lie about the length; one sample more than allowed is read, never all it claims.
            samples = file.read(frames=most + 1, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, ValueError, TypeError, MemoryError) as error:
        raise PromptUnreadable("This is no recording that can be read. Use WAV, FLAC, OGG or MP3.") from error
    if len(samples) > most:
        raise PromptTooLong("A prompt may last 5 minutes at most.", seconds=MOST_SECONDS)
    if not np.isfinite(samples).all():
        raise PromptUnreadable(
            "This recording holds values that are no sound. Save it again as WAV with 16 bits."
        )
    return Speech(np.clip(samples.mean(axis=1), -1, 1).astype(np.float32), rate)


def _refuse_others(data: bytes) -> None:
    for at, sign, name in _OTHERS:
        if data[at : at + len(sign)] == sign:
            raise _no_format(name)


def _no_format(name: str) -> PromptFormat:
    return PromptFormat(
        f"{name} is not read here. Use WAV, FLAC, OGG (Vorbis or Opus), MP3 or AIFF; "
        "`ffmpeg -i FILE prompt.wav` makes one.",
        format=name,
    )


def faults(speech: Speech) -> tuple[bool, bool]:
    """Whether a recording is clipped, and whether it is so soft that its noise will be heard."""
    loud = np.abs(speech.samples)
    if not len(loud):
        return False, True
    return bool((loud >= 0.998).mean() > _CLIPPED), bool(np.quantile(loud, 0.98) < _QUIET)


def leveled(speech: Speech) -> Speech:
    """Silence cut from both ends, active speech at -20 dBFS, peaks at most -1.5 dBFS. Refuses silence."""
    frame = max(1, int(_FRAME * speech.rate))
    padded = np.pad(speech.samples, (0, -len(speech.samples) % frame))
    power = (
        np.square(padded.reshape(-1, frame)).mean(axis=1, dtype=np.float64) if len(padded) else np.zeros(0)
    )
    loudest = float(np.sqrt(power.max(initial=0.0)))
    if loudest < _FLOOR:
        raise PromptSilent("This recording is silent. Check the microphone and record again.")
    active = np.flatnonzero(power > (loudest * 0.03) ** 2)
    first, last = max(0, int(active[0]) - 2) * frame, (int(active[-1]) + 4) * frame
    level = float(np.sqrt(power[power > (loudest * 0.1) ** 2].mean()))
    kept = speech.samples[first:last]
    gain = min(_LEVEL / level, _PEAK / float(np.abs(kept).max()))
    return Speech(_faded(kept * np.float32(gain), speech.rate), speech.rate)


def write(speech: Speech, folder: Path, name: str) -> float:
    """Writes the files of one prompt, each at once and whole; gives its length in seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    rates = {form.rate for form in FORMS.values()}
    resampled = {rate: soxr.resample(speech.samples, speech.rate, rate, "HQ").clip(-1, 1) for rate in rates}
    for suffix, form in FORMS.items():
        draft = folder / f".{name}{suffix}.draft"
        soundfile.write(draft, resampled[form.rate], form.rate, subtype=form.subtype, format=form.format)
        draft.replace(folder / f"{name}{suffix}")
    return len(speech.samples) / speech.rate


def _faded(samples: Samples, rate: int) -> Samples:
    """Five milliseconds in and out, so that no cut clicks."""
    length = min(len(samples) // 2, rate // 200)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    faded = samples.astype(np.float32).copy()
    if length:
        faded[:length] *= ramp
        faded[-length:] *= ramp[::-1]
    return faded

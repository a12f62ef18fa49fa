"""The built-in speech: espeak-ng, for a demonstration. It is understood, and sounds like a robot."""

import io
import re
import shutil
import subprocess

import soundfile
from pypinyin import Style, lazy_pinyin

from lingtong.floor.ivr.prompts.errors import SpeechUnavailable
from lingtong.floor.ivr.prompts.ports import Language, Speech

# The voice `cmn` takes pinyin for English and reports success; `cmn-latn-pinyin` reads it with its tones.
_VOICES: dict[Language, str] = {"zh": "cmn-latn-pinyin", "en": "en-us"}
_WORDS_A_MINUTE: dict[Language, int] = {"zh": 150, "en": 155}
_CHINESE_MARKS = str.maketrans({"，": ",", "。": ".", "：": ",", "；": ",", "、": ",", "？": "?", "！": "!"})


class EspeakSpeech:
    def __init__(self, program: str = "espeak-ng") -> None:
        self._program = program

    @property
    def fingerprint(self) -> str:
        return f"{self._program} 1 {_VOICES} {_WORDS_A_MINUTE}"

    def speak(self, text: str, language: Language) -> Speech:
        said = pinyin(text) if language == "zh" else text
        program = shutil.which(self._program)
        if program is None:
            raise SpeechUnavailable("espeak-ng is not installed. Install it, or upload own recordings.")
        command = [
            program,
            "-v",
            _VOICES[language],
            "-s",
            str(_WORDS_A_MINUTE[language]),
            "--stdin",
            "--stdout",
        ]
        try:
            answer = subprocess.run(command, input=said.encode(), capture_output=True, timeout=60, check=True)
            samples, rate = soundfile.read(io.BytesIO(answer.stdout), dtype="float32", always_2d=True)
        except (OSError, subprocess.SubprocessError, soundfile.SoundFileError) as error:
            raise SpeechUnavailable("espeak-ng could not speak the text.", text=text[:80]) from error
        return Speech(samples.mean(axis=1), int(rate))


def pinyin(text: str) -> str:
    """Chinese text in pinyin with tone numbers, as the voice reads it; 你好 becomes `ni2 hao3`."""
    syllables = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    return re.sub(r"\s+([,.?!])", r"\1", " ".join(syllables).translate(_CHINESE_MARKS)).strip()

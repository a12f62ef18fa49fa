import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile

from lingtong.floor.ivr.prompts import audio
from lingtong.floor.ivr.prompts.catalog import LANGUAGES, built_in, checked_name
from lingtong.floor.ivr.prompts.errors import (
    PromptNameInvalid,
    PromptSilent,
    PromptTooLarge,
    PromptTooLong,
    PromptUnreadable,
    SpeechUnavailable,
)
from lingtong.floor.ivr.prompts.espeak import EspeakSpeech, pinyin
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.floor.ivr.prompts.ports import Language, Speech

pytestmark = pytest.mark.room

TEXTS: Mapping[str, Mapping[str, str]] = {
    "hello": {"zh": "您好", "en": "hello"},
    "only_chinese": {"zh": "请稍候"},
}


def tone(seconds: float, rate: int = 22050, loud: float = 0.05) -> Speech:
    time = np.arange(int(seconds * rate)) / rate
    return Speech((loud * np.sin(2 * np.pi * 440 * time)).astype(np.float32), rate)


class Whistler:
    """A tone as long as its text, so that a test can tell two texts apart."""

    def __init__(self, fingerprint: str = "1") -> None:
        self.fingerprint = fingerprint
        self.said: list[tuple[Language, str]] = []

    def speak(self, text: str, language: Language) -> Speech:
        self.said.append((language, text))
        return tone(0.2 + len(text) / 10)


def file_of(speech: Speech, kind: str = "WAV", subtype: str = "PCM_16") -> bytes:
    data = io.BytesIO()
    soundfile.write(data, speech.samples, speech.rate, format=kind, subtype=subtype)
    return data.getvalue()


def test_a_second_build_makes_nothing(tmp_path: Path) -> None:
    library, speech = PromptLibrary(tmp_path), Whistler()
    seen: list[tuple[int, int, str]] = []
    assert library.build(speech, TEXTS, lambda *step: seen.append(step)) == 4
    assert seen[-1][:2] == (4, 4)
    assert PromptLibrary(tmp_path).build(speech, TEXTS) == 0
    assert len(speech.said) == 4


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    library = PromptLibrary(tmp_path)
    library.build(Whistler(), TEXTS)
    assert library.build(Whistler(), {**TEXTS, "hello": {"zh": "你好", "en": "hello"}}) == 1
    library.path("en", "hello").unlink()
    assert library.build(Whistler(), {**TEXTS, "hello": {"zh": "你好", "en": "hello"}}) == 1
    assert library.build(Whistler("2"), TEXTS) == 4


def test_a_damaged_manifest_costs_a_rebuild_and_no_more(tmp_path: Path) -> None:
    library = PromptLibrary(tmp_path)
    library.build(Whistler(), TEXTS)
    (tmp_path / "manifest.json").write_text("{")
    assert library.build(Whistler(), TEXTS) == 4


def test_a_language_without_a_text_speaks_the_other_and_says_so(tmp_path: Path) -> None:
    library = PromptLibrary(tmp_path)
    library.build(Whistler(), TEXTS)
    assert library.path("en", "only_chinese").is_file()
    assert library.made()["en/only_chinese"].spoken == "zh"
    assert library.made()["en/hello"].spoken == "en"


def test_files_are_as_the_switch_plays_them_and_equally_loud(tmp_path: Path) -> None:
    for name, loud in (("quiet", 0.005), ("loud", 0.9)):
        audio.write(audio.leveled(tone(1, loud=loud)), tmp_path, name)
        for suffix, rate in ((".wav", 8000), (".wav16", 16000)):
            samples, found = soundfile.read(tmp_path / f"{name}{suffix}", dtype="float32")
            level = 20 * np.log10(np.sqrt(np.mean(np.square(samples[rate // 4 : -rate // 4]))))
            assert (found, samples.ndim) == (rate, 1)
            assert level == pytest.approx(-20, abs=0.5)
        for suffix, kind in ((".ulaw", "ULAW"), (".alaw", "ALAW")):
            form = {"format": "RAW", "samplerate": 8000, "channels": 1, "subtype": kind}
            line, _ = soundfile.read(tmp_path / f"{name}{suffix}", dtype="float32", **form)
            samples, _ = soundfile.read(tmp_path / f"{name}.wav", dtype="float32")
            assert np.corrcoef(line, samples)[0, 1] > 0.99
    assert len(list(tmp_path.iterdir())) == 2 * 4


def test_silence_around_speech_is_cut() -> None:
    quiet = np.zeros(22050, dtype=np.float32)
    padded = Speech(np.concatenate([quiet, tone(1).samples, quiet]), 22050)
    assert len(audio.leveled(padded).samples) / 22050 == pytest.approx(1.1, abs=0.1)


@pytest.mark.parametrize(
    ("kind", "subtype"), [("WAV", "FLOAT"), ("FLAC", "PCM_24"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")]
)
def test_recordings_of_the_usual_kinds_are_read(kind: str, subtype: str) -> None:
    assert len(audio.decoded(file_of(tone(1, 44100), kind, subtype)).samples) == pytest.approx(44100, rel=0.1)


def test_two_channels_become_one() -> None:
    data = io.BytesIO()
    soundfile.write(data, np.column_stack([tone(1).samples, tone(1).samples]), 22050, format="WAV")
    assert audio.decoded(data.getvalue()).samples.ndim == 1


@pytest.mark.parametrize(
    "data", [b"", b"no sound at all", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"<svg onload=alert(1)>"]
)
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(PromptUnreadable):
        audio.decoded(data)


def test_a_recording_with_values_that_are_no_sound_is_refused() -> None:
    broken = tone(1).samples.copy()
    broken[100] = np.nan
    with pytest.raises(PromptUnreadable):
        audio.decoded(file_of(Speech(broken, 22050), "WAV", "FLOAT"))


def test_what_is_too_large_too_long_or_silent_is_refused() -> None:
    with pytest.raises(PromptTooLarge):
        audio.decoded(bytes(audio.MOST_BYTES + 1))
    with pytest.raises(PromptTooLong):
        audio.decoded(file_of(Speech(np.full(301 * 8000, 0.1, dtype=np.float32), 8000)))
    with pytest.raises(PromptSilent):
        audio.leveled(Speech(np.zeros(8000, dtype=np.float32), 8000))
    with pytest.raises(PromptSilent):
        audio.leveled(Speech(np.zeros(0, dtype=np.float32), 8000))


@pytest.mark.parametrize("name", ["", "Welcome", "../etc", "a/b", "1st", "a" * 49, "a.wav", "欢迎", "a\n"])
def test_a_name_that_is_no_plain_word_is_refused(name: str) -> None:
    with pytest.raises(PromptNameInvalid):
        checked_name(name)


def test_every_built_in_prompt_has_both_languages_and_no_figure_in_its_chinese() -> None:
    for name, texts in built_in().items():
        assert checked_name(name) == name
        assert set(texts) == set(LANGUAGES)
        assert pinyin(texts["zh"]).isascii(), name
        assert not any("0" <= sign <= "9" for sign in texts["zh"]), name


def test_pinyin_carries_its_tones() -> None:
    assert pinyin("您好，故障报修，请按一。") == "nin2 hao3, gu4 zhang4 bao4 xiu1, qing3 an4 yi1."


def test_espeak_speaks_both_languages() -> None:
    for language, text in (("zh", "欢迎致电"), ("en", "welcome")):
        said = EspeakSpeech().speak(text, language)  # type: ignore[arg-type]
        assert 0.3 < len(said.samples) / said.rate < 4
    with pytest.raises(SpeechUnavailable):
        EspeakSpeech("no-such-program").speak("hello", "en")

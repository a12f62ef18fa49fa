from pathlib import Path

import numpy as np
import pytest

from tests.rig.listen import Recording, Sound, read_raw, read_wav, recording_of, spoken, write_wav

pytestmark = pytest.mark.model

PARTIES = {"customer": 440.0, "agent": 660.0, "consultant": 880.0}


def test_a_tone_is_found_in_its_channel_and_only_there(tmp_path: Path) -> None:
    both = np.stack([spoken(440, 2), spoken(660, 2)], axis=1).astype("<i2")
    file = tmp_path / "call.raw"
    file.write_bytes(both.tobytes())

    heard = read_raw(file)

    assert heard.seconds == 2.0
    assert heard.left.tones(PARTIES) == {"customer"}
    assert heard.right.tones(PARTIES) == {"agent"}


def test_two_who_speak_at_once_are_both_heard() -> None:
    mix = Sound(spoken(660, 3) + spoken(880, 3))

    assert mix.tones(PARTIES) == {"agent", "consultant"}


def test_silence_and_noise_are_no_tone() -> None:
    noise = np.random.default_rng(1).normal(0, 2000, 16000)

    assert Sound(np.zeros(16000)).tones(PARTIES) == set()
    assert Sound(noise).tones(PARTIES) == set()


def test_when_a_tone_was_heard_is_known_to_a_tenth_of_a_second() -> None:
    sound = Sound(np.concatenate([np.zeros(8000), np.sin(2 * np.pi * 440 * np.arange(4000) / 8000) * 9000]))

    assert sound.windows_with(440) == pytest.approx([1.0, 1.1, 1.2, 1.3, 1.4])
    assert sound.part(1.0, 1.2).seconds_of(440) == pytest.approx(0.2)


def test_wav_files_come_back_as_they_were_written(tmp_path: Path) -> None:
    (only,) = read_wav(write_wav(tmp_path / "one.wav", spoken(880, 1, 48000), 48000))

    assert only.rate == 48000
    assert only.tones(PARTIES) == {"consultant"}


def test_a_served_recording_is_read_in_two_channels(tmp_path: Path) -> None:
    both = np.stack([spoken(440, 1), spoken(660, 1)], axis=1).astype("<i2").tobytes()
    head = b"RIFF\0\0\0\0WAVEfmt " + (16).to_bytes(4, "little") + (1).to_bytes(2, "little")
    head += (2).to_bytes(2, "little") + (8000).to_bytes(4, "little") + (32000).to_bytes(4, "little")
    head += (4).to_bytes(2, "little") + (16).to_bytes(2, "little") + b"data" + len(both).to_bytes(4, "little")

    heard: Recording = recording_of(head + both)

    assert (heard.left.tones(PARTIES), heard.right.tones(PARTIES)) == ({"customer"}, {"agent"})

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from lingtong.floor.recording.errors import RangeUnsatisfiable
from lingtong.floor.recording.files import HEADER, RATE, Sound, wav_header
from lingtong.floor.recording.peaks import MOST, cached_peaks, peaks_of
from lingtong.floor.recording.ranges import asked_range

pytestmark = pytest.mark.model


def recorded(folder: Path, left: "np.ndarray[tuple[int], np.dtype[np.int16]]", right: object = None) -> Sound:
    other = np.zeros_like(left) if right is None else np.asarray(right, dtype="<i2")
    path = folder / "rec.raw"
    path.write_bytes(np.column_stack([left, other]).astype("<i2").tobytes())
    return Sound(path, path.stat().st_size // 4 * 4)


def whole(sound: Sound) -> bytes:
    return b"".join(sound.read(0, sound.size - 1))


def test_what_is_served_is_a_wav_of_two_channels(tmp_path: Path) -> None:
    left = (np.sin(np.arange(RATE) / 5) * 9000).astype(np.int16)
    sound = recorded(tmp_path, left)
    samples, rate = soundfile.read(io.BytesIO(whole(sound)), dtype="int16")
    assert rate == RATE
    assert (samples[:, 0] == left).all()
    assert not samples[:, 1].any()
    assert (len(wav_header(0)), sound.duration) == (HEADER, 1.0)


def test_half_a_sample_at_the_end_of_a_crashed_recording_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "rec.raw"
    path.write_bytes(bytes(4 * 10 + 3))
    sound = Sound(path, path.stat().st_size // 4 * 4)
    assert len(whole(sound)) == HEADER + 40


@given(st.data())
def test_any_part_is_that_part_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    samples = data.draw(st.integers(0, 300))
    path = tmp_path_factory.mktemp("part") / "rec.raw"
    path.write_bytes(bytes(n % 251 for n in range(samples * 4)))
    sound = Sound(path, samples * 4)
    first = data.draw(st.integers(0, sound.size - 1))
    last = data.draw(st.integers(first, sound.size - 1))
    assert b"".join(sound.read(first, last)) == whole(sound)[first : last + 1]


def test_a_file_that_shrinks_keeps_the_promised_length(tmp_path: Path) -> None:
    sound = recorded(tmp_path, np.ones(100, dtype=np.int16))
    sound.path.write_bytes(bytes(8))
    assert len(whole(sound)) == sound.size


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None), ("bytes=0-", (0, 99)), ("bytes=10-19", (10, 19)), ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)), ("bytes=-500", (0, 99)), ("bytes=0-1,5-6", None), ("lines=1-2", None),
        ("bytes=9-3", None), ("bytes=x-", None), ("bytes=-", None),
        ("bytes = 1 - 2", (1, 2)), ("bytes=٣-", None),
    ],
)  # fmt: skip
def test_ranges_are_read_as_the_rfc_says(header: str | None, expected: tuple[int, int] | None) -> None:
    assert asked_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_part_behind_the_end_is_refused(header: str) -> None:
    with pytest.raises(RangeUnsatisfiable):
        asked_range(header, 100)


def test_peaks_show_each_channel(tmp_path: Path) -> None:
    left = np.zeros(RATE * 2, dtype=np.int16)
    left[RATE : RATE + 400] = -32768  # a shout at one second, in the customer's channel
    right = np.full(RATE * 2, 3277, dtype=np.int16)
    peaks = peaks_of(recorded(tmp_path, left, right))
    assert (peaks.duration, peaks.rate) == (2.0, 20.0)
    assert peaks.channels[0] == [0.0] * 20 + [1.0] + [0.0] * 19
    assert peaks.channels[1] == [0.1] * 40


@given(st.lists(st.integers(-32768, 32767), max_size=3000))
def test_peaks_are_the_loudest_samples(tmp_path_factory: pytest.TempPathFactory, drawn: list[int]) -> None:
    samples = np.array(drawn, dtype=np.int16)
    peaks = peaks_of(recorded(tmp_path_factory.mktemp("peaks"), samples))
    spans = [drawn[start : start + 400] for start in range(0, len(drawn), 400)]
    assert peaks.channels[0] == [round(max(abs(value) for value in span) / 32768, 3) for span in spans]


def test_an_hour_has_no_more_peaks_than_a_screen_has_pixels(tmp_path: Path) -> None:
    peaks = peaks_of(recorded(tmp_path, np.ones(RATE * 3600, dtype=np.int16)))
    assert len(peaks.channels[0]) <= MOST
    assert peaks.rate * peaks.duration == pytest.approx(len(peaks.channels[0]), abs=1)


def test_peaks_are_kept_once_the_recording_is_finished(tmp_path: Path) -> None:
    sound = recorded(tmp_path, np.full(RATE, 16384, dtype=np.int16))
    first = cached_peaks(sound, finished=False)
    assert not sound.path.with_suffix(".peaks.json").exists()
    assert cached_peaks(sound, finished=True) == first
    sound.path.write_bytes(b"")
    assert cached_peaks(sound, finished=True) == first


def test_an_empty_recording_has_no_peaks(tmp_path: Path) -> None:
    assert peaks_of(recorded(tmp_path, np.zeros(0, dtype=np.int16))).channels == ([], [])

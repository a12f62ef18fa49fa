"""S3: conversations with speech in both directions, each recorded in two channels.

Ours, with its menu, queue and recorder, beside Asterisk alone with `Dial` and MixMonitor's option D; both
write 8 kHz in 16 bits. Every file is looked at: its length, and whose voice is in which channel, moment by
moment.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import load, scenarios
from bench.center import ALL, DIRECT, SECRET
from bench.cpu import Cpu, Foreign
from bench.figures import in_turn
from bench.hall import Hall
from bench.results import Goal, Result, figure, void
from bench.sides import Side
from bench.wave import LISTENS
from lingtong.floor.ivr.prompts.espeak import EspeakSpeech
from tests.rig.ports import free_port
from tests.rig.voice import RATE, to_ulaw

PAIRS, FEW = 150, 30
RATE_OF_CALLS = 15  # a second
TALKS = 30.0
SETTLES = 3.0
MEASURES = 12.0  # seconds in which all talk
SIDES = ("recorded", "dialplan_recorded")
CUSTOMER, AGENT = 3000.0, 3300.0  # hertz of a tone above each one's speech: whose voice is it?
LOUD = 1500.0
WINDOW = RATE // 10
EDGE = 3  # windows at the beginning and at the end that may be cut
DIFFERS = 0.5  # seconds by which a file may be longer or shorter than the talk
FILES_WITHIN = 60.0
WORDS = "您好，请问有什么可以帮您？停电了，我家在人民路一百二十号，从早上八点开始没有电，请尽快派人来看看。"
CPU, NONE = Goal("≤", 1.1), Goal("≤", 0)


@dataclass(frozen=True)
class Wave:
    """CPU in percent of a processor for each conversation; of the files, what is wrong."""

    asterisk: float
    all: float
    finishing: float  # milliseconds for each file after its talk
    files: int
    failed: int
    lost: float  # seconds
    wrong: tuple[str, ...]


async def run(hall: Hall) -> list[Result]:
    pairs = FEW if hall.effort.quick else PAIRS
    speech = {
        name: _speech(hall.folder / name, tone) for name, tone in (("customer", CUSTOMER), ("agent", AGENT))
    }
    waves: dict[str, list[Wave]] = {name: [] for name in SIDES}
    for number in range(hall.effort.rounds):
        for name in in_turn(SIDES, number):
            seen = await _wave(hall, await hall.side(name), pairs, speech)
            waves[name].append(seen)
            print(
                f"  S3 {name}: {seen.files} files, {seen.failed} calls failed, {seen.lost:.1f} s lost, "
                f"Asterisk {seen.asterisk:.3f} %, all {seen.all:.3f} % a talk, "
                f"{seen.finishing:.1f} ms a file {seen.wrong[:2]}",
                flush=True,
            )
    return _results(pairs, waves["recorded"], waves["dialplan_recorded"])


def _results(pairs: int, ours: list[Wave], alone: list[Wave]) -> list[Result]:
    what = f"{pairs} recorded conversations at once"
    wrong = [line for one in ours for line in one.wrong]
    if wrong or any(one.failed for one in ours):
        lost = sum(one.failed for one in ours)
        return [void("S3.cpu", what, "%", f"{lost} calls failed; {'; '.join(wrong[:3])}", CPU)]
    cost = figure("S3.asterisk", f"{what}: CPU of a talk, Asterisk", "%", *_of(ours, alone, "asterisk"))
    whole = figure("S3.cpu", f"{what}: CPU of a talk, all processes", "%", *_of(ours, alone, "all"))
    ratios = [one.all / other.all for one, other in zip(ours, alone, strict=True)]
    return [
        figure("S3.lost", f"{what}: seconds lost", "s", *_of(ours, alone, "lost"), NONE),
        cost,
        whole,
        figure("S3.ratio", f"{what}: CPU, ours by Asterisk alone", "×", ratios, goal=CPU),
        figure("S3.finish", "two parts become one file, our process", "ms", [one.finishing for one in ours]),
    ]


def _of(ours: list[Wave], alone: list[Wave], name: str) -> tuple[list[float], list[float]]:
    return [getattr(one, name) for one in ours], [getattr(one, name) for one in alone]


async def _wave(hall: Hall, side: Side, pairs: int, speech: dict[str, Path]) -> Wave:
    folder, port = side.next_folder("talks"), free_port("udp")
    direct = "dialplan" in side.name
    numbers = [DIRECT + name.removeprefix("agent-") for name in side.size.names[:pairs]] if direct else []
    caller = (
        scenarios.direct_caller(patience=120)
        if direct
        else scenarios.caller(ALL, listens=LISTENS, patience=120)
    )
    phone = scenarios.speaking(scenarios.phones(talks=TALKS, ear=9), speech["agent"])
    await load.register(folder / "register", side.size.names, SECRET, port, side.sip_port)
    before = set(side.settings.recordings.rglob("*.raw"))
    async with load.phones(folder / "phones", phone, port, side.sip_port, "-mi", "127.0.0.1") as phones:
        await side.phones_came()
        foreign = Foreign({**side.cpu, "phones": phones.pid})
        callers = await load.callers(
            folder / "callers", scenarios.speaking(caller, speech["customer"]), side.sip_port,
            rate=RATE_OF_CALLS, calls=pairs, most=pairs,
            dialing=numbers,
        )  # fmt: skip
        await asyncio.sleep(pairs / RATE_OF_CALLS + SETTLES)
        work, began = side.work(), time.monotonic()
        await asyncio.sleep(MEASURES)
        used, lasted = work.used(), time.monotonic() - began
        counted = await callers.ended(TALKS + 60)
        after = Cpu(side.cpu)
        files = await _files(side, before, pairs)
        hall.foreign.append(foreign.processors())
    checked = [await asyncio.to_thread(_check, file) for file in files]
    per = 100 / lasted / pairs
    return Wave(
        asterisk=used["asterisk"] * per,
        all=sum(used.values()) * per,
        finishing=after.used().get("lingtong", 0.0) / pairs * 1000,
        files=len(files),
        failed=counted.failed + pairs - len(files),
        lost=sum(lost for lost, _ in checked),
        wrong=tuple(why for _, why in checked if why),
    )


async def _files(side: Side, before: set[Path], pairs: int) -> list[Path]:
    """The whole files of this wave."""
    end = time.monotonic() + FILES_WITHIN
    while True:
        files = sorted(set(side.settings.recordings.rglob("*.raw")) - before)
        if (
            len(files) >= pairs and not list(side.settings.recordings.rglob("*.sln"))
        ) or time.monotonic() > end:
            return files
        await asyncio.sleep(0.2)


def _check(file: Path) -> tuple[float, str]:
    """Seconds without a voice, in both channels together; and what else is wrong."""
    both = np.fromfile(file, "<i2").astype(np.float64)
    both = both[: len(both) // 2 * 2].reshape(-1, 2)
    seconds = len(both) / RATE
    if abs(seconds - TALKS) > DIFFERS:
        return 0.0, f"{file.name} has {seconds:.2f} s"
    heard = {(side, tone): _windows(both[:, side], tone) for side in (0, 1) for tone in (CUSTOMER, AGENT)}
    if heard[0, AGENT].any() or heard[1, CUSTOMER].any():
        return 0.0, f"{file.name} has a voice in the wrong channel"
    silent = int((~heard[0, CUSTOMER]).sum() + (~heard[1, AGENT]).sum())
    file.unlink()
    return silent * WINDOW / RATE, ""


def _windows(sound: np.ndarray, tone: float) -> np.ndarray:
    """In which windows the tone is heard."""
    whole = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW)[EDGE:-EDGE]
    turn = np.exp(-2j * np.pi * tone * np.arange(WINDOW) / RATE)
    found: np.ndarray = 2 * np.abs(whole @ turn) / WINDOW > LOUD / 3
    return found


def _speech(file: Path, tone: float) -> Path:
    """Spoken words without what lies above 2,700 Hz, and the tone there; in a round without a click."""
    spoken = EspeakSpeech().speak(WORDS, "zh")
    seconds = len(spoken.samples) // spoken.rate
    at = np.arange(int(seconds * RATE)) / RATE
    wave = np.interp(at, np.arange(len(spoken.samples)) / spoken.rate, spoken.samples)
    spectrum = np.fft.rfft(wave)
    spectrum[np.fft.rfftfreq(len(wave), 1 / RATE) > 2700] = 0
    narrow = np.fft.irfft(spectrum, len(wave))
    file.write_bytes(to_ulaw(narrow / np.abs(narrow).max() * 12000 + LOUD * np.sin(2 * np.pi * tone * at)))
    return file

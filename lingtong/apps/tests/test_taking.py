"""Engines as real processes, killed and stopped: what their journal says of the time between."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lingtong.apps.taking import ask_taking
from lingtong.floor.availability.events import CountingBegan, OutageEnded
from lingtong.floor.availability.signs import FILE
from lingtong.floor.live import decode_fact
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.identity.testing import MovableClock
from lingtong.foundation.journal import Shipping

pytestmark = pytest.mark.room
PROGRAM = Path(__file__).with_name("one_engine.py")
WITHIN = 30.0  # seconds, on a slow machine


class Engines:
    """One after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answered("there")

    def say(self, word: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        self._answered(word)

    def lives_on(self) -> None:
        """Until it has given the next sign of life."""
        before, until = self._sign(), time.monotonic() + WITHIN
        while self._sign() == before:
            assert time.monotonic() < until
            time.sleep(0.05)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def stop(self) -> None:
        self.say("stop")
        assert self.process is not None
        self.process.communicate(timeout=WITHIN)

    def told(self) -> list[CountingBegan | OutageEnded]:
        facts = [decode_fact(body) for _, body in Shipping(self.folder).unshipped(10_000)]
        return [fact for fact in facts if isinstance(fact, CountingBegan | OutageEnded)]

    def _answered(self, word: str) -> None:
        """Between the lines of its log."""
        assert self.process is not None
        assert self.process.stdout is not None
        assert any(line.strip() == word for line in iter(self.process.stdout.readline, ""))

    def _sign(self) -> bytes:
        return (self.folder / FILE).read_bytes()


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    found = Engines(tmp_path)
    yield found
    if found.process is not None and found.process.poll() is None:
        found.kill()


def test_the_next_one_tells_for_how_long_nobody_took_calls_and_why(engines: Engines) -> None:
    engines.start()
    engines.say("connect")
    engines.lives_on()
    engines.lives_on()
    engines.kill()
    killed = time.monotonic()
    engines.start()
    engines.say("connect")
    after = time.monotonic() - killed
    lost_at = time.monotonic()
    engines.say("lose")
    engines.say("connect")
    for_how_long = time.monotonic() - lost_at
    engines.stop()
    engines.start()
    engines.say("connect")
    engines.kill()
    began, died, lost, stopped = engines.told()
    assert isinstance(began, CountingBegan)
    outages = [one for one in (died, lost, stopped) if isinstance(one, OutageEnded)]
    assert [(one.why, one.ended_by) for one in outages] == [
        ("died", "start"),
        ("switch_lost", "switch"),
        ("stopped", "start"),
    ]
    assert 0.0 < outages[0].lasted < after + 1.5
    assert outages[1].lasted < for_how_long
    assert outages[2].lasted > 0.0


def test_a_sign_that_is_gone_makes_no_outage_shorter_than_it_was(engines: Engines) -> None:
    engines.start()
    engines.say("connect")
    engines.kill()
    (engines.folder / FILE).unlink()
    killed = time.monotonic()
    engines.start()
    without = time.monotonic() - killed
    engines.say("connect")
    _, died = engines.told()
    assert isinstance(died, OutageEnded)
    assert died.lasted > without


async def test_where_no_engine_answers_the_disk_tells_since_when(engines: Engines) -> None:
    engines.start()
    engines.say("connect")
    engines.kill()
    clock, bus = MovableClock(), InProcessBus()
    clock.at = datetime.now(UTC)
    just_now = await ask_taking(bus, engines.folder, clock)
    assert just_now is not None
    assert just_now.taking
    clock.at += timedelta(seconds=60)
    later = await ask_taking(bus, engines.folder, clock)
    assert later is not None
    assert (later.taking, later.why) == (False, "died")
    assert clock.at - timedelta(seconds=75) < later.moment.at < clock.at
    assert await ask_taking(bus, None, clock) is None

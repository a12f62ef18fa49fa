"""Simulated days: the real engine on the fake switch, random people, random faults, one seed, virtual time.

Every step draws one act, performs it, lets a random time pass and checks everything that `Watch` knows. The
same seed makes the same day, step by step.
"""

import contextlib
import random
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec

from lingtong.floor.call_control.model import Stage
from lingtong.floor.center import Center
from lingtong.floor.live.commands import CancelCallback
from lingtong.floor.testing.acts import ACTS, Act, callers
from lingtong.floor.testing.center import demo_center
from lingtong.floor.testing.fake_floor import START, FakeFloor
from lingtong.floor.testing.trouble import TROUBLES, variants
from lingtong.kit import Refusal

LAST_STEPS = 30
PATIENCE = (30.0, 180.0, 900.0, 1800.0, 7200.0)  # seconds in line of callers who do not come in a rush


class Failed(AssertionError):
    """A day went wrong. `steps` are the last ones."""

    def __init__(self, seed: int, hours: float, steps: list[str], problem: BaseException) -> None:
        told = "\n".join(f"  {step}" for step in steps)
        super().__init__(f"seed {seed}, hour {hours:.2f}: {problem!r}\n{told}")
        self.seed = seed


class Simulation:
    """`pace` stretches the pauses between acts: 1 is a rush, with an act every six seconds.

    In a rush callers stay until somebody acts; else announcements are as far apart as acts are, and callers
    lose patience, if the day is not to be `crowded`.
    """

    def __init__(
        self, seed: int, folder: Path, faults: bool = True, pace: float = 1.0, crowded: bool = False
    ) -> None:
        self.seed, self.pace = seed, pace
        self.rng = random.Random(seed)
        self.day = FakeFloor(_spoken_at(demo_center(), pace), folder, seed)
        self.centers = variants(self.day.center)
        self._they_leave = pace > 1.0 and not crowded
        self._moods = random.Random(seed + 3)
        self._patience: dict[str, float] = {}
        self.counts: Counter[str] = Counter()
        self.steps: deque[str] = deque(maxlen=LAST_STEPS)
        acts = [*ACTS, *(TROUBLES if faults else [])]
        self._acts: list[Act] = [act for act, _ in acts]
        self._weights = [weight for _, weight in acts]
        self.day.switch.play_for = 2.5
        self.day.switch.behavior = {"053186012345": "answers", "13900001111": "answers"}
        if faults:
            self.day.switch.latency = self.rng.choice([0.0, 0.0, 0.3, 1.5])
            self.day.switch.double = self.rng.choice([0.0, 0.02])

    @property
    def hours(self) -> float:
        return (self.day.clock.at - START) / timedelta(hours=1)

    def run(self, hours: float) -> None:
        """Raises `Failed` at the first thing that is not as it must be."""
        for _ in self.steps_of(hours):
            pass

    def steps_of(self, hours: float) -> Iterator[int]:
        """One step after another; gives its number. At the end the floor is emptied, and must be empty."""
        number, until = 0, START + timedelta(hours=hours)
        while self.day.clock.at < until:
            self._step(number)
            number += 1
            yield number
        self.steps.append("the end of the day")
        self._guarded(self._close_the_day)

    def _step(self, number: int) -> None:
        act = self.rng.choices(self._acts, self._weights)[0]
        pause = self.rng.choice([0.0, 0.0, 0.5, 2.0, 5.0, 20.0, 60.0]) * self.rng.random()
        pause *= self.pace if pause > 1.0 else 1.0  # what comes at once still comes at once
        name = getattr(act, "__name__", "act")
        at = (self.day.clock.at - START).total_seconds()
        self.steps.append(f"{number} at {at:.2f} s: {name}")

        def perform() -> None:
            if self._they_leave:
                self._lose_patience()
            try:
                told = act(self.day, self.rng, self.centers)
            except Refusal as refusal:
                told = f"refused: {refusal.code}"
            self.steps[-1] += f" {told}" if told else ""
            self.day.time_passes(pause)

        self.counts[name] += 1
        self._guarded(perform)

    def _lose_patience(self) -> None:
        day = self.day
        for leg_id in callers(day):
            it = day.engine.floor.board.of_leg(leg_id)
            if it is None or it.stage is not Stage.QUEUED or it.first_at is None:
                continue
            patience = self._patience.setdefault(leg_id, self._moods.choice(PATIENCE))
            if (day.clock.at - it.first_at).total_seconds() > patience:
                self.steps[-1] += f" {leg_id} has no patience left;"
                day.hangs_up(leg_id)

    def _guarded(self, perform: Callable[[], None]) -> None:
        try:
            perform()
        except Exception as problem:
            raise Failed(self.seed, self.hours, list(self.steps), problem) from problem

    def _close_the_day(self) -> None:
        """Everybody hangs up, the switch is there again: nothing may be left."""
        day = self.day
        day.switch.latency = day.switch.double = 0.0
        day.switch.fails.clear()
        if not day.switch.connected:
            day.socket_back()
        for leg in list(day.switch.legs.values()):
            if leg.source:
                day.hangs_up(leg.leg_id)
        day.time_passes(600)
        for _ in range(20):
            self._nobody_is_promised()
            for leg in list(day.switch.legs.values()):
                day.hangs_up(leg.leg_id)
            day.time_passes(60)
        assert not day.engine.floor.board.promises.open, "promises are left at the end"
        left = list(day.engine.floor.board.interactions.values())
        assert not left, f"left at the end: {[(it.id, it.stage) for it in left]}"
        day.watch.close()
        day.ship_all()
        assert list(day.database) == [fact.id for fact in day.facts], "the database has other facts"

    def _nobody_is_promised(self) -> None:
        for one in list(self.day.engine.floor.board.promises.open.values()):
            with contextlib.suppress(Refusal):
                self.day.do(CancelCallback, one.asked_by or "zhang", callback_id=one.id)


def _spoken_at(center: Center, pace: float) -> Center:
    """Words in the line come rarer where acts do."""
    queues = {
        key: msgspec.structs.replace(queue, announce_every=queue.announce_every * pace)
        for key, queue in center.queues.items()
    }
    return msgspec.structs.replace(center, queues=queues)

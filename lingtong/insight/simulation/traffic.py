"""The calls of a day, drawn: those who were recorded with what is not known of them, or all by chance."""

from collections import defaultdict
from collections.abc import Iterator
from math import log, sqrt
from random import Random

from lingtong.insight.simulation.model import (
    ENDLESS,
    INTERVAL,
    Arrival,
    Call,
    Factor,
    Generated,
    Recorded,
    Scenario,
    Volume,
)

PATIENCE_GUESS = 300.0  # seconds: what one hang-up more would have told, where hardly anybody hung up
HANDLING_GUESS = 180.0
BESIDE = 900.0  # seconds: a call that a change adds comes this near to one that was recorded


def draw(scenario: Scenario, seed: int) -> list[Call]:
    """In the order of arrival. The same seed gives a call the same luck, whatever else is changed."""
    if isinstance(scenario.source, Recorded):
        calls = list(_recorded(scenario, scenario.source, seed))
    else:
        calls = list(_generated(scenario, scenario.source, seed))
    calls.sort(key=lambda call: call.at)
    return calls


def patience_of(arrivals: list[Arrival]) -> float:
    """The mean patience that explains best who hung up, where it is exponential and answers cut it short."""
    waited = sum(arrival.waited for arrival in arrivals)
    left = sum(arrival.outcome == "abandoned" for arrival in arrivals)
    return (waited + PATIENCE_GUESS) / (left + 1)


class _Known:
    """What the recorded calls of a queue tell about those whose handling was not seen."""

    def __init__(self, arrivals: list[Arrival]) -> None:
        self.patience = patience_of(arrivals)
        self.handled = [
            (one.handling, one.after_call_work or 0.0) for one in arrivals if one.handling is not None
        ] or [(HANDLING_GUESS, 0.0)]


def _recorded(scenario: Scenario, source: Recorded, seed: int) -> Iterator[Call]:
    by_queue: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in source.arrivals:
        by_queue[arrival.queue_id].append(arrival)
    known = {queue_id: _Known(arrivals) for queue_id, arrivals in by_queue.items()}
    rng = Random(f"{seed} recorded")
    for arrival in source.arrivals:
        call, more = _call(arrival, known[arrival.queue_id], rng), rng.random()
        factor = scenario.factors.get(arrival.queue_id)
        if factor is None:
            yield call
        else:
            yield from _times(call, factor, more, rng.random(), scenario.length)


def _call(arrival: Arrival, known: _Known, rng: Random) -> Call:
    """Who was answered would have waited on for a time that has no memory of the time waited."""
    more, (handling, after) = rng.expovariate(1.0 / known.patience), rng.choice(known.handled)
    if arrival.handling is not None:
        handling, after = arrival.handling, arrival.after_call_work or 0.0
    return Call(
        at=arrival.at,
        queue_id=arrival.queue_id,
        priority=arrival.priority,
        handling=handling,
        after_call_work=after,
        patience=arrival.waited + (0.0 if arrival.outcome == "abandoned" else more),
        luck=rng.random(),
    )


def _times(call: Call, factor: Factor, chance: float, place: float, length: float) -> Iterator[Call]:
    """The call as often as its queue's volume says; what is added comes near it."""
    copies = int(factor.volume) + (chance < factor.volume % 1.0)
    for copy in range(copies):
        aside = BESIDE * (2.0 * ((place + copy * 0.618) % 1.0) - 1.0) if copy else 0.0
        yield Call(
            at=min(max(call.at + aside, 0.0), length),
            queue_id=call.queue_id,
            priority=call.priority,
            handling=call.handling * factor.handling,
            after_call_work=call.after_call_work * factor.handling,
            patience=call.patience * factor.patience,
            luck=(call.luck + copy * 0.618) % 1.0,
        )


def _generated(scenario: Scenario, source: Generated, seed: int) -> Iterator[Call]:
    for volume in source.volumes:
        rng = Random(f"{seed} {volume.queue_id}")
        factor = scenario.factors.get(volume.queue_id, Factor())
        draws = _Draws(volume, factor, rng)
        for at in _times_of_arrival(volume, factor.volume, rng):
            if at < scenario.length:
                yield draws.call(at)


def _times_of_arrival(volume: Volume, times: float, rng: Random) -> Iterator[float]:
    """A Poisson process whose rate changes every half hour: exponential steps through the expected number."""
    expected, interval, passed = rng.expovariate(1.0), 0, 0.0
    while interval < len(volume.calls):
        here = volume.calls[interval] * times
        if here <= 0 or expected > passed + here:
            passed, interval = passed + max(here, 0.0), interval + 1
        else:
            yield INTERVAL * (interval + (expected - passed) / here)
            expected += rng.expovariate(1.0)


class _Draws:
    def __init__(self, volume: Volume, factor: Factor, rng: Random) -> None:
        self._volume, self._factor, self._rng = volume, factor, rng
        variance = log(1.0 + volume.spread**2)
        self._center, self._deviation = log(volume.handling) - variance / 2.0, sqrt(variance)

    def call(self, at: float) -> Call:
        volume, rng = self._volume, self._rng
        if volume.shape == "exponential":
            handling = rng.expovariate(1.0 / volume.handling)
        else:
            handling = rng.lognormvariate(self._center, self._deviation)
        patience = rng.expovariate(1.0 / volume.patience) if volume.patience < ENDLESS else ENDLESS
        after = rng.expovariate(1.0 / volume.after_call_work) if volume.after_call_work > 0 else 0.0
        return Call(
            at=at,
            queue_id=volume.queue_id,
            priority=0,
            handling=handling * self._factor.handling,
            after_call_work=after * self._factor.handling,
            patience=patience * self._factor.patience,
            luck=rng.random(),
        )

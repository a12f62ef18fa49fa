"""A question answered: the day as it was, the day as it would be, both over the same seeds."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.live import decode_fact
from lingtong.foundation.db import Database
from lingtong.insight.simulation import store
from lingtong.insight.simulation.changes import Changes, apply
from lingtong.insight.simulation.errors import NothingRecorded, TooMuchTraffic
from lingtong.insight.simulation.model import Factor, Recorded, Scenario
from lingtong.insight.simulation.planned import MOST_CALLS, Traffic, planned
from lingtong.insight.simulation.recorded import KINDS, Recording
from lingtong.insight.simulation.results import Sheet, sheet_of
from lingtong.insight.simulation.tally import Tally
from lingtong.insight.simulation.traffic import draw
from lingtong.insight.simulation.world import World

MOST_PLAYED = 1_000_000  # calls, over all seeds and both days
BEFORE = timedelta(hours=16)  # agents who signed in before midnight
AFTER = timedelta(hours=4)  # calls that end after it
QUEUED = "interaction.queued"

Step = Literal["reading", "playing", "comparing"]
Tell = Callable[[Step, float], None]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the simulating process is given. Either a `day` (YYYY-MM-DD) or `traffic`; `now` ends today."""

    now: datetime
    tenant_id: str
    timezone: str
    center: Center
    day: str = ""
    traffic: Traffic | None = None
    changes: Changes = Changes()
    seeds: int = 5


class QueueName(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    number: str
    name: str
    name_en: str
    goal_seconds: float
    goal_share: float


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`truth`: what was counted on a recorded day. `agents`: how many had a shift. `took`: seconds."""

    day: str
    length: float
    calls: int
    seeds: int
    took: float
    agents: int
    agents_changed: int
    queues: tuple[QueueName, ...]
    base: Sheet
    changed: Sheet | None = None
    truth: Sheet | None = None


def center_of(center: Center, tenant_id: str) -> Center:
    """What a simulated day needs of one tenant."""

    def own(items: dict[str, msgspec.Struct]) -> dict[str, msgspec.Struct]:
        return {key: one for key, one in items.items() if getattr(one, "tenant_id", "") == tenant_id}

    return Center(
        tenants={key: one for key, one in center.tenants.items() if key == tenant_id},
        agents=own(center.agents),  # type: ignore[arg-type]
        skills=own(center.skills),  # type: ignore[arg-type]
        queues=own(center.queues),  # type: ignore[arg-type]
        calendars=own(center.calendars),  # type: ignore[arg-type]
    )


def day_starts(day: str, timezone: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), clock_time(), ZoneInfo(timezone)).astimezone(UTC)


async def answer(question: Question, database: Database | None, tell: Tell) -> Answer:
    """Refused with `NothingRecorded`, `ChangeRefused` or `TooMuchTraffic`. Busy for seconds: own process."""
    began, truth = time.monotonic(), None
    tell("reading", 0.0)
    if question.traffic is not None:
        start = day_starts(question.now.date().isoformat(), question.timezone)
        scenario = planned(question.traffic, question.center, start, question.tenant_id)
    else:
        assert database is not None
        scenario, truth = await _read(question, database)
    changed = apply(question.changes, scenario) if not question.changes.is_empty else None
    seeds = _affordable(question.seeds, scenario, changed)
    half = 0.5 if changed is not None else 1.0
    base_tallies = _play(scenario, seeds, lambda share: tell("playing", share * half))
    changed_tallies = (
        _play(changed, seeds, lambda share: tell("comparing", half + share * half)) if changed else []
    )
    return Answer(
        day=question.day,
        length=scenario.length,
        calls=sum(count.offered for row in base_tallies[0].counts.values() for count in row),
        seeds=seeds,
        took=round(time.monotonic() - began, 2),
        agents=len(scenario.shifts),
        agents_changed=len(changed.shifts) if changed else len(scenario.shifts),
        queues=_names((changed or scenario).center),
        base=sheet_of(base_tallies, scenario.center),
        changed=sheet_of(changed_tallies, changed.center) if changed else None,
        truth=sheet_of([truth], scenario.center) if truth else None,
    )


def _play(scenario: Scenario, seeds: int, progress: Callable[[float], None]) -> list[Tally]:
    tallies = []
    for seed in range(seeds):
        world = World(scenario, draw(scenario, seed))
        tallies.append(world.play(lambda share, seed=seed: progress((seed + share) / seeds)))  # type: ignore[misc]
        progress((seed + 1) / seeds)
    return tallies


def _affordable(seeds: int, scenario: Scenario, changed: Scenario | None) -> int:
    """How often the days are played: fewer times where they are long."""
    days = [_calls(scenario), *([_calls(changed)] if changed is not None else [])]
    if max(days) > MOST_CALLS:
        raise TooMuchTraffic(f"More than {MOST_CALLS} calls in a day are too many to play.", most=MOST_CALLS)
    return max(min(seeds, int(MOST_PLAYED / max(sum(days), 1.0))), 1)


def _calls(scenario: Scenario) -> float:
    """With what a change does to the volumes of the queues."""
    if isinstance(scenario.source, Recorded):
        by_queue = Counter[str](arrival.queue_id for arrival in scenario.source.arrivals)
        expected = [(queue_id, float(count)) for queue_id, count in by_queue.items()]
    else:
        expected = [(volume.queue_id, sum(volume.calls)) for volume in scenario.source.volumes]
    return sum(count * scenario.factors.get(queue_id, Factor()).volume for queue_id, count in expected)


async def _read(question: Question, database: Database) -> tuple[Scenario, Tally]:
    start = day_starts(question.day, question.timezone)
    following = date.fromisoformat(question.day) + timedelta(days=1)
    ends = min(day_starts(following.isoformat(), question.timezone), question.now)
    recording = Recording(question.center, start, max((ends - start).total_seconds(), 1.0))
    async with database.reading(question.tenant_id) as reader:
        async for page in store.facts_between(reader.session, start - BEFORE, ends + AFTER, KINDS):
            for body in page:
                recording.take(decode_fact(body))
    scenario = recording.scenario()
    if not isinstance(scenario.source, Recorded) or not scenario.source.arrivals:
        raise NothingRecorded(f"No call in any queue is recorded on {question.day}.", day=question.day)
    return scenario, recording.finish()


def _names(center: Center) -> tuple[QueueName, ...]:
    return tuple(
        QueueName(
            id=queue.id,
            number=queue.number,
            name=queue.name,
            name_en=queue.name_en,
            goal_seconds=queue.goal_seconds,
            goal_share=queue.goal_share,
        )
        for queue in sorted(center.queues.values(), key=lambda queue: queue.number)
    )

"""The count that boards are held against finds what is wrong with them."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from bench.recount import Recount, day_of, shown_in
from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.live.figures import AgentCounters, Counted, FiguresChanged, QueueFigures
from lingtong.foundation.journal import Fact
from lingtong.interactions.events import InteractionArrived, InteractionQueued, QueueLeft

pytestmark = pytest.mark.model
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ONE_CALL = Counted(offered=1, answered=1, asa=2.5, within_goal=1)
NOBODY = Counted()


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def count() -> Recount:
    known = {"tenant_id": "t", "id": "f"}
    call = {**known, "interaction_id": "i"}
    facts: list[Fact] = [
        msgspec.convert({**known, **body}, type=kind)
        for kind, body in (
            (
                AgentStateChanged,
                {"agent_id": "a", "state": "ready", "before": "", "lasted": 0.0, "at": at(0)},
            ),
            (
                InteractionArrived,
                {**call, "at": at(1), "direction": "in", "ani": "1", "dnis": "2", "entry_point_id": "e"},
            ),
            (InteractionQueued, {**call, "at": at(1.5), "queue_id": "q", "priority": 0}),
            (QueueLeft, {**call, "at": at(4), "queue_id": "q", "outcome": "answered", "waited": 2.5}),
        )
    ]
    return Recount(facts)


def queue(moment: float, waiting: int, counted: Counted) -> FiguresChanged:
    one = QueueFigures(
        queue_id="q",
        number="3001",
        name="q",
        waiting=waiting,
        oldest_queued_at=at(1.5) if waiting else None,
        interval_starts=NOON,
        interval=counted,
        today=counted,
    )
    return FiguresChanged(at=at(moment), queues=(one,))


def lags(count: Recount, view: FiguresChanged) -> list[float | None]:
    shown = view.at.timestamp()
    return [count.history(key).lag("board", shown, value) for key, value in shown_in(view)]


def test_what_is_right_has_no_lag_and_what_was_right_has_one(count: Recount) -> None:
    assert lags(count, queue(2, 1, Counted(offered=1))) == [0, 0, 0]
    assert lags(count, queue(6, 1, Counted(offered=1))) == [2, 2, 2]
    assert lags(count, queue(6, 0, ONE_CALL)) == [0, 0, 0]
    assert day_of(at(0)) == datetime(2026, 11, 22, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "view",
    [
        queue(2, 2, Counted(offered=1)),
        queue(2, 0, ONE_CALL),  # before it has happened
        queue(6, 0, Counted(offered=1, answered=1, asa=2.6, within_goal=1)),
        queue(6, 0, Counted(offered=1, abandoned=1)),
        FiguresChanged(at=at(2), counters=AgentCounters(ready=1, talking=1)),
    ],
)
def test_what_was_never_so_is_found(count: Recount, view: FiguresChanged) -> None:
    assert None in lags(count, view)


def test_no_board_goes_back(count: Recount) -> None:
    assert None not in lags(count, queue(6, 0, ONE_CALL))
    assert None in lags(count, queue(7, 1, Counted(offered=1)))


def test_the_first_half_hour_of_a_day_is_not_the_day() -> None:
    midnight = day_of(NOON)
    later = midnight + timedelta(minutes=40)
    facts: list[Fact] = []
    for number, came in enumerate((midnight, later)):
        call = {"tenant_id": "t", "interaction_id": f"i{number}", "at": came}
        born = {**call, "id": f"a{number}", "direction": "in", "ani": "1", "dnis": "2", "entry_point_id": "e"}
        facts.append(msgspec.convert(born, type=InteractionArrived))
        queued = {**call, "id": f"q{number}", "queue_id": "q", "priority": 0}
        facts.append(msgspec.convert(queued, type=InteractionQueued))
    shown = QueueFigures(
        queue_id="q",
        number="3001",
        name="q",
        waiting=2,
        oldest_queued_at=midnight,
        interval_starts=midnight + timedelta(minutes=30),
        interval=Counted(offered=1),
        today=Counted(offered=2),
    )
    assert lags(Recount(facts), FiguresChanged(at=later + timedelta(seconds=1), queues=(shown,))) == [0, 0, 0]
    first = Recount(facts[:2])
    early = msgspec.structs.replace(shown, waiting=1, interval_starts=midnight, today=Counted(offered=1))
    assert lags(first, FiguresChanged(at=midnight + timedelta(seconds=1), queues=(early,))) == [0, 0, 0]

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.metrics import KINDS, Fold, Goal, occupancy, service_level
from lingtong.insight.reporting.metrics import fold as fold_module
from lingtong.interactions.events import (
    InteractionArrived,
    InteractionEnded,
    InteractionQueued,
    OfferEnded,
    PartyLeft,
    QueueLeft,
    WrapUpFinished,
    WrapUpUnfinished,
)

pytestmark = pytest.mark.model

SHANGHAI = "Asia/Shanghai"
MIDNIGHT = datetime(2026, 11, 20, 16, tzinfo=UTC)  # the 21st begins in Shanghai
TODAY, YESTERDAY = date(2026, 11, 21), date(2026, 11, 20)
GOAL = Goal(seconds=20, short_abandoned=5)


def fact(kind: type[Fact], at: float, **values: Any) -> Any:
    return kind(id="", tenant_id="t", at=MIDNIGHT + timedelta(seconds=at), **values)


def queued(at: float, call: str, queue: str = "q") -> Any:
    return fact(InteractionQueued, at, interaction_id=call, queue_id=queue, priority=0)


def left(at: float, call: str, waited: float, outcome: str, queue: str = "q") -> Any:
    return fact(QueueLeft, at, interaction_id=call, queue_id=queue, waited=waited, outcome=outcome)


def folded(*facts: Fact) -> Fold:
    fold = Fold(SHANGHAI)
    for one in facts:
        fold.take(one)
    return fold


def test_whom_we_call_back_is_not_offered_again_and_is_handled_like_all() -> None:
    """The agent is kept, the customer called first, and stands in the line until the two talk."""
    fold = folded(
        queued(0, "a"),
        left(30, "a", 30, "callback"),
        fact(InteractionArrived, 600, interaction_id="b", direction="out", ani="1", dnis="1", queue_id="q"),
        queued(620, "b"),
        left(625, "b", 5, "answered"),
        fact(OfferEnded, 625, interaction_id="b", agent_id="w", queue_id="q", outcome="answered", rang=5),
        fact(PartyLeft, 700, interaction_id="b", agent_id="w", leg_id="l", role="agent", talked=75, held=0),
        queued(700, "b", "other"),
    )
    today = fold.queue(TODAY, "q", GOAL)
    assert (today.offered, today.answered, today.abandoned, today.aht) == (1, 0, 0, 75)
    assert fold.queue(TODAY, "other", GOAL).offered == 1


def test_service_level_leaves_short_abandoned_out_and_says_nothing_of_nothing() -> None:
    assert service_level(within=8, answered=9, abandoned=3, short_abandoned=2) == 0.8
    assert service_level(0, 0, 2, 2) is None
    assert occupancy(0, 0) is None


def test_a_caller_who_arrived_before_midnight_counts_for_yesterday() -> None:
    fold = folded(queued(-10, "a"), left(5, "a", 15, "answered"))
    assert fold.queue(YESTERDAY, "q", GOAL).within_goal == 1
    assert fold.queue(TODAY, "q", GOAL).offered == 0


def test_handling_time_is_charged_to_the_queue_that_offered_the_call() -> None:
    about = {"interaction_id": "a", "agent_id": "wang"}
    fold = folded(
        queued(0, "a"),
        left(8, "a", 8, "answered"),
        fact(OfferEnded, 8, **about, queue_id="q", outcome="answered", rang=3),
        fact(PartyLeft, 108, **about, leg_id="l", role="agent", talked=80, held=20),
        fact(WrapUpUnfinished, 153, **about, queue_id="q", notes="", after_call_work=45),
        fact(WrapUpFinished, 900, **about, queue_id="q", notes="", disposition_id="d", after_call_work=45),
    )
    queue, agent = fold.queue(TODAY, "q", GOAL), fold.agent(TODAY, "wang", MIDNIGHT)
    assert (queue.handled, queue.aht, queue.asa) == (1, 145, 8)
    assert (agent.handled, agent.answered, agent.aht) == (1, 1, 145)


def test_time_in_a_state_is_split_at_midnight_and_runs_on_until_now() -> None:
    change = fact(
        AgentStateChanged, 100, agent_id="wang", state="talking", before="ready", lasted=160.0, cause="offer"
    )
    fold = folded(change)
    now = MIDNIGHT + timedelta(seconds=400)
    assert fold.agent(YESTERDAY, "wang", now).ready == 60
    today = fold.agent(TODAY, "wang", now)
    assert (today.ready, today.logged_in, today.occupancy) == (100, 400, 0.75)
    assert fold.agent(TODAY, "wang", now) == today  # asking changes nothing


def test_a_changed_goal_is_answered_from_the_same_waits() -> None:
    fold = folded(
        *(queued(n, str(n)) for n in range(4)), *(left(60, str(n), 10.0 * n, "answered") for n in range(4))
    )
    assert fold.queue(TODAY, "q", Goal(seconds=20)).service_level == 0.75
    assert fold.queue(TODAY, "q", Goal(seconds=5)).service_level == 0.25


def test_old_days_are_forgotten_and_open_callers_are_not() -> None:
    fold = folded(queued(-90_000, "old"), queued(1, "new"))
    fold.forget_before(TODAY)
    fold.take(left(9, "new", 8, "answered"))
    assert fold.queue(date(2026, 11, 19), "q", GOAL).offered == 0
    assert fold.queue(TODAY, "q", GOAL).answered == 1


def test_the_list_of_kinds_is_what_the_fold_takes() -> None:
    fold = Fold(SHANGHAI)
    taken = {*fold._takes, *fold.entry_points.takes}
    assert {msgspec.inspect.type_info(kind).tag for kind in taken} == set(KINDS)  # type: ignore[attr-defined]
    assert len(KINDS) == len(set(KINDS))
    assert fold_module.KINDS is KINDS


calls = st.lists(
    st.fixed_dictionaries(
        {
            "arrives": st.floats(-5000, 80_000),
            "waits": st.floats(0, 400),
            "queue": st.sampled_from(["q1", "q2"]),
            "outcome": st.sampled_from(["answered", "abandoned", "overflowed", "released"]),
            "agent": st.sampled_from(["wang", "zhang"]),
            "talked": st.floats(0, 600),
            "held": st.floats(0, 60),
            "worked": st.floats(0, 90),
        }
    ),
    max_size=40,
)


def facts_of(number: int, call: dict[str, Any]) -> list[Any]:
    name, queue, agent = f"call{number}", call["queue"], call["agent"]
    at = call["arrives"] + call["waits"]
    facts = [queued(call["arrives"], name, queue), left(at, name, call["waits"], call["outcome"], queue)]
    if call["outcome"] == "answered":
        about = {"interaction_id": name, "agent_id": agent}
        over = at + call["talked"] + call["held"]
        facts += [
            fact(OfferEnded, at, **about, queue_id=queue, outcome="answered", rang=1),
            fact(PartyLeft, over, **about, leg_id="l", role="agent", talked=call["talked"],
                 held=call["held"]),
            fact(InteractionEnded, over, interaction_id=name, result="handled", cause="normal",
                 clearing_party="customer", lasted=1.0),
            fact(WrapUpFinished, over + call["worked"], **about, queue_id=queue, disposition_id="d", notes="",
                 after_call_work=call["worked"]),
        ]  # fmt: skip
    return facts


@given(calls, st.floats(0, 300), st.floats(0, 30))
def test_the_fold_equals_a_count_by_hand(drawn: list[dict[str, Any]], seconds: float, short: float) -> None:
    goal = Goal(seconds=seconds, short_abandoned=short)
    stream = sorted(
        (one for n, call in enumerate(drawn) for one in facts_of(n, call)), key=lambda one: one.at
    )
    fold = folded(*stream)
    by_hand: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in drawn:
        if 0 <= round(call["arrives"] * 1e6) < 86_400 * 1e6:
            by_hand[call["queue"]].append(call)
    for queue in ("q1", "q2"):
        mine = by_hand[queue]
        answered = [call for call in mine if call["outcome"] == "answered"]
        gone = [call for call in mine if call["outcome"] == "abandoned"]
        short_gone = sum(call["waits"] < short for call in gone)
        base = len(answered) + len(gone) - short_gone
        found = fold.queue(TODAY, queue, goal)
        assert (found.offered, found.answered, found.abandoned) == (len(mine), len(answered), len(gone))
        assert found.service_level == (sum(c["waits"] <= seconds for c in answered) / base if base else None)
        assert found.asa == pytest.approx(
            sum(c["waits"] for c in answered) / len(answered) if answered else None
        )
        worked = sum(c["talked"] + c["held"] + c["worked"] for c in answered)
        assert found.aht == pytest.approx(worked / len(answered) if answered else None)


changes = st.lists(
    st.tuples(
        st.sampled_from(["ready", "talking", "after_call_work", "not_ready", "reserved"]), st.floats(1, 9000)
    ),
    min_size=1,
    max_size=25,
)


@given(changes)
def test_occupancy_of_two_days_together_is_that_of_all_time(spells: list[tuple[str, float]]) -> None:
    fold, at, before, lasted = Fold(SHANGHAI), -7000.0, "logged_out", 0.0
    spent: dict[str, float] = defaultdict(float)
    for state, lasts in [*spells, ("logged_out", 1.0)]:
        fold.take(fact(AgentStateChanged, at, agent_id="w", state=state, before=before, lasted=lasted))
        at, before, lasted = at + lasts, state, lasts
        spent[state] += lasts
    days = [date(2026, 11, 20) + timedelta(days=n) for n in range(5)]
    found = [fold.agent(day, "w", MIDNIGHT + timedelta(days=4)) for day in days]
    assert sum(one.ready for one in found) == pytest.approx(spent["ready"], abs=0.01)
    del spent["logged_out"]
    assert sum(one.logged_in for one in found) == pytest.approx(sum(spent.values()), abs=0.01)

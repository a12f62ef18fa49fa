"""The rules of a queue on the whole floor; each alone is tested at the router."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.ivr.graph import SetNode
from lingtong.floor.live import commands as ask
from lingtong.floor.routing.config import Ring
from lingtong.floor.testing import FakeFloor, demo_center
from lingtong.interactions.events import OfferEnded, OfferMade

pytestmark = pytest.mark.room
replace = msgspec.structs.replace


def ruled(center: Center | None = None, queue: str = "fault", **rules: Any) -> Center:
    center = center or demo_center()
    return replace(center, queues={**center.queues, queue: replace(center.queues[queue], **rules)})


def with_agent(center: Center, name: str, **fields: Any) -> Center:
    changed: AgentConfig = replace(center.agents[name], **fields)
    return replace(center, agents={**center.agents, name: changed})


def a_day(folder: Path, center: Center) -> FakeFloor:
    return FakeFloor(center, folder)


def ended(day: FakeFloor) -> list[tuple[str, str]]:
    return [(fact.agent_id, fact.outcome) for fact in day.facts if isinstance(fact, OfferEnded)]


def why(day: FakeFloor) -> list[str]:
    made = next(fact for fact in reversed(day.facts) if isinstance(fact, OfferMade))
    return [why.code for why in made.because]


def test_the_first_to_answer_wins_and_the_others_stop_ringing_and_stay_ready(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(choice="ring_all"))
    day.agent_ready("zhang")
    day.agent_ready("wang")
    caller = day.caller_waits()
    assert day.rings("zhang")
    assert day.rings("wang")
    assert why(day) == ["ring_all"]
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")
    assert not day.rings("zhang")
    assert day.state_of("zhang") == "ready"
    assert ended(day) == [("wang", "answered"), ("zhang", "withdrawn")]


def test_one_declines_and_it_rings_on_at_the_other(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(choice="ring_all"))
    day.agent_ready("zhang")
    day.agent_ready("wang")
    caller = day.caller_waits()
    day.do(ask.Decline, "zhang")
    assert day.state_of("zhang") == "not_ready"
    assert day.rings("wang")
    assert day.line("fault") == [caller]
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")


def test_nobody_answers_and_the_caller_keeps_the_place(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(choice="ring_all", unanswered="keep"))
    day.agent_ready("zhang")
    day.agent_ready("wang")
    first, second = day.caller_waits(), day.caller_waits()
    day.time_passes(16)
    assert day.line("fault") == [first, second]
    assert ended(day) == [("zhang", "no_answer"), ("wang", "no_answer")]
    day.time_passes(2)
    assert day.rings("zhang")
    assert len(day.call(first).offers) == 2


def test_the_caller_hangs_up_while_it_rings_at_all(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(choice="ring_all"))
    day.agent_ready("zhang")
    day.agent_ready("wang")
    day.hangs_up(day.caller_waits())
    assert {outcome for _, outcome in ended(day)} == {"withdrawn"}
    assert {day.state_of("zhang"), day.state_of("wang")} == {"ready"}


def test_all_ring_on_through_a_death_of_the_engine(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(choice="ring_all"))
    day.agent_ready("zhang")
    day.agent_ready("wang")
    caller = day.caller_waits()
    day.crash()
    day.start()
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    assert ended(day)[-1] == ("wang", "withdrawn")
    assert not day.rings("wang")


def test_a_restart_does_not_begin_the_turns_anew(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(choice="round_robin", declined="keep"))
    for name in ("zhang", "wang", "sun"):
        day.agent_ready(name)
    asked = []
    for _ in range(6):
        day.hangs_up(day.caller_waits())
        asked.append(ended(day)[-1][0])
        day.crash()
        day.start()
        for name in ("zhang", "wang"):
            day.phone(name, reachable=True)
        day.time_passes(5)
    assert asked[:3] == asked[3:]
    assert len(set(asked)) == 3


def test_whom_a_removed_queue_has_asked_is_forgotten(tmp_path: Path) -> None:
    center = ruled(choice="round_robin")
    day = a_day(tmp_path, center)
    day.agent_ready("zhang")
    day.hangs_up(day.caller_waits())
    assert list(day.engine.floor.board.in_turn.asked) == ["fault:zhang"]
    queues = {key: queue for key, queue in center.queues.items() if key != "fault"}
    day.reconfigure(replace(center, queues=queues))
    assert not day.engine.floor.board.in_turn.asked


def test_a_wider_ring_opens_by_itself(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(rings=(Ring(after=20, skills={"fault": 1}),)))
    day.agent_ready("liu")
    caller = day.caller_waits()
    day.time_passes(15)
    assert not day.rings("liu")
    day.time_passes(6)
    assert day.rings("liu")
    assert why(day) == ["longest_idle", "ring"]
    day.answers("liu")
    assert day.hear_each_other(caller, "liu")


def test_another_queue_lends_its_agents_while_nobody_waits_there(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(rings=(Ring(after=20, borrow=("billing",)),)))
    day.agent_ready("chen")
    day.caller_waits()
    day.time_passes(21)
    assert day.rings("chen")
    assert why(day) == ["longest_idle", "ring", "borrowed"]


def talk_once(day: FakeFloor, name: str, caller: str) -> None:
    day.answers(name)
    assert day.hear_each_other(caller, name)
    day.hangs_up(caller)
    day.do(ask.WrapUp, name, disposition_id="done")


@pytest.mark.parametrize("dies", [False, True])
def test_a_customer_meets_the_agent_of_last_time_again(tmp_path: Path, dies: bool) -> None:
    day = a_day(tmp_path, ruled(last_agent=True, hold_for=30))
    day.agent_ready("zhang")
    talk_once(day, "zhang", day.caller_waits())
    day.agent_ready("wang")
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    if dies:
        day.crash()
        day.start()
    day.caller_waits()
    day.time_passes(10)
    assert not day.rings("wang")
    day.do(ask.SetReady, "zhang")
    assert day.rings("zhang")
    assert why(day) == ["last_agent"]


def test_the_hold_for_the_last_agent_ends_when_that_agent_signs_out(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(last_agent=True, hold_for=300))
    day.agent_ready("zhang")
    talk_once(day, "zhang", day.caller_waits())
    day.agent_ready("wang")
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    day.caller_waits()
    day.time_passes(10)
    assert not day.rings("wang")
    day.do(ask.LogOut, "zhang")
    assert day.rings("wang")


def test_after_the_days_of_the_queue_the_last_agent_is_one_of_all(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled(last_agent=True, last_agent_days=1, hold_for=30))
    day.agent_ready("zhang")
    talk_once(day, "zhang", day.caller_waits())
    day.agent_ready("wang")
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    day.time_passes(86_400)
    day.agent_ready("wang")
    day.caller_waits()
    assert day.rings("wang")


def test_attached_data_names_the_dedicated_agent(tmp_path: Path) -> None:
    center = demo_center()
    main = center.flows["main"]
    named = SetNode(values={"dedicated_agent": "1002"}, next="to_fault")
    day = a_day(
        tmp_path, replace(center, flows={"main": replace(main, nodes={**main.nodes, "fault": named})})
    )
    day.agent_ready("zhang")
    day.time_passes(5)
    day.agent_ready("wang")
    day.caller_waits()
    assert day.rings("wang")
    assert why(day) == ["dedicated_agent"]


def test_callers_of_a_region_get_its_agents_first(tmp_path: Path) -> None:
    center = with_agent(ruled(by_region=True), "wang", regions=("山东省",))
    day = a_day(tmp_path, center)
    day.agent_ready("zhang")
    day.time_passes(5)
    day.agent_ready("wang")
    day.caller_waits(ani="053112345678")
    assert day.rings("wang")
    assert why(day) == ["region"]


def test_only_who_holds_the_certificate_gets_the_call(tmp_path: Path) -> None:
    day = a_day(
        tmp_path, with_agent(ruled(qualification="高压操作"), "wang", qualifications={"高压操作": ""})
    )
    day.agent_ready("zhang")
    caller = day.caller_waits()
    assert not day.rings("zhang")
    day.agent_ready("wang")
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")


@pytest.mark.parametrize(
    ("rule", "state", "again"),
    [("not_ready", "not_ready", None), ("pause", "ready", 11), ("keep", "ready", 3)],
)
def test_what_declining_means_is_the_queues_own_rule(
    tmp_path: Path, rule: str, state: str, again: int | None
) -> None:
    day = a_day(tmp_path, ruled(declined=rule))
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.do(ask.Decline, "zhang")
    assert day.state_of("zhang") == state
    assert not day.rings("zhang")
    assert day.line("fault") == [caller]
    day.time_passes(again or 60)
    assert day.rings("zhang") == (again is not None)


@pytest.mark.parametrize(("rule", "cause"), [("busy", "busy"), ("unreachable", "unreachable")])
def test_a_busy_or_unreachable_phone_may_make_its_agent_not_ready(
    tmp_path: Path, rule: str, cause: Any
) -> None:
    rules: dict[str, Any] = {rule: "not_ready"}
    day = a_day(tmp_path, ruled(**rules))
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.agent_hangs_up("zhang", cause)
    assert day.state_of("zhang") == "not_ready"
    assert day.seat("zhang").cause == cause
    assert day.line("fault") == [caller]


def test_an_unreachable_phone_gets_no_call_and_comes_back_by_itself(tmp_path: Path) -> None:
    day = a_day(tmp_path, ruled())
    day.agent_ready("zhang")
    day.phone("zhang", reachable=False)
    caller = day.caller_waits()
    day.time_passes(120)
    assert not [fact for fact in day.facts if isinstance(fact, OfferMade)]
    day.phone("zhang", reachable=True)
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")

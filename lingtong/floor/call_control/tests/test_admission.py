"""Who may stand in a line, and what becomes of those who may not or have waited too long."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.call_control import wait_of_next
from lingtong.floor.call_control.pace import GUESS, Pace
from lingtong.floor.live import commands as ask
from lingtong.floor.plans.config import Plan
from lingtong.floor.plans.events import PlanEnded, PlanStarted
from lingtong.floor.routing.config import AfterWait
from lingtong.floor.testing import TENANT, FakeFloor
from lingtong.interactions.events import InteractionEnded
from lingtong.kit import Refusal
from lingtong.switch.commands import ClearLeg, Play

pytestmark = pytest.mark.room


def with_queue(day: FakeFloor, queue_id: str = "fault", **fields: Any) -> None:
    queue = msgspec.structs.replace(day.center.queues[queue_id], **fields)
    day.reconfigure(msgspec.structs.replace(day.center, queues={**day.center.queues, queue_id: queue}))


def with_plan(day: FakeFloor, **fields: Any) -> None:
    plan = Plan(id="storm", tenant_id=TENANT, name="Storm", **fields)
    day.reconfigure(msgspec.structs.replace(day.center, plans={"storm": plan}))


def said(day: FakeFloor, leg_id: str) -> list[str]:
    plays = (sent for sent in day.switch.sent if isinstance(sent, Play) and sent.leg_id == leg_id)
    return [name.removeprefix("prompt:") for sent in plays for name in sent.media]


# --- caps


def test_a_full_queue_gives_a_reason(day: FakeFloor) -> None:
    with_queue(day, max_waiting=1)
    first, second = day.caller_waits(), day.caller_waits()
    day.time_passes(4)
    assert said(day, second)[-1] == "queue_full"
    assert second not in day.switch.legs
    assert day.line("fault") == [first]


def test_a_full_queue_offers_a_call_back_and_says_the_reason_again(day: FakeFloor) -> None:
    with_queue(day, max_waiting=1, callback="agent_first")
    day.caller_waits()
    second, third = day.caller_waits(ani="13900002222"), day.caller_waits(ani="13900001111")
    assert said(day, second)[-3:][0] != "queue_full"
    assert "queue_full" in said(day, second)
    day.press(second, "1")
    assert [one.origin for one in day.engine.floor.board.promises.open.values()] == ["refused"]
    day.press(third, "0")
    assert day.call(third).last_word == "queue_full"


def test_callbacks_do_not_fill_the_line(day: FakeFloor) -> None:
    with_queue(day, max_waiting=1, callback="agent_first")
    first = day.caller_waits(ani="13900002222")
    day.press(first, "1")
    day.press(first, "1")
    second = day.caller_waits()
    assert day.line("fault") == [second]


def test_the_expected_wait_is_capped_by_what_the_agents_really_need(day: FakeFloor) -> None:
    with_queue(day, max_expected_wait=120.0, after_call_work=0.0)
    day.agent_ready("zhang")
    first = day.caller_waits()
    day.answers("zhang")
    assert day.call(day.caller_waits()).last_word == "wait_too_long"
    day.time_passes(20)
    day.hangs_up(first)
    assert day.engine.floor.board.paces.mean("fault") == pytest.approx((GUESS + 20) / 2, abs=3)
    busy = day.caller_waits()
    day.answers("zhang")
    waiting = day.caller_waits()
    assert day.line("fault") == [waiting]
    assert day.call(busy).owner == "zhang"


def test_nobody_can_say_how_long_it_takes_while_all_are_on_a_break(day: FakeFloor) -> None:
    with_queue(day, heavy_load_wait=600.0)
    day.agent_ready("zhang")
    day.do(ask.SetNotReady, "zhang", reason_id="meal")
    board = day.engine.floor.board
    assert wait_of_next(board, "fault") is None
    caller = day.caller_waits()
    assert "heavy_load" in said(day, caller)
    assert day.line("fault") == [caller]
    day.agent_ready("wang")
    day.answers("wang")
    assert wait_of_next(board, "fault") == GUESS
    day.do(ask.SetNotReady, "wang", reason_id="meal")
    assert wait_of_next(board, "fault") is None


def test_the_pace_follows_the_day_and_survives_a_restart(day: FakeFloor) -> None:
    pace = Pace(queue_id="q")
    for _ in range(300):
        pace.took(60.0)
    assert pace.mean == pytest.approx(60.0, abs=0.1)
    with_queue(day, after_call_work=0.0)
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.time_passes(20)
    day.hangs_up(caller)
    before = day.engine.floor.board.paces.mean("fault")
    day.crash()
    day.start()
    assert day.engine.floor.board.paces.mean("fault") == before != GUESS


# --- nobody there


@pytest.mark.parametrize("rule", ["overflow", "number", "hang_up"])
def test_a_queue_without_agents(day: FakeFloor, rule: str) -> None:
    with_queue(day, no_agents=rule, no_agents_number="053186012345", overflow_queue="billing")
    caller = day.caller_waits()
    if rule == "overflow":
        assert day.line("billing") == [caller]
    elif rule == "number":
        day.switch.pick_up(leg_id := day.switch.leg_at("number:053186012345").leg_id)  # type: ignore[union-attr]
        day.settle()
        assert leg_id in day.switch.hears(caller)
    else:
        assert day.call(caller).last_word == "no_agents"


def test_with_an_agent_signed_in_the_caller_waits(day: FakeFloor) -> None:
    with_queue(day, no_agents="hang_up")
    day.agent_logs_in("zhang")
    caller = day.caller_waits()
    assert day.line("fault") == [caller]


# --- after a wait


def test_rules_follow_one_another(day: FakeFloor) -> None:
    rules = (
        AfterWait(after=20, do="number", target="053186012345"),
        AfterWait(after=40, do="queue", target="billing"),
    )
    with_queue(day, after_wait=rules)
    day.switch.behavior["053186012345"] = "busy"
    caller = day.caller_waits()
    day.time_passes(19)
    assert day.switch.leg_at("number:053186012345") is None
    day.time_passes(3)
    assert day.line("fault") == [caller], "nobody answered there: back in line"
    with_queue(day, after_wait=rules[1:])
    day.time_passes(60)
    assert day.line("billing") == [caller]


def test_a_long_wait_ends_with_a_word_or_a_question(day: FakeFloor) -> None:
    with_queue(
        day,
        callback="agent_first",
        callback_after=600.0,
        after_wait=(AfterWait(after=30, do="callback"), AfterWait(after=90, do="hang_up", target="goodbye")),
    )
    first, second = day.caller_waits(ani="13900001111"), day.caller_waits(ani="13900002222")
    day.time_passes(32)
    assert day.call(first).asking is not None
    day.press(first, "1")
    day.time_passes(5)
    assert first not in day.switch.legs
    day.time_passes(70)
    assert second not in day.switch.legs
    assert said(day, second)[-1] == "goodbye"


def test_no_rule_takes_a_caller_from_an_agent_on_the_way(day: FakeFloor) -> None:
    with_queue(day, after_wait=(AfterWait(after=20, do="hang_up"),))
    caller = day.caller_waits()
    day.time_passes(15)
    day.agent_ready("zhang")
    day.time_passes(10)
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")


# --- a full switch


def test_beyond_the_room_of_the_switch_callers_hear_why(day: FakeFloor) -> None:
    day.engine.floor.board.most_legs = 40
    legs = [day.caller_dials() for _ in range(30)]
    heard = [leg for leg in legs if leg in day.switch.legs and "lines_full" in said(day, leg)]
    cleared = [sent for sent in day.switch.sent if isinstance(sent, ClearLeg) and sent.cause == "congestion"]
    living = [leg for leg in legs if leg in day.switch.legs and leg not in heard]
    assert len(living) == 18
    assert len(heard) == 4
    assert len(cleared) == 8
    day.time_passes(5)
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["refused"] * 4


# --- plans


def test_a_plan_shortens_the_menu_and_ends_by_itself(day: FakeFloor) -> None:
    flow = msgspec.structs.replace(day.center.flows["main"], id="short", name="Short", start="to_fault")
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, "short": flow}))
    with_plan(day, flows={"main": "short"}, most_hours=1.0)
    day.do(ask.StartPlan, "zhang", plan_id="storm")
    caller = day.caller_dials()
    assert day.line("fault") == [caller]
    day.crash()
    day.start()
    assert "storm" in day.engine.floor.board.plans.running
    day.time_passes(3600)
    other = day.caller_dials()
    assert other not in day.line("fault")
    assert [fact.why for fact in day.facts if isinstance(fact, PlanEnded)] == ["time_up"]


def test_a_plan_opens_the_overflow_where_callers_are_served_sooner(day: FakeFloor) -> None:
    with_plan(day, overflow={"fault": "billing"})
    day.do(ask.StartPlan, "zhang", plan_id="storm")
    day.agent_ready("zhang")
    day.do(ask.SetReady, "zhang")
    first = day.caller_waits()
    assert day.call(first).last_queue == "fault"
    day.agent_ready("chen")
    second = day.caller_waits()
    assert day.call(second).last_queue == "billing"
    day.do(ask.EndPlan, "zhang", plan_id="storm")
    assert day.call(day.caller_waits()).last_queue == "fault"


def test_a_plan_says_that_it_will_take_long_and_takes_callbacks_only(day: FakeFloor) -> None:
    with_queue(day, "billing", callback="agent_first")
    with_plan(day, heavy_load=("fault",), callbacks_only=("billing",))
    day.do(ask.StartPlan, "zhang", plan_id="storm")
    caller, other = day.caller_waits("fault"), day.caller_waits("billing", ani="13900002222")
    assert said(day, caller)[-1] == "heavy_load"
    day.time_passes(4)
    assert day.switch.legs[caller].music
    assert day.line("billing") == []
    day.press(other, "1")
    assert len(day.engine.floor.board.promises.open) == 1


def test_a_plan_that_is_removed_ends(day: FakeFloor) -> None:
    with_plan(day, heavy_load=("fault",))
    day.do(ask.StartPlan, "zhang", plan_id="storm")
    day.reconfigure(msgspec.structs.replace(day.center, plans={}))
    assert [type(fact) for fact in day.facts if isinstance(fact, PlanStarted | PlanEnded)] == [
        PlanStarted,
        PlanEnded,
    ]
    with pytest.raises(Refusal) as refused:
        day.do(ask.StartPlan, "zhang", plan_id="storm")
    assert refused.value.code == "plan.unknown"

"""Virtual hold: who hangs up keeps the place and is called back in turn, once, by a free agent."""

import msgspec
import pytest

from lingtong.floor.call_control.tests.promising import (
    ANN,
    BOB,
    asks,
    phone_of,
    promised,
    said,
    told,
    with_queue,
)
from lingtong.floor.callbacks.events import CallbackDelayed, CallbackEnded, CallbackStarted
from lingtong.floor.callbacks.model import State
from lingtong.floor.ivr.graph import CallbackNode
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import InteractionArrived, InteractionEnded, QueueLeft
from lingtong.kit import Refusal

pytestmark = pytest.mark.room


@pytest.fixture(autouse=True)
def calls_back(day: FakeFloor) -> None:
    with_queue(day, callback="agent_first", dispositions=())


# --- keeps the place


def test_who_asks_in_line_is_called_back_in_turn(day: FakeFloor) -> None:
    asks(day, ANN)
    later = day.caller_waits(ani=BOB)
    day.agent_ready("zhang")
    assert not day.call(later).offers
    day.answers("zhang")
    assert phone_of(day)
    day.switch.pick_up(phone_of(day))
    day.settle()
    assert day.hear_each_other(phone_of(day), "zhang")
    assert day.line("fault") == [later]


def test_who_was_there_before_is_served_before(day: FakeFloor) -> None:
    first = day.caller_waits(ani=BOB)
    asks(day, ANN)
    day.agent_ready("zhang")
    assert day.call(first).offers


def test_callbacks_that_are_for_quiet_times_are_made_only_when_nobody_waits(day: FakeFloor) -> None:
    with_queue(day, callback="agent_first", dispositions=(), callback_idle=True)
    asks(day, ANN)
    later, elsewhere = day.caller_waits(ani=BOB), day.caller_waits("billing")
    day.agent_ready("zhang")
    assert day.call(later).offers, "who came after it, and waits on the telephone"
    day.agent_ready("wang")
    assert day.call(elsewhere).offers, "also in another line of the same agent"
    day.agent_ready("chen")
    assert not told(day, CallbackStarted)
    day.agent_ready("liu")
    assert not told(day, CallbackStarted), "serves the queue, and has too little skill"
    day.agent_ready("sun")
    assert [one.state for one in promised(day)] == [State.CALLING]


def test_one_that_somebody_wants_made_now_goes_first_all_the_same(day: FakeFloor) -> None:
    with_queue(day, callback="agent_first", dispositions=(), callback_idle=True)
    callback_id = asks(day, ANN)
    later = day.caller_waits(ani=BOB)
    day.engine.do(ask.CallbackNow(tenant_id="demo", agent_id="wang", callback_id=callback_id))
    day.agent_ready("zhang")
    assert not day.call(later).offers
    assert [one.state for one in promised(day)] == [State.CALLING]


def test_the_call_back_is_a_contact_of_its_own_that_names_the_first(day: FakeFloor) -> None:
    asks(day)
    first = told(day, InteractionEnded)[0]
    assert first.result == "callback"
    assert told(day, QueueLeft)[0].outcome == "callback"
    day.agent_ready("zhang")
    begun = told(day, InteractionArrived)[-1]
    assert (begun.direction, begun.callback_of, begun.queue_id) == ("out", first.interaction_id, "fault")
    day.answers("zhang")
    day.switch.pick_up(phone_of(day))
    day.time_passes(30)
    day.agent_hangs_up("zhang")
    assert told(day, CallbackEnded)[-1].outcome == "done"
    assert told(day, InteractionEnded)[-1].result == "handled"
    assert promised(day) == []


def test_a_callback_holds_one_agent_as_a_call_does(day: FakeFloor) -> None:
    asks(day, ANN)
    asks(day, BOB)
    day.agent_ready("zhang")
    assert [one.state for one in promised(day)].count(State.CALLING) == 1
    day.agent_ready("wang")
    assert [one.state for one in promised(day)].count(State.CALLING) == 2


def test_it_survives_a_restart_with_its_place(day: FakeFloor) -> None:
    asks(day)
    later = day.caller_waits(ani=BOB)
    day.crash()
    day.start()
    day.agent_ready("zhang")
    assert not day.call(later).offers
    assert promised(day)[0].state is State.CALLING


def test_who_calls_again_and_is_served_is_not_called_back(day: FakeFloor) -> None:
    asks(day)
    with_queue(day, priority=0)
    again = day.caller_waits("billing", ani=ANN)
    day.agent_logs_in("chen")
    day.do(ask.SetReady, "chen")
    day.answers("chen")
    day.hangs_up(again)
    assert len(promised(day)) == 1, "another queue: another matter"
    with_queue(day, callback_calendar_id="nights")
    day.agent_ready("wang")
    direct = day.caller_waits(ani=ANN)
    day.answers("wang")
    day.hangs_up(direct)
    assert promised(day) == []
    assert told(day, CallbackEnded)[-1].why == "called_again"


# --- the questions


def test_it_is_offered_in_line_after_a_while(day: FakeFloor) -> None:
    with_queue(day, callback_after=40.0, announce_every=30.0)
    day.caller_waits()
    day.time_passes(39)
    assert "prompt:callback_offer" not in said(day)
    day.time_passes(2)
    assert "prompt:callback_offer" in said(day)


def test_another_number_can_be_typed(day: FakeFloor) -> None:
    caller = day.caller_waits()
    for key in "12" + BOB + "#" + "1":
        day.press(caller, key)
    assert [one.number for one in promised(day)] == [f"+86{BOB}"]


def test_a_caller_without_a_number_is_asked_for_one(day: FakeFloor) -> None:
    caller = day.caller_waits(ani="")
    day.press(caller, "1")
    assert "prompt:callback_type" in said(day)
    for key in "110#" + BOB:
        day.press(caller, key)
    assert "prompt:callback_not_possible" in said(day)
    day.press(caller, "#")
    day.press(caller, "1")
    assert [one.number for one in promised(day)] == [f"+86{BOB}"]


def test_who_changes_his_mind_or_says_nothing_waits_on_in_his_place(day: FakeFloor) -> None:
    first, second = day.caller_waits(ani=ANN), day.caller_waits(ani=BOB)
    day.press(first, "1")
    day.press(first, "0")
    day.press(second, "1")
    day.time_passes(40)
    assert day.line("fault") == [first, second]
    assert not day.call(first).asking
    assert not day.call(second).asking
    assert promised(day) == []


def test_an_agent_who_is_on_the_way_is_not_sent_back(day: FakeFloor) -> None:
    caller = day.caller_waits()
    day.press(caller, "1")
    day.agent_ready("zhang")
    day.press(caller, "1")
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    assert promised(day) == []


def test_no_callback_no_question(day: FakeFloor) -> None:
    with_queue(day, callback="no")
    caller = day.caller_waits()
    day.press(caller, "1")
    assert day.call(caller).asking is None


def test_the_question_is_put_again_after_a_restart(day: FakeFloor) -> None:
    caller = day.caller_waits()
    day.press(caller, "1")
    day.crash()
    day.start()
    day.press(caller, "1")
    assert len(promised(day)) == 1


def test_a_menu_can_offer_it(day: FakeFloor) -> None:
    flow = day.center.flows["main"]
    nodes = {**flow.nodes, "fault": CallbackNode(queue_id="fault", next="billing")}
    day.reconfigure(
        msgspec.structs.replace(day.center, flows={"main": msgspec.structs.replace(flow, nodes=nodes)})
    )
    caller = day.caller_waits()
    day.press(caller, "1")
    day.time_passes(5)
    assert [one.origin for one in promised(day)] == ["menu"]
    other = day.caller_waits(ani=BOB)
    day.press(other, "0")
    assert day.line("billing") == [other]


# --- the agent first


def test_an_agent_who_declines_gives_it_back_to_its_place(day: FakeFloor) -> None:
    asks(day)
    later = day.caller_waits(ani=BOB)
    day.agent_ready("zhang")
    day.do(ask.Decline, "zhang")
    assert promised(day)[0].state is State.WAITING
    assert not told(day, CallbackStarted)
    day.agent_ready("wang")
    assert promised(day)[0].state is State.CALLING
    assert not day.call(later).offers


@pytest.mark.parametrize(
    ("behavior", "after"), [("rings", 900.0), ("busy", 300.0), ("declines", 900.0), ("unreachable", 900.0)]
)
def test_who_is_not_reached_is_called_again_by_the_cause(day: FakeFloor, behavior: str, after: float) -> None:
    asks(day)
    day.switch.behavior[ANN] = behavior  # type: ignore[assignment]
    day.agent_ready("zhang")
    idle_since = day.seat("zhang").idle_since
    day.answers("zhang")
    day.time_passes(50)
    assert day.state_of("zhang") == "ready"
    assert day.seat("zhang").idle_since == idle_since
    delayed = told(day, CallbackDelayed)[-1]
    assert (delayed.due - delayed.at).total_seconds() == after
    day.switch.behavior[ANN] = "answers"
    day.time_passes((delayed.due - day.clock.at).total_seconds() + 1)
    day.answers("zhang")
    day.time_passes(5)
    assert day.hear_each_other(phone_of(day), "zhang")


def test_after_the_last_try_it_is_given_up(day: FakeFloor) -> None:
    with_queue(day, callback_tries=2, callback_again=60.0)
    asks(day)
    day.switch.behavior[ANN] = "busy"
    day.agent_ready("zhang")
    for _ in range(2):
        day.answers("zhang")
        day.time_passes(70)
    assert promised(day) == []
    assert [(fact.outcome, fact.why) for fact in told(day, CallbackEnded)] == [("failed", "tries_used")]


def test_an_agent_who_hangs_up_first_is_not_held_against_the_customer(day: FakeFloor) -> None:
    asks(day)
    day.agent_ready("zhang")
    day.answers("zhang")
    day.agent_hangs_up("zhang")
    assert promised(day)[0].tries == 0
    assert phone_of(day) == ""
    assert told(day, CallbackDelayed)[-1].cause == "agent"


# --- the customer first


def test_the_customer_first_hears_who_calls_and_is_joined(day: FakeFloor) -> None:
    with_queue(day, callback="customer_first")
    asks(day)
    day.agent_ready("zhang")
    assert day.state_of("zhang") == "reserved"
    assert not day.rings("zhang")
    with pytest.raises(Refusal):
        day.do(ask.Decline, "zhang")
    day.switch.pick_up(phone_of(day))
    day.settle()
    assert "prompt:callback_hello" in said(day)
    assert day.rings("zhang")
    day.answers("zhang")
    assert day.hear_each_other(phone_of(day), "zhang")
    day.hangs_up(phone_of(day))
    assert told(day, CallbackEnded)[-1].outcome == "done"


def test_the_customer_first_keeps_one_agent_also_where_all_are_rung(day: FakeFloor) -> None:
    with_queue(day, callback="customer_first", choice="ring_all")
    asks(day)
    with_queue(day, callback_calendar_id="nights")
    for name in ("zhang", "wang"):
        day.agent_ready(name)
    with_queue(day, callback_calendar_id="")
    day.do(ask.CallbackNow, "chen", callback_id=promised(day)[0].id)
    assert sorted(day.state_of(name) for name in ("zhang", "wang")) == ["ready", "reserved"]


def test_the_customer_first_does_not_answer(day: FakeFloor) -> None:
    with_queue(day, callback="customer_first")
    asks(day)
    day.agent_ready("zhang")
    day.time_passes(46)
    assert day.state_of("zhang") == "ready"
    assert promised(day)[0].state is State.SCHEDULED


def test_the_customer_first_and_the_agent_does_not_answer(day: FakeFloor) -> None:
    with_queue(day, callback="customer_first")
    asks(day)
    later = day.caller_waits(ani=BOB)
    day.agent_ready("zhang")
    day.switch.pick_up(phone_of(day))
    day.time_passes(16)
    assert day.state_of("zhang") == "not_ready"
    assert day.line("fault") == [phone_of(day), later]
    day.agent_ready("wang")
    day.answers("wang")
    assert day.hear_each_other(phone_of(day), "wang")


def test_the_customers_phone_rings_and_the_agents_goes(day: FakeFloor) -> None:
    with_queue(day, callback="customer_first")
    asks(day)
    day.agent_ready("zhang")
    day.phone("zhang", reachable=False)
    day.switch.pick_up(phone_of(day))
    day.settle()
    assert day.line("fault") == [phone_of(day)]
    day.agent_ready("wang")
    day.answers("wang")
    assert day.hear_each_other(phone_of(day), "wang")


def test_a_contact_that_no_agent_took_ends_when_the_customer_is_served_otherwise(day: FakeFloor) -> None:
    asks(day)
    day.agent_ready("zhang")
    day.do(ask.Decline, "zhang")
    again = day.caller_waits(ani=ANN)
    day.do(ask.Pull, "zhang", interaction_id=day.call(again).id)
    day.answers("zhang")
    assert len(day.engine.floor.board.interactions) == 2
    day.hangs_up(again)
    assert promised(day) == []
    assert [it.id for it in day.engine.floor.board.interactions.values()] == [
        day.seat("zhang").interaction_id
    ]

"""Promises are kept in our hours, to no number that is listed, once, and whatever happens in between."""

from datetime import timedelta

import msgspec
import pytest

from lingtong.floor.call_control.tests.promising import (
    ANN,
    BOB,
    asks,
    phone_of,
    promised,
    told,
    with_queue,
)
from lingtong.floor.callbacks.config import DoNotCall
from lingtong.floor.callbacks.events import CallbackAsked, CallbackDelayed, CallbackEnded, CallbackStarted
from lingtong.floor.callbacks.model import State
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import START, TENANT, FakeFloor
from lingtong.kit import Refusal

pytestmark = pytest.mark.room


@pytest.fixture(autouse=True)
def calls_back(day: FakeFloor) -> None:
    with_queue(day, callback="agent_first", dispositions=())


# --- hours, lists, duplicates, guards


def test_out_of_hours_nobody_is_called_and_the_place_is_kept(day: FakeFloor) -> None:
    with_queue(day, callback_calendar_id="nights")
    asks(day)
    day.agent_ready("zhang")
    day.time_passes(3600)
    assert not told(day, CallbackStarted)
    assert promised(day)[0].due == START.replace(hour=12)  # 20:00 in Shanghai
    day.time_passes((START.replace(hour=12) - day.clock.at).total_seconds() + 1)
    assert promised(day)[0].state is State.CALLING


def test_hours_that_end_while_it_waits(day: FakeFloor) -> None:
    asks(day)
    with_queue(day, callback_calendar_id="nights")
    day.agent_ready("zhang")
    assert day.state_of("zhang") == "ready"
    assert told(day, CallbackDelayed)[-1].cause == "closed"
    served = day.caller_waits(ani=BOB)
    assert day.call(served).offers, "the agent is free for others"


def test_a_number_on_the_list_is_never_called(day: FakeFloor) -> None:
    listed = DoNotCall(id="d1", tenant_id=TENANT, number=f"+86{ANN}")
    asks(day)
    day.reconfigure(msgspec.structs.replace(day.center, do_not_call={"d1": listed}))
    day.agent_ready("zhang")
    assert told(day, CallbackEnded)[-1].why == "do_not_call"
    with pytest.raises(Refusal) as refused:
        day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault")
    assert refused.value.code == "callback.number_not_called"


def test_the_same_customer_and_queue_is_one_callback(day: FakeFloor) -> None:
    first = asks(day)
    assert asks(day) == first
    day.agent_logs_in("zhang")
    day.do(ask.AskCallback, "zhang", number="138 0000 1111", queue_id="fault")
    assert len(promised(day)) == 1
    assert len(told(day, CallbackAsked)) == 1


@pytest.mark.parametrize("number", ["95598", "110", "1001", "+12125551234", "x"])
def test_numbers_that_are_not_called_back(day: FakeFloor, number: str) -> None:
    day.agent_logs_in("zhang")
    with pytest.raises(Refusal):
        day.do(ask.AskCallback, "zhang", number=number, queue_id="fault")


def test_a_number_is_not_called_without_end(day: FakeFloor) -> None:
    day.agent_logs_in("zhang")
    for _ in range(3):
        day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault")
        day.do(ask.CancelCallback, "zhang", callback_id=promised(day)[0].id)
    with pytest.raises(Refusal) as refused:
        day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault")
    assert refused.value.code == "callback.too_many"
    day.time_passes(3600)
    day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault")


def test_a_restart_forgets_no_promise_of_the_hour(day: FakeFloor) -> None:
    day.agent_logs_in("zhang")
    for _ in range(3):
        day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault")
        day.do(ask.CancelCallback, "zhang", callback_id=promised(day)[0].id)
        day.crash()
        day.start()
    with pytest.raises(Refusal) as refused:
        day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault")
    assert refused.value.code == "callback.too_many"
    day.time_passes(3600)
    day.do(ask.AskCallback, "zhang", number=BOB, queue_id="fault")
    assert [one.number for one in day.engine.floor.board.promises.promised.values()] == [f"+86{BOB}"]


def test_without_a_trunk_nobody_is_called(day: FakeFloor) -> None:
    asks(day)
    day.reconfigure(msgspec.structs.replace(day.center, trunks={}))
    day.agent_ready("zhang")
    assert day.state_of("zhang") == "ready"
    assert promised(day)[0].why == "no_trunk"


# --- by hand


def test_a_time_can_be_set_and_hurried(day: FakeFloor) -> None:
    day.agent_logs_in("zhang")
    due = day.clock.at + timedelta(hours=2)
    day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault", due=due)
    waiting = day.caller_waits(ani=BOB)
    day.do(ask.CallbackNow, "zhang", callback_id=promised(day)[0].id)
    day.do(ask.SetReady, "zhang")
    assert promised(day)[0].state is State.CALLING
    assert not day.call(waiting).offers


def test_it_is_called_at_the_time_that_was_set(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.do(ask.AskCallback, "zhang", number=ANN, queue_id="fault", due=day.clock.at + timedelta(hours=2))
    day.time_passes(7199)
    assert promised(day)[0].state is State.SCHEDULED
    day.time_passes(2)
    assert day.rings("zhang")


def test_it_can_be_cancelled_until_the_customers_phone_rings(day: FakeFloor) -> None:
    first = asks(day)
    asks(day, BOB)
    day.agent_ready("zhang")
    day.do(ask.CancelCallback, "wang", callback_id=first)
    assert [(one.number, one.state) for one in promised(day)] == [(f"+86{BOB}", State.CALLING)]
    day.answers("zhang")
    with pytest.raises(Refusal) as refused:
        day.do(ask.CancelCallback, "wang", callback_id=promised(day)[0].id)
    assert refused.value.code == "callback.not_now"


# --- who was lost


def test_who_gives_up_is_picked_up_where_the_queue_does_so(day: FakeFloor) -> None:
    with_queue(day, pick_up_abandoned=True)
    short, long = day.caller_waits(ani=BOB), day.caller_waits(ani=ANN)
    day.hangs_up(short)
    day.time_passes(20)
    day.hangs_up(long)
    assert [(one.number, one.origin) for one in promised(day)] == [(f"+86{ANN}", "abandoned")]


def test_when_the_switch_dies_those_who_waited_are_called_back(day: FakeFloor) -> None:
    day.caller_waits(ani=ANN)
    day.time_passes(2)
    day.caller_waits(ani=BOB)
    day.switch_dies()
    assert [(one.number, one.origin) for one in promised(day)] == [
        (f"+86{ANN}", "lost"),
        (f"+86{BOB}", "lost"),
    ]
    day.time_passes(20)
    day.socket_back()
    day.agent_ready("zhang")
    day.answers("zhang")
    assert phone_of(day, ANN)


def test_a_removed_queue_calls_nobody_back_later(day: FakeFloor) -> None:
    day.agent_logs_in("chen")
    day.do(ask.AskCallback, "chen", number=BOB, queue_id="fault", due=day.clock.at + timedelta(hours=1))
    without = {key: queue for key, queue in day.center.queues.items() if key != "fault"}
    day.reconfigure(msgspec.structs.replace(day.center, queues=without))
    day.time_passes(3601)
    assert [fact.why for fact in told(day, CallbackEnded)] == ["queue_gone"]


def test_a_removed_queue_calls_back_those_in_line(day: FakeFloor) -> None:
    asks(day)
    without = {key: queue for key, queue in day.center.queues.items() if key != "fault"}
    day.reconfigure(msgspec.structs.replace(day.center, queues=without))
    day.agent_ready("zhang")
    assert promised(day)[0].state is State.CALLING

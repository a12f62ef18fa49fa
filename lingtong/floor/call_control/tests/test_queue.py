from typing import Any

import msgspec
import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import InteractionEnded, InteractionQueued, OfferMade, QueueLeft
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room


def with_queue(day: FakeFloor, queue_id: str, **fields: Any) -> None:
    queue = msgspec.structs.replace(day.center.queues[queue_id], **fields)
    day.reconfigure(msgspec.structs.replace(day.center, queues={**day.center.queues, queue_id: queue}))


def test_first_come_first_served(day: FakeFloor) -> None:
    first, second = day.caller_waits(), day.caller_waits()
    assert day.line("fault") == [first, second]
    day.agent_ready("zhang")
    assert day.call(first).offer is not None
    assert day.call(second).offer is None


def test_the_longest_idle_agent_who_is_able_gets_the_call(day: FakeFloor) -> None:
    for name in ("chen", "wang", "zhang"):
        day.agent_ready(name)
        day.time_passes(1)
    day.caller_waits("fault")
    assert [day.state_of(name) for name in ("chen", "wang", "zhang")] == ["ready", "reserved", "ready"]


def test_a_queue_of_higher_priority_is_served_first(day: FakeFloor) -> None:
    with_queue(day, "billing", priority=5)
    day.caller_waits("fault")
    billing = day.caller_waits("billing")
    day.agent_ready("zhang")
    assert day.call(billing).offer is not None


def test_place_and_wait_are_said_and_the_music_goes_on(day: FakeFloor) -> None:
    day.caller_waits()
    second = day.caller_waits()
    day.agent_ready("zhang")
    day.answers("zhang")
    before = len(day.switch.sent)
    day.time_passes(11)
    said = [sent for sent in day.switch.sent[before:] if isinstance(sent, Play) and sent.leg_id == second]
    assert len(said) == 1
    assert len(said[0].media) > 3
    day.time_passes(4)
    assert day.switch.legs[second].music


def test_an_offer_does_not_talk_over_the_announcement(day: FakeFloor) -> None:
    caller = day.caller_waits()
    day.time_passes(11)
    day.agent_ready("zhang")
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    day.time_passes(60)
    assert day.hear_each_other(caller, "zhang")


def test_who_waits_too_long_overflows_and_keeps_the_first_arrival(day: FakeFloor) -> None:
    with_queue(day, "fault", max_wait=30.0, overflow_queue="billing")
    early = day.caller_waits("fault")
    day.time_passes(20)
    late = day.caller_waits("billing")
    day.time_passes(15)
    assert day.line("billing") == [early, late]
    assert [fact.outcome for fact in day.facts if isinstance(fact, QueueLeft)] == ["overflowed"]


def test_who_waits_too_long_without_overflow_hears_why(day: FakeFloor) -> None:
    with_queue(day, "fault", max_wait=30.0)
    caller = day.caller_waits("fault")
    day.time_passes(31)
    assert day.call(caller).last_word == "all_agents_busy"
    day.time_passes(5)
    assert caller not in day.switch.legs
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["released"]


def test_a_full_queue_sends_on_or_says_so(day: FakeFloor) -> None:
    with_queue(day, "fault", max_waiting=1, overflow_queue="billing")
    day.caller_waits("fault")
    second = day.caller_waits("fault")
    assert day.line("billing") == [second]
    with_queue(day, "fault", overflow_queue="")
    third = day.caller_waits("fault")
    assert day.call(third).last_word == "queue_full"


def test_a_closed_queue_says_so(day: FakeFloor) -> None:
    with_queue(day, "fault", calendar_id="nights")
    caller = day.caller_waits("fault")
    assert day.call(caller).last_word == "closed"


def test_an_abandoned_call_withdraws_the_offer(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    assert day.rings("zhang")
    day.hangs_up(caller)
    assert not day.rings("zhang")
    assert day.state_of("zhang") == "ready"
    assert [fact.outcome for fact in day.facts if isinstance(fact, QueueLeft)] == ["abandoned"]


def test_nobody_is_offered_to_an_agent_without_a_living_screen(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.window("zhang", "w-zhang", opened=False)
    day.caller_waits()
    assert day.state_of("zhang") == "ready"
    assert not any(isinstance(fact, OfferMade) for fact in day.facts)
    day.window("zhang", "w-zhang", opened=True)
    assert day.state_of("zhang") == "reserved"


def test_a_window_that_falls_silent_is_gone_after_thirty_seconds(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.windows["zhang"].clear()
    day.time_passes(31)
    day.caller_waits()
    assert day.state_of("zhang") == "ready"


def test_a_desk_phone_works_without_a_screen(day: FakeFloor) -> None:
    day.phone("liu", reachable=True)
    day.do(ask.LogIn, "liu")
    day.do(ask.SetReady, "liu")
    day.caller_waits("billing")
    assert day.state_of("liu") == "reserved"


def test_the_queue_counts_each_who_enters_once(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.caller_waits()
    day.do(ask.Decline, "zhang")
    day.do(ask.SetReady, "zhang")
    assert len([fact for fact in day.facts if isinstance(fact, InteractionQueued)]) == 1

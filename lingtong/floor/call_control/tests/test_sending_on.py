"""A supervisor sends the call of another on: the customer is never alone, and nobody else's rights count."""

import msgspec
import pytest

from lingtong.floor.call_control.errors import NotNow, NotYours, TargetUnavailable, WhyMissing
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions import events as tell
from lingtong.kit import Refusal
from lingtong.switch.numbers import DialRight

pytestmark = pytest.mark.model

AGENT, BOSS, OTHER = "zhang", "chen", "wang"


def talk(day: FakeFloor) -> str:
    caller = day.caller_waits()
    day.agent_ready(AGENT)
    day.answers(AGENT)
    day.agent_logs_in(BOSS)
    return caller


def send_on(day: FakeFloor, caller: str, kind: str, target: str, **more: object) -> None:
    fields = {"why": "for the night shift", **more}
    day.do(ask.ForceTransfer, BOSS, interaction_id=day.call(caller).id, kind=kind, target=target, **fields)


def test_to_a_colleague(day: FakeFloor) -> None:
    caller = talk(day)
    day.agent_logs_in(OTHER)
    send_on(day, caller, "agent", OTHER)
    assert day.state_of(AGENT) == "after_call_work"
    assert day.switch.legs[caller].music
    day.answers(OTHER)
    assert day.hear_each_other(caller, OTHER)
    (fact,) = [one for one in day.facts if isinstance(one, tell.CallTransferred)]
    assert (fact.agent_id, fact.forced_by, fact.target, fact.why) == (
        AGENT,
        BOSS,
        OTHER,
        "for the night shift",
    )
    told = next(line for line in day.said if line.code == "call.sent_on")
    assert (told.agent_id, told.params) == (AGENT, {"name": "Chen", "why": "for the night shift"})


def test_to_a_queue_without_going_back_to_whom_it_was_taken_from(day: FakeFloor) -> None:
    caller = talk(day)
    send_on(day, caller, "queue", "billing")
    assert day.line("billing") == [caller]
    assert day.switch.legs[caller].music


def test_outside_by_the_right_of_the_supervisor(day: FakeFloor) -> None:
    caller = talk(day)
    agents = dict(day.center.agents)
    agents[BOSS] = msgspec.structs.replace(agents[BOSS], dial_right=DialRight.INTERNAL)
    day.reconfigure(msgspec.structs.replace(day.center, agents=agents))
    with pytest.raises(Refusal) as no:
        send_on(day, caller, "number", "13900001111")
    assert no.value.code == "number.not_allowed"
    assert day.hear_each_other(caller, AGENT)


def test_nobody_takes_it_and_the_supervisor_is_told(day: FakeFloor) -> None:
    caller = talk(day)
    day.agent_logs_in(OTHER)
    send_on(day, caller, "agent", OTHER)
    day.time_passes(25)
    assert day.call(caller).stage == "queued"
    assert {line.agent_id for line in day.said if line.code == "transfer.failed"} == {BOSS}


@pytest.mark.parametrize("how", ["hold", "consult", "lost"])
def test_out_of_a_hold_a_consultation_and_from_a_lost_phone(day: FakeFloor, how: str) -> None:
    caller = talk(day)
    call = day.call(caller)
    if how == "hold":
        day.do(ask.Hold, AGENT, interaction_id=call.id)
    elif how == "consult":
        day.do(ask.Consult, AGENT, interaction_id=call.id, kind="number", target="13900001111")
    else:
        day.hangs_up(day.leg_of(AGENT), "failed")
        assert call.stage == "link_lost"
    send_on(day, caller, "queue", "billing")
    day.time_passes(1)
    assert day.state_of(AGENT) == "after_call_work"
    assert day.line("billing") == [caller]
    assert set(day.switch.legs) == {caller}


def test_what_is_refused(day: FakeFloor) -> None:
    caller = talk(day)
    with pytest.raises(WhyMissing):
        send_on(day, caller, "queue", "billing", why=" ")
    with pytest.raises(NotYours):
        send_on(day, caller, "queue", "billing", team_id="others")
    with pytest.raises(TargetUnavailable):
        send_on(day, caller, "agent", AGENT)
    with pytest.raises(TargetUnavailable):
        send_on(day, caller, "queue", "no such")
    waits = day.caller_waits(ani="13812340000")
    with pytest.raises(NotNow):
        send_on(day, waits, "queue", "billing")


def test_a_conference_is_not_sent_on(day: FakeFloor) -> None:
    caller = talk(day)
    call = day.call(caller)
    day.agent_logs_in(OTHER)
    day.do(ask.Consult, AGENT, interaction_id=call.id, kind="agent", target=OTHER)
    day.answers(OTHER)
    day.do(ask.Conference, AGENT, interaction_id=call.id)
    with pytest.raises(NotNow):
        send_on(day, caller, "queue", "billing")

import msgspec
import pytest

from lingtong.floor.call_control.errors import NoTrunk, TargetUnavailable
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import CallTransferred, InteractionEnded, PartyJoined, PartyLeft
from lingtong.kit import Refusal

pytestmark = pytest.mark.room
OUTSIDE = "13900001111"


@pytest.fixture
def caller(day: FakeFloor) -> str:
    """In talk with zhang about a fault; chen is ready for bills."""
    day.agent_ready("zhang")
    leg_id = day.caller_waits()
    day.answers("zhang")
    day.agent_ready("chen")
    return leg_id


def outside(day: FakeFloor, number: str = OUTSIDE) -> str:
    leg = day.switch.leg_at(f"number:{number}")
    assert leg is not None
    return leg.leg_id


def consult_chen(day: FakeFloor) -> None:
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    day.answers("chen")


def test_a_consultation_is_not_heard_by_the_customer(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    assert day.switch.legs[caller].music
    assert day.switch.hears(day.leg_of("zhang")) == {day.leg_of("chen")}
    day.do(ask.EndConsult, "zhang")
    assert day.hear_each_other(caller, "zhang")
    assert day.state_of("chen") == "after_call_work"


@pytest.mark.parametrize(
    ("queue", "agent", "recorded"), [("billing", "chen", False), ("fault", "zhang", True)]
)
def test_only_the_first_two_meet_as_a_pair(day: FakeFloor, queue: str, agent: str, recorded: bool) -> None:
    day.agent_ready(agent)
    caller = day.caller_waits(queue)
    day.answers(agent)
    assert bool(day.switch.legs[caller].recording) is recorded
    pair = day.switch.legs[caller].bridge_id
    assert day.switch.pairs == {pair: {caller, day.leg_of(agent)}}
    day.do(ask.Hold, agent)
    assert day.switch.legs[caller].music
    day.do(ask.Retrieve, agent)
    assert day.hear_each_other(caller, agent)
    assert not day.switch.pairs
    assert pair not in day.switch.bridges


def test_a_recording_that_begins_after_a_transfer_does_not_begin_in_a_pair(day: FakeFloor) -> None:
    day.agent_ready("chen")
    caller = day.caller_waits("billing")
    day.answers("chen")
    assert day.switch.pairs
    assert not day.switch.legs[caller].recording
    day.do(ask.BlindTransfer, "chen", kind="queue", target="fault")
    day.agent_ready("zhang")
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    assert day.switch.legs[caller].recording
    assert not day.switch.pairs


@pytest.mark.parametrize("mode", ["monitor", "barge_in"])
@pytest.mark.parametrize("held", [False, True])
def test_who_watches_a_pair_hears_it_in_a_bridge_that_mixes(day: FakeFloor, mode: str, held: bool) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits("billing")
    day.answers("zhang")
    assert day.switch.pairs
    if held:
        day.do(ask.Hold, "zhang")
    day.agent_logs_in("chen")
    day.do(ask.Watch, "chen", interaction_id=day.call(caller).id, mode=mode)
    day.time_passes(2.5)
    assert not day.switch.pairs
    assert day.switch.legs[caller].music is held
    if held:
        day.do(ask.Retrieve, "zhang")
    assert day.switch.hears(day.leg_of("chen")) == {caller, day.leg_of("zhang")}
    assert caller in day.switch.hears(day.leg_of("zhang"))


def test_swapping_goes_between_customer_and_colleague(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.do(ask.Swap, "zhang")
    assert day.hear_each_other(caller, "zhang")
    assert day.switch.legs[day.leg_of("chen")].music
    day.do(ask.Swap, "zhang")
    assert day.switch.hears(day.leg_of("zhang")) == {day.leg_of("chen")}
    assert day.switch.legs[caller].music


@pytest.mark.parametrize("swaps", [0, 1])
def test_an_attended_transfer_hands_the_call_over(day: FakeFloor, caller: str, swaps: int) -> None:
    day.do(ask.SaveNotes, "zhang", notes="meter 7 is out", revision=1)
    consult_chen(day)
    for _ in range(swaps):
        day.do(ask.Swap, "zhang")
    day.do(ask.CompleteTransfer, "zhang", why="billing")
    assert day.hear_each_other(caller, "chen")
    assert day.state_of("zhang") == "after_call_work"
    it = day.call(caller)
    assert (it.owner, it.attached) == ("chen", {"topic": "fault"})
    assert [(note.name, note.text) for note in it.earlier] == [("Zhang", "meter 7 is out")]


def test_the_colleague_is_first_a_consultant_and_then_the_agent(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.time_passes(10)
    day.do(ask.CompleteTransfer, "zhang")
    day.time_passes(20)
    day.hangs_up(caller)
    joined = [fact.role for fact in day.facts if isinstance(fact, PartyJoined) and fact.agent_id == "chen"]
    left = [(fact.role, fact.talked) for fact in day.facts if isinstance(fact, PartyLeft)]
    assert joined == ["consultant", "agent"]
    assert [parting for parting in left if parting[0] == "consultant"] == [("consultant", 10.0)]
    assert left[-1] == ("agent", 20.0)


def test_hanging_up_in_a_consultation_completes_it(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.agent_hangs_up("zhang")
    assert day.hear_each_other(caller, "chen")


def test_a_colleague_who_leaves_gives_the_customer_back(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.agent_hangs_up("chen")
    assert day.hear_each_other(caller, "zhang")
    assert day.state_of("chen") == "after_call_work"


def test_a_colleague_who_does_not_answer_gives_the_customer_back(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    day.time_passes(21)
    assert day.hear_each_other(caller, "zhang")
    assert day.state_of("chen") == "not_ready"


def test_a_customer_who_leaves_ends_the_consultation(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.hangs_up(caller)
    assert not day.switch.legs
    assert (day.state_of("zhang"), day.state_of("chen")) == ("after_call_work", "after_call_work")


def test_completing_while_it_rings_lets_it_ring_on(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    ringing = day.leg_of("chen")
    day.do(ask.CompleteTransfer, "zhang")
    assert day.leg_of("chen") == ringing
    assert day.switch.legs[caller].music
    assert day.state_of("zhang") == "after_call_work"
    day.answers("chen")
    assert day.hear_each_other(caller, "chen")


def test_completing_while_a_number_rings_lets_it_ring_on(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="number", target=OUTSIDE)
    leg_id = outside(day)
    day.do(ask.CompleteTransfer, "zhang")
    day.switch.pick_up(leg_id)
    day.settle()
    assert day.switch.hears(caller) == {leg_id}
    assert not day.switch.legs[caller].recording


def test_a_queue_can_be_consulted(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="queue", target="billing")
    assert day.state_of("chen") == "reserved"
    day.answers("chen")
    assert day.switch.hears(day.leg_of("zhang")) == {day.leg_of("chen")}
    day.do(ask.CompleteTransfer, "zhang")
    assert day.hear_each_other(caller, "chen")


def test_a_consulted_queue_without_agents_can_be_given_up(day: FakeFloor, caller: str) -> None:
    day.do(ask.SetNotReady, "chen", reason_id="meal")
    day.do(ask.Consult, "zhang", kind="queue", target="billing")
    day.time_passes(30)
    day.do(ask.EndConsult, "zhang")
    assert day.line("billing") == []
    assert day.hear_each_other(caller, "zhang")


def test_a_consulted_queue_can_take_the_customer_over(day: FakeFloor, caller: str) -> None:
    day.do(ask.SetNotReady, "chen", reason_id="meal")
    day.do(ask.Consult, "zhang", kind="queue", target="billing")
    day.do(ask.CompleteTransfer, "zhang")
    assert day.line("billing") == [caller]
    day.do(ask.SetReady, "chen")
    day.answers("chen")
    assert day.hear_each_other(caller, "chen")


def test_a_customer_who_leaves_takes_the_question_out_of_the_queue(day: FakeFloor, caller: str) -> None:
    day.do(ask.SetNotReady, "chen", reason_id="meal")
    day.do(ask.Consult, "zhang", kind="queue", target="billing")
    day.hangs_up(caller)
    assert day.engine.floor.board.acd.length("billing") == 0


def test_a_conference_of_three(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.do(ask.Conference, "zhang")
    zhang, chen = day.leg_of("zhang"), day.leg_of("chen")
    assert day.switch.hears(caller) == {zhang, chen}
    assert day.switch.hears(zhang) == {caller, chen}


def test_the_owner_leaves_a_conference_to_the_colleague(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.do(ask.Conference, "zhang")
    day.do(ask.Leave, "zhang")
    assert day.hear_each_other(caller, "chen")
    assert day.call(caller).owner == "chen"
    day.do(ask.Hold, "chen")
    assert day.switch.legs[caller].music


def test_the_colleague_leaves_a_conference(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.do(ask.Conference, "zhang")
    day.do(ask.Leave, "chen")
    assert day.hear_each_other(caller, "zhang")
    day.do(ask.Hold, "zhang")


def test_the_owner_leaves_the_customer_with_somebody_outside(day: FakeFloor, caller: str) -> None:
    day.switch.behavior[OUTSIDE] = "answers"
    day.do(ask.Consult, "zhang", kind="number", target=OUTSIDE)
    day.time_passes(3)
    day.do(ask.Conference, "zhang")
    day.do(ask.Leave, "zhang")
    assert day.switch.hears(caller) == {outside(day)}
    day.hangs_up(outside(day))
    assert caller not in day.switch.legs


def test_somebody_outside_leaves_a_conference(day: FakeFloor, caller: str) -> None:
    day.switch.behavior[OUTSIDE] = "answers"
    day.do(ask.Consult, "zhang", kind="number", target=OUTSIDE)
    day.time_passes(3)
    day.do(ask.Conference, "zhang")
    day.hangs_up(outside(day))
    assert day.hear_each_other(caller, "zhang")
    assert not day.call(caller).conference


def test_only_the_owner_ends_a_conference_for_all(day: FakeFloor, caller: str) -> None:
    consult_chen(day)
    day.do(ask.Conference, "zhang")
    day.do(ask.Clear, "chen", only_me=False)
    assert day.hear_each_other(caller, "zhang")
    day.do(ask.Clear, "zhang", only_me=False)
    assert not day.switch.legs


def test_a_blind_transfer_to_an_agent(day: FakeFloor, caller: str) -> None:
    day.do(ask.BlindTransfer, "zhang", kind="agent", target="chen", why="bill")
    assert day.switch.legs[caller].music
    day.answers("chen")
    assert day.hear_each_other(caller, "chen")
    assert [fact.blind for fact in day.facts if isinstance(fact, CallTransferred)] == [True]


def test_a_blind_transfer_that_nobody_takes_comes_back_to_the_queue(day: FakeFloor, caller: str) -> None:
    day.do(ask.BlindTransfer, "zhang", kind="agent", target="chen")
    day.time_passes(21)
    assert day.line("fault") == [caller]
    day.do(ask.SetReady, "zhang")
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")


def test_a_blind_transfer_to_a_queue_keeps_the_first_arrival(day: FakeFloor, caller: str) -> None:
    day.do(ask.SetNotReady, "chen", reason_id="meal")
    other = day.caller_waits("billing")
    day.do(ask.BlindTransfer, "zhang", kind="queue", target="billing")
    assert day.line("billing") == [caller, other]


def test_a_blind_transfer_to_a_number(day: FakeFloor, caller: str) -> None:
    day.switch.behavior[OUTSIDE] = "answers"
    day.do(ask.BlindTransfer, "zhang", kind="number", target=OUTSIDE)
    assert day.switch.legs[caller].music
    day.time_passes(3)
    assert day.switch.hears(caller) == {outside(day)}
    day.hangs_up(caller)
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["handled"]


def test_a_busy_number_gives_the_customer_back_to_the_queue(day: FakeFloor, caller: str) -> None:
    day.switch.behavior[OUTSIDE] = "busy"
    day.do(ask.BlindTransfer, "zhang", kind="number", target=OUTSIDE)
    day.time_passes(3)
    assert day.line("fault") == [caller]


def test_a_dialed_call_that_nobody_takes_comes_back_to_its_dialer(day: FakeFloor) -> None:
    day.switch.behavior[OUTSIDE] = "answers"
    day.agent_ready("zhang")
    day.agent_ready("chen")
    day.do(ask.Dial, "zhang", number=OUTSIDE)
    day.time_passes(5)
    customer = outside(day)
    day.do(ask.BlindTransfer, "zhang", kind="agent", target="chen")
    day.do(ask.Decline, "chen")
    assert day.rings("zhang")
    day.answers("zhang")
    assert day.hear_each_other(customer, "zhang")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("agent", "zhang"),
        ("agent", "wang"),
        ("agent", "no such"),
        ("queue", "no such"),
        ("number", "0012125551234"),
        ("number", "x"),
    ],
)
@pytest.mark.parametrize("command", [ask.Consult, ask.BlindTransfer])
def test_a_target_that_cannot_take_the_call_is_refused(
    day: FakeFloor, caller: str, command: type[ask.AboutCall], kind: str, target: str
) -> None:
    with pytest.raises(Refusal):
        day.do(command, "zhang", kind=kind, target=target)
    assert day.hear_each_other(caller, "zhang")


def test_without_a_trunk_nothing_goes_outside(day: FakeFloor, caller: str) -> None:
    day.reconfigure(msgspec.structs.replace(day.center, trunks={}))
    with pytest.raises(NoTrunk):
        day.do(ask.Consult, "zhang", kind="number", target=OUTSIDE)
    assert day.hear_each_other(caller, "zhang")


def test_two_agents_cannot_have_the_same_colleague(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    day.agent_ready("wang")
    day.caller_waits()
    day.answers("wang")
    with pytest.raises(TargetUnavailable):
        day.do(ask.Consult, "wang", kind="agent", target="chen")

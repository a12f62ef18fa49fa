import msgspec
import pytest

from lingtong.floor.call_control.errors import ConferenceFull, NotNow
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import PartyDropped, PartyMuted
from lingtong.kit import Refusal

pytestmark = pytest.mark.room
MANY = [f"1390000{number:04}" for number in range(1, 9)]


@pytest.fixture
def caller(day: FakeFloor) -> str:
    """In conference with zhang, who leads, and chen."""
    for number in MANY:
        day.switch.behavior[number] = "answers"
    day.agent_ready("zhang")
    leg_id = day.caller_waits()
    day.answers("zhang")
    day.agent_ready("chen")
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    day.answers("chen")
    day.do(ask.Conference, "zhang")
    return leg_id


def outside(day: FakeFloor, number: str) -> str:
    leg = day.switch.leg_at(f"number:{number}")
    assert leg is not None
    return leg.leg_id


def comes(day: FakeFloor, number: str) -> str:
    """Somebody outside is asked and comes to the conference."""
    day.do(ask.Consult, "zhang", kind="number", target=number)
    day.time_passes(3)
    day.do(ask.Conference, "zhang")
    return outside(day, number)


def leads(day: FakeFloor, caller: str) -> Interaction:
    return day.call(caller)


def test_a_conference_goes_on_while_its_leader_asks_one_more(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="number", target=MANY[0])
    day.time_passes(3)
    fourth = outside(day, MANY[0])
    assert day.hear_each_other(caller, "chen")
    assert not day.switch.legs[caller].music
    assert day.switch.hears(day.leg_of("zhang")) == {fourth}
    assert fourth not in day.switch.hears(caller)
    day.do(ask.Swap, "zhang")
    assert day.leg_of("zhang") in day.switch.hears(caller)
    assert day.switch.legs[fourth].music


def test_all_four_hear_each_other(day: FakeFloor, caller: str) -> None:
    fourth = comes(day, MANY[0])
    everybody = {caller, day.leg_of("zhang"), day.leg_of("chen"), fourth}
    for leg_id in everybody:
        assert day.switch.hears(leg_id) == everybody - {leg_id}


def test_eight_is_the_most(day: FakeFloor, caller: str) -> None:
    for number in MANY[:5]:
        comes(day, number)
    assert len(leads(day, caller).legs) == 7
    with pytest.raises(ConferenceFull):
        day.do(ask.Consult, "zhang", kind="number", target=MANY[6])


def test_a_muted_party_hears_and_is_not_heard(day: FakeFloor, caller: str) -> None:
    chen = day.leg_of("chen")
    day.do(ask.MuteParty, "zhang", leg_id=chen, on=True)
    assert chen not in day.switch.hears(caller)
    assert caller in day.switch.hears(chen)
    day.do(ask.MuteParty, "zhang", leg_id=chen, on=False)
    assert chen in day.switch.hears(caller)
    assert [fact.on for fact in day.facts if isinstance(fact, PartyMuted)] == [True, False]


def test_who_is_sent_out_is_told_and_the_others_talk_on(day: FakeFloor, caller: str) -> None:
    day.do(ask.DropParty, "zhang", leg_id=day.leg_of("chen"))
    assert day.state_of("chen") == "after_call_work"
    assert day.hear_each_other(caller, "zhang")
    assert not leads(day, caller).conference
    assert ("chen", "conference.dropped") in [(said.agent_id, said.code) for said in day.said]
    assert any(isinstance(fact, PartyDropped) and fact.target_id == "chen" for fact in day.facts)


def test_only_who_leads_sends_out_and_nobody_the_customer(day: FakeFloor, caller: str) -> None:
    with pytest.raises(NotNow):
        day.do(ask.DropParty, "chen", leg_id=day.leg_of("zhang"))
    with pytest.raises(NotNow):
        day.do(ask.DropParty, "zhang", leg_id=caller)
    with pytest.raises(NotNow):
        day.do(ask.MuteParty, "zhang", leg_id=day.leg_of("zhang"), on=True)


def test_a_muted_customer_speaks_again_when_the_conference_is_over(day: FakeFloor, caller: str) -> None:
    day.do(ask.MuteParty, "zhang", leg_id=caller, on=True)
    day.do(ask.DropParty, "zhang", leg_id=day.leg_of("chen"))
    assert day.hear_each_other(caller, "zhang")


def test_the_one_left_alone_while_the_leader_asks_hears_music(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="number", target=MANY[0])
    day.time_passes(3)
    day.agent_hangs_up("chen")
    assert day.switch.legs[caller].music
    day.do(ask.Conference, "zhang")
    assert outside(day, MANY[0]) in day.switch.hears(caller)


def test_the_leader_who_hangs_up_hands_over_also_in_the_middle_of_asking(day: FakeFloor, caller: str) -> None:
    day.do(ask.Consult, "zhang", kind="number", target=MANY[0])
    day.time_passes(3)
    day.agent_hangs_up("zhang")
    assert leads(day, caller).owner == "chen"
    assert day.hear_each_other(caller, "chen")
    assert day.switch.leg_at(f"number:{MANY[0]}") is None


def test_the_conference_goes_on_while_its_leader_steps_out(day: FakeFloor, caller: str) -> None:
    day.do(ask.Hold, "zhang")
    assert day.hear_each_other(caller, "chen")
    assert day.leg_of("zhang") not in day.switch.hears(caller)
    day.do(ask.Retrieve, "zhang")
    assert day.hear_each_other(caller, "zhang")


def test_a_customer_left_with_two_outside_stays_when_one_of_them_goes(day: FakeFloor, caller: str) -> None:
    first, second = comes(day, MANY[0]), comes(day, MANY[1])
    day.do(ask.DropParty, "zhang", leg_id=day.leg_of("chen"))
    day.do(ask.Leave, "zhang")
    assert day.state_of("zhang") == "after_call_work"
    day.hangs_up(first)
    assert day.switch.hears(caller) == {second}
    day.hangs_up(second)
    assert caller not in day.switch.legs


def test_a_consultant_who_leaves_gives_the_leader_back_to_the_conference(day: FakeFloor, caller: str) -> None:
    day.agent_ready("wang")
    day.do(ask.Consult, "zhang", kind="agent", target="wang")
    day.answers("wang")
    day.do(ask.Clear, "wang")
    assert day.state_of("wang") == "after_call_work"
    assert day.hear_each_other(caller, "zhang")
    assert day.hear_each_other(caller, "chen")


def test_a_conference_outlives_the_engine(day: FakeFloor, caller: str) -> None:
    fourth = comes(day, MANY[0])
    day.do(ask.MuteParty, "zhang", leg_id=fourth, on=True)
    day.crash()
    day.start()
    assert day.switch.legs[fourth].muted
    assert day.switch.hears(caller) == {day.leg_of("zhang"), day.leg_of("chen")}


def test_phones_that_stay_connected_come_and_go(day: FakeFloor) -> None:
    nailed = {
        name: msgspec.structs.replace(agent, persistent_leg=name in ("zhang", "chen"))
        for name, agent in day.center.agents.items()
    }
    day.reconfigure(msgspec.structs.replace(day.center, agents=nailed))
    for name in ("zhang", "chen"):
        day.agent_logs_in(name)
        day.time_passes(3)
        day.do(ask.SetReady, name)
    caller = day.caller_waits()
    day.do(ask.AnswerOffer, "zhang")
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    day.do(ask.AnswerOffer, "chen")
    day.do(ask.Conference, "zhang")
    day.do(ask.MuteParty, "zhang", leg_id=day.leg_of("chen"), on=True)
    day.do(ask.DropParty, "zhang", leg_id=day.leg_of("chen"))
    assert day.hear_each_other(caller, "zhang")
    assert not day.switch.legs[day.leg_of("chen")].muted
    with pytest.raises(Refusal):
        day.do(ask.MuteParty, "zhang", leg_id=caller, on=True)

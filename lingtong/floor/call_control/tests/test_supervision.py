"""Supervisors in the calls of others: who hears whom, whose turn ends how, and whose call it is."""

import msgspec
import pytest

from lingtong.floor.agents.model import NotLoggedIn, PhoneUnreachable, SeatBusy
from lingtong.floor.call_control.errors import NotNow, NotYours, WhyMissing
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions import events as tell

pytestmark = pytest.mark.model

AGENT, BOSS, OTHER = "zhang", "chen", "liu"


def talk(day: FakeFloor) -> str:
    """A caller talks with zhang; chen, who leads, is signed in and not ready."""
    caller = day.caller_waits()
    day.agent_ready(AGENT)
    day.answers(AGENT)
    day.agent_logs_in(BOSS)
    return caller


def watch(day: FakeFloor, caller: str, mode: str = "monitor", boss: str = BOSS, **fields: object) -> None:
    day.do(ask.Watch, boss, interaction_id=day.call(caller).id, mode=mode, **fields)
    day.time_passes(2.5)


def ears(day: FakeFloor, leg_id: str) -> set[str]:
    """Whom this leg hears, by name."""
    return {name_of(day, other) for other in day.switch.hears(leg_id)}


def name_of(day: FakeFloor, leg_id: str) -> str:
    return day.switch.legs[leg_id].far_end.removeprefix("phone:ep-").replace("trunk:carrier", "caller")


def heard(day: FakeFloor, caller: str, boss: str = BOSS) -> tuple[set[str], set[str], set[str]]:
    """What the boss, the agent and the caller hear."""
    return ears(day, day.leg_of(boss)), ears(day, day.leg_of(AGENT)), ears(day, caller)


def test_who_monitors_hears_both_and_is_heard_by_nobody(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller)
    assert heard(day, caller) == ({"caller", "zhang"}, {"caller"}, {"zhang"})
    assert day.state_of(BOSS) == "watching"


def test_up_and_down_in_the_same_call(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller)
    leg = day.leg_of(BOSS)
    watch(day, caller, "whisper")
    assert heard(day, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang"})
    watch(day, caller, "barge_in")
    assert heard(day, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang", "chen"})
    watch(day, caller, "monitor")
    assert heard(day, caller) == ({"caller", "zhang"}, {"caller"}, {"zhang"})
    assert day.leg_of(BOSS) == leg
    modes = [fact.mode for fact in day.facts if isinstance(fact, tell.SupervisionChanged)]
    assert modes == ["whisper", "barge_in", "monitor"]


def test_it_ends_with_the_call_and_the_seat_is_as_it_was(day: FakeFloor) -> None:
    caller = talk(day)
    day.do(ask.SetReady, BOSS)
    watch(day, caller)
    day.hangs_up(caller)
    assert day.state_of(BOSS) == "ready"
    assert day.switch.leg_at("phone:ep-chen") is None
    (ended,) = [fact for fact in day.facts if isinstance(fact, tell.SupervisionEnded)]
    assert (ended.cause, ended.mode) == ("cleared", "monitor")
    assert [line.code for line in day.said if line.agent_id == BOSS] == ["watch.ended_cleared"]


def test_it_ends_when_the_supervisor_hangs_up_or_asks(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller)
    day.agent_hangs_up(BOSS)
    assert day.state_of(BOSS) == "not_ready"
    watch(day, caller, "barge_in")
    day.do(ask.Unwatch, BOSS, interaction_id=day.call(caller).id)
    assert day.state_of(BOSS) == "not_ready"
    assert day.switch.leg_at("phone:ep-chen") is None
    assert day.hear_each_other(caller, AGENT)
    causes = [fact.cause for fact in day.facts if isinstance(fact, tell.SupervisionEnded)]
    assert causes == ["own", "own"]


def test_it_ends_when_the_supervisors_phone_is_lost(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller, "whisper")
    day.phone(BOSS, reachable=False)
    assert day.state_of(BOSS) == "not_ready"
    assert day.hear_each_other(caller, AGENT)


def test_a_phone_that_does_not_answer_ends_it_before_it_began(day: FakeFloor) -> None:
    caller = talk(day)
    day.switch.behavior["ep-chen"] = "declines"
    watch(day, caller)
    assert day.state_of(BOSS) == "not_ready"
    assert "supervision.started" not in day.kinds()
    assert "supervision.ended" not in day.kinds()


def test_while_the_agent_holds_the_supervisor_hears_the_agent_alone(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller, "barge_in")
    day.do(ask.Hold, AGENT)
    assert heard(day, caller) == ({"zhang"}, {"chen"}, set())
    assert day.switch.legs[caller].music
    day.do(ask.Retrieve, AGENT)
    assert heard(day, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang", "chen"})


def test_it_follows_the_agent_into_a_consultation_and_a_conference(day: FakeFloor) -> None:
    caller = talk(day)
    day.agent_ready("wang")
    watch(day, caller)
    day.do(ask.Consult, AGENT, kind="agent", target="wang")
    day.answers("wang")
    assert ears(day, day.leg_of(BOSS)) == {"zhang", "wang"}
    assert "chen" not in ears(day, day.leg_of("wang"))
    day.do(ask.Conference, AGENT)
    assert ears(day, day.leg_of(BOSS)) == {"zhang", "wang", "caller"}
    assert ears(day, caller) == {"zhang", "wang"}


def test_it_ends_with_a_notice_when_the_agent_has_transferred_the_call(day: FakeFloor) -> None:
    caller = talk(day)
    day.agent_ready("wang")
    watch(day, caller)
    day.do(ask.BlindTransfer, AGENT, kind="agent", target="wang")
    assert day.state_of(BOSS) == "not_ready"
    (said,) = [line for line in day.said if line.agent_id == BOSS]
    assert (said.code, said.params) == ("watch.ended_agent_left", {"name": "Zhang"})
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")


def test_it_outlives_the_agents_reload(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller, "whisper")
    day.phone(AGENT, reachable=False)
    assert ears(day, day.leg_of(BOSS)) == set()
    day.phone(AGENT, reachable=True)
    day.time_passes(3)
    assert heard(day, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang"})


def test_two_watch_one_call_and_one_watches_one_call(day: FakeFloor) -> None:
    caller = talk(day)
    day.agent_logs_in(OTHER)
    watch(day, caller, "whisper")
    watch(day, caller, boss=OTHER)
    assert ears(day, day.leg_of(OTHER)) == {"caller", "zhang"}
    assert ears(day, day.leg_of(AGENT)) == {"caller", "chen"}
    second = day.caller_waits(ani="13900000001")
    day.agent_ready("wang")
    day.answers("wang")
    with pytest.raises(SeatBusy):
        watch(day, second)


def test_what_cannot_be_watched_is_refused(day: FakeFloor) -> None:
    caller = talk(day)
    with pytest.raises(NotNow):
        watch(day, caller, boss=AGENT)
    with pytest.raises(NotNow):
        watch(day, caller, target_id="wang")
    with pytest.raises(NotLoggedIn):
        watch(day, caller, boss=OTHER)
    day.phone(BOSS, reachable=False)
    with pytest.raises(PhoneUnreachable):
        watch(day, caller)
    day.phone(BOSS, reachable=True)
    with pytest.raises(NotYours):
        watch(day, caller, team_id="another team")
    with pytest.raises(NotNow):
        day.do(ask.Unwatch, BOSS, interaction_id=day.call(caller).id)


def test_a_supervisor_who_takes_over_is_the_agent_from_then_on(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller)
    day.do(ask.SaveNotes, AGENT, notes="meter 7", revision=1)
    day.do(ask.TakeOver, BOSS, interaction_id=day.call(caller).id)
    it = day.call(caller)
    assert day.hear_each_other(caller, BOSS)
    assert (day.state_of(AGENT), day.state_of(BOSS)) == ("after_call_work", "talking")
    assert it.owner == BOSS
    assert [note.text for note in it.earlier] == ["meter 7"]
    day.do(ask.Hold, BOSS)
    day.do(ask.Retrieve, BOSS)
    day.agent_hangs_up(BOSS)
    assert day.state_of(BOSS) == "after_call_work"


@pytest.mark.parametrize("before", ["nothing", "held", "consulting", "link_lost"])
def test_taking_over_never_leaves_the_customer_in_silence(day: FakeFloor, before: str) -> None:
    caller = talk(day)
    day.agent_ready("wang")
    if before == "held":
        day.do(ask.Hold, AGENT)
    elif before == "consulting":
        day.do(ask.Consult, AGENT, kind="agent", target="wang")
        day.answers("wang")
    elif before == "link_lost":
        day.phone(AGENT, reachable=False)
    day.do(ask.TakeOver, BOSS, interaction_id=day.call(caller).id)
    day.time_passes(2.5)
    assert day.hear_each_other(caller, BOSS)
    assert day.call(caller).owner == BOSS
    assert day.state_of(AGENT) == "after_call_work"
    day.hangs_up(caller)
    assert day.state_of(BOSS) == "after_call_work"


def test_a_call_is_cleared_by_force_with_a_reason(day: FakeFloor) -> None:
    caller = talk(day)
    interaction_id = day.call(caller).id
    with pytest.raises(WhyMissing):
        day.do(ask.ForceClear, BOSS, interaction_id=interaction_id, why="  ")
    day.do(ask.ForceClear, BOSS, interaction_id=interaction_id, why="the line is burning")
    assert caller not in day.switch.legs
    assert day.state_of(AGENT) == "after_call_work"
    (said,) = [line for line in day.said if line.agent_id == AGENT]
    assert (said.code, said.params) == (
        "call.force_cleared",
        {"name": "Chen", "why": "the line is burning"},
    )
    (fact,) = [fact for fact in day.facts if isinstance(fact, tell.CallForceCleared)]
    assert (fact.agent_id, fact.target_id) == (BOSS, AGENT)


def test_a_pulled_caller_comes_straight_to_the_supervisor(day: FakeFloor) -> None:
    first, second = day.caller_waits(), day.caller_waits(ani="13900000001")
    day.agent_logs_in(BOSS)
    day.do(ask.Pull, BOSS, interaction_id=day.call(second).id)
    day.time_passes(2.5)
    assert day.hear_each_other(second, BOSS)
    assert day.line("fault") == [first]


def test_a_pulled_caller_who_is_not_reached_keeps_the_place(day: FakeFloor) -> None:
    first, second = day.caller_waits(), day.caller_waits(ani="13900000001")
    day.agent_logs_in(BOSS)
    day.switch.behavior["ep-chen"] = "declines"
    day.do(ask.Pull, BOSS, interaction_id=day.call(first).id)
    day.time_passes(2.5)
    assert day.line("fault") == [first, second]
    day.agent_ready(AGENT)
    day.answers(AGENT)
    assert day.hear_each_other(first, AGENT)


def test_what_rings_at_a_colleague_is_picked_up_and_the_colleague_stays_ready(day: FakeFloor) -> None:
    caller = day.caller_waits()
    day.agent_ready(AGENT)
    day.agent_logs_in("wang")
    day.do(ask.PickUp, "wang", target_id=AGENT)
    assert not day.rings(AGENT) or day.switch.leg_at("phone:ep-zhang") is None
    assert day.state_of(AGENT) == "ready"
    day.time_passes(2.5)
    assert day.hear_each_other(caller, "wang")
    with pytest.raises(NotNow):
        day.do(ask.PickUp, BOSS, target_id=AGENT)


def test_a_colleagues_inside_call_is_picked_up(day: FakeFloor) -> None:
    for name in (AGENT, "wang", BOSS):
        day.agent_logs_in(name)
    day.do(ask.Dial, AGENT, number="1002")
    day.time_passes(2.5)
    assert day.rings("wang")
    day.do(ask.PickUp, BOSS, target_id="wang")
    day.time_passes(2.5)
    assert day.hear_each_other(day.leg_of(BOSS), AGENT)
    assert day.state_of("wang") == "not_ready"


def test_waiting_callers_are_moved(day: FakeFloor) -> None:
    one, two, three = (day.caller_waits(ani=f"1390000000{n}") for n in range(3))
    day.agent_logs_in(BOSS)

    def move(caller: str, **fields: object) -> None:
        day.do(ask.MoveWaiting, BOSS, interaction_id=day.call(caller).id, **fields)

    move(three, place="front")
    assert day.line("fault") == [three, one, two]
    move(one, place="back")
    assert day.line("fault") == [three, two, one]
    move(three, queue_id="billing")
    assert day.line("fault") == [two, one]
    assert day.line("billing") == [three]
    day.do(ask.SetPriority, BOSS, interaction_id=day.call(one).id, priority=7)
    assert day.line("fault") == [one, two]
    day.agent_ready(AGENT)
    day.answers(AGENT)
    assert day.hear_each_other(one, AGENT)


@pytest.mark.parametrize("mode", ["monitor", "whisper", "barge_in"])
def test_the_engine_dies_and_the_supervisor_hears_on(day: FakeFloor, mode: str) -> None:
    caller = talk(day)
    watch(day, caller, mode)
    before = heard(day, caller)
    day.crash()
    day.world_moves(5)
    day.start()
    day.time_passes(5)
    assert heard(day, caller) == before
    day.hangs_up(caller)
    assert day.state_of(BOSS) == "not_ready"
    assert day.switch.leg_at("phone:ep-chen") is None


def test_who_hung_up_meanwhile_watches_no_more(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller)
    day.crash()
    day.switch.hang_up(day.leg_of(BOSS))
    day.world_moves(1)
    day.start()
    assert day.state_of(BOSS) == "not_ready"
    assert day.hear_each_other(caller, AGENT)


def test_the_switch_dies_and_nobody_watches(day: FakeFloor) -> None:
    caller = talk(day)
    watch(day, caller, "whisper")
    day.switch_dies()
    assert day.state_of(BOSS) == "not_ready"


def test_a_phone_that_stays_connected_watches_without_a_new_call(day: FakeFloor) -> None:
    chen = msgspec.structs.replace(day.center.agents[BOSS], persistent_leg=True)
    day.reconfigure(msgspec.structs.replace(day.center, agents={**day.center.agents, BOSS: chen}))
    caller = talk(day)
    day.time_passes(3)
    leg = day.leg_of(BOSS)
    day.do(ask.Watch, BOSS, interaction_id=day.call(caller).id, mode="whisper")
    assert heard(day, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang"})
    day.hangs_up(caller)
    assert day.leg_of(BOSS) == leg
    assert ears(day, leg) == set()
    day.do(ask.SetReady, AGENT)
    second = day.caller_waits()
    day.answers(AGENT)
    watch(day, second)
    day.agent_hangs_up(BOSS)
    assert day.state_of(BOSS) == "not_ready"
    assert day.hear_each_other(second, AGENT)


def test_a_phone_that_does_not_come_to_stay_connected_watches_by_a_call_of_its_own(day: FakeFloor) -> None:
    chen = msgspec.structs.replace(day.center.agents[BOSS], persistent_leg=True)
    day.reconfigure(msgspec.structs.replace(day.center, agents={**day.center.agents, BOSS: chen}))
    day.switch.answer_after = 60.0
    caller = talk(day)
    stays = day.leg_of(BOSS)
    day.do(ask.Watch, BOSS, interaction_id=day.call(caller).id, mode="monitor")
    watches = day.leg_of(BOSS)
    day.hangs_up(stays, "unreachable")
    day.switch.pick_up(watches)
    day.settle()
    assert day.state_of(BOSS) == "watching"
    assert ears(day, watches) == {"caller", "zhang"}

"""Supervisors in the calls of others: who hears whom, whose turn ends how, and whose call it is."""

import pytest

from lingtong.floor.agents.model import NotLoggedIn, PhoneUnreachable, SeatBusy
from lingtong.floor.call_control.errors import NotNow, NotYours, WhyMissing
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions import events as tell

AGENT, BOSS, OTHER = "zhang", "chen", "liu"


def talk(floor: FakeFloor) -> str:
    """A caller talks with zhang; chen, who leads, is signed in and not ready."""
    caller = floor.caller_waits()
    floor.agent_ready(AGENT)
    floor.answers(AGENT)
    floor.agent_logs_in(BOSS)
    return caller


def watch(floor: FakeFloor, caller: str, mode: str = "monitor", boss: str = BOSS, **fields: object) -> None:
    floor.do(ask.Watch, boss, interaction_id=floor.call(caller).id, mode=mode, **fields)
    floor.time_passes(2.5)


def ears(floor: FakeFloor, leg_id: str) -> set[str]:
    """Whom this leg hears, by name."""
    return {name_of(floor, other) for other in floor.switch.hears(leg_id)}


def name_of(floor: FakeFloor, leg_id: str) -> str:
    return floor.switch.legs[leg_id].far_end.removeprefix("phone:ep-").replace("trunk:carrier", "caller")


def heard(floor: FakeFloor, caller: str, boss: str = BOSS) -> tuple[set[str], set[str], set[str]]:
    """What the boss, the agent and the caller hear."""
    return ears(floor, floor.leg_of(boss)), ears(floor, floor.leg_of(AGENT)), ears(floor, caller)


def test_who_monitors_hears_both_and_is_heard_by_nobody(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller)
    assert heard(floor, caller) == ({"caller", "zhang"}, {"caller"}, {"zhang"})
    assert floor.state_of(BOSS) == "watching"


def test_up_and_down_in_the_same_call(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller)
    leg = floor.leg_of(BOSS)
    watch(floor, caller, "whisper")
    assert heard(floor, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang"})
    watch(floor, caller, "barge_in")
    assert heard(floor, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang", "chen"})
    watch(floor, caller, "monitor")
    assert heard(floor, caller) == ({"caller", "zhang"}, {"caller"}, {"zhang"})
    assert floor.leg_of(BOSS) == leg
    modes = [fact.mode for fact in floor.facts if isinstance(fact, tell.SupervisionChanged)]
    assert modes == ["whisper", "barge_in", "monitor"]


def test_it_ends_with_the_call_and_the_seat_is_as_it_was(floor: FakeFloor) -> None:
    caller = talk(floor)
    floor.do(ask.SetReady, BOSS)
    watch(floor, caller)
    floor.hangs_up(caller)
    assert floor.state_of(BOSS) == "ready"
    assert floor.switch.leg_at("phone:ep-chen") is None
    (ended,) = [fact for fact in floor.facts if isinstance(fact, tell.SupervisionEnded)]
    assert (ended.cause, ended.mode) == ("cleared", "monitor")
    assert [line.code for line in floor.said if line.agent_id == BOSS] == ["watch.ended"]


def test_it_ends_when_the_supervisor_hangs_up_or_asks(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller)
    floor.agent_hangs_up(BOSS)
    assert floor.state_of(BOSS) == "not_ready"
    watch(floor, caller, "barge_in")
    floor.do(ask.Unwatch, BOSS, interaction_id=floor.call(caller).id)
    assert floor.state_of(BOSS) == "not_ready"
    assert floor.switch.leg_at("phone:ep-chen") is None
    assert floor.hear_each_other(caller, AGENT)
    causes = [fact.cause for fact in floor.facts if isinstance(fact, tell.SupervisionEnded)]
    assert causes == ["own", "own"]


def test_it_ends_when_the_supervisors_phone_is_lost(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller, "whisper")
    floor.phone(BOSS, reachable=False)
    assert floor.state_of(BOSS) == "not_ready"
    assert floor.hear_each_other(caller, AGENT)


def test_a_phone_that_does_not_answer_ends_it_before_it_began(floor: FakeFloor) -> None:
    caller = talk(floor)
    floor.switch.behavior["ep-chen"] = "declines"
    watch(floor, caller)
    assert floor.state_of(BOSS) == "not_ready"
    assert "supervision.started" not in floor.kinds()
    assert "supervision.ended" not in floor.kinds()


def test_while_the_agent_holds_the_supervisor_hears_the_agent_alone(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller, "barge_in")
    floor.do(ask.Hold, AGENT)
    assert heard(floor, caller) == ({"zhang"}, {"chen"}, set())
    assert floor.switch.legs[caller].music
    floor.do(ask.Retrieve, AGENT)
    assert heard(floor, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang", "chen"})


def test_it_follows_the_agent_into_a_consultation_and_a_conference(floor: FakeFloor) -> None:
    caller = talk(floor)
    floor.agent_ready("wang")
    watch(floor, caller)
    floor.do(ask.Consult, AGENT, kind="agent", target="wang")
    floor.answers("wang")
    assert ears(floor, floor.leg_of(BOSS)) == {"zhang", "wang"}
    assert "chen" not in ears(floor, floor.leg_of("wang"))
    floor.do(ask.Conference, AGENT)
    assert ears(floor, floor.leg_of(BOSS)) == {"zhang", "wang", "caller"}
    assert ears(floor, caller) == {"zhang", "wang"}


def test_it_ends_with_a_notice_when_the_agent_has_transferred_the_call(floor: FakeFloor) -> None:
    caller = talk(floor)
    floor.agent_ready("wang")
    watch(floor, caller)
    floor.do(ask.BlindTransfer, AGENT, kind="agent", target="wang")
    assert floor.state_of(BOSS) == "not_ready"
    (said,) = [line for line in floor.said if line.agent_id == BOSS]
    assert (said.code, said.params["cause"]) == ("watch.ended", "agent_left")
    floor.answers("wang")
    assert floor.hear_each_other(caller, "wang")


def test_it_outlives_the_agents_reload(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller, "whisper")
    floor.phone(AGENT, reachable=False)
    assert ears(floor, floor.leg_of(BOSS)) == set()
    floor.phone(AGENT, reachable=True)
    floor.time_passes(3)
    assert heard(floor, caller) == ({"caller", "zhang"}, {"caller", "chen"}, {"zhang"})


def test_two_watch_one_call_and_one_watches_one_call(floor: FakeFloor) -> None:
    caller = talk(floor)
    floor.agent_logs_in(OTHER)
    watch(floor, caller, "whisper")
    watch(floor, caller, boss=OTHER)
    assert ears(floor, floor.leg_of(OTHER)) == {"caller", "zhang"}
    assert ears(floor, floor.leg_of(AGENT)) == {"caller", "chen"}
    second = floor.caller_waits(ani="13900000001")
    floor.agent_ready("wang")
    floor.answers("wang")
    with pytest.raises(SeatBusy):
        watch(floor, second)


def test_what_cannot_be_watched_is_refused(floor: FakeFloor) -> None:
    caller = talk(floor)
    with pytest.raises(NotNow):
        watch(floor, caller, boss=AGENT)
    with pytest.raises(NotNow):
        watch(floor, caller, target_id="wang")
    with pytest.raises(NotLoggedIn):
        watch(floor, caller, boss=OTHER)
    floor.phone(BOSS, reachable=False)
    with pytest.raises(PhoneUnreachable):
        watch(floor, caller)
    floor.phone(BOSS, reachable=True)
    with pytest.raises(NotYours):
        watch(floor, caller, team_id="another team")
    with pytest.raises(NotNow):
        floor.do(ask.Unwatch, BOSS, interaction_id=floor.call(caller).id)


def test_a_supervisor_who_takes_over_is_the_agent_from_then_on(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller)
    floor.do(ask.SaveNotes, AGENT, notes="meter 7", revision=1)
    floor.do(ask.TakeOver, BOSS, interaction_id=floor.call(caller).id)
    it = floor.call(caller)
    assert floor.hear_each_other(caller, BOSS)
    assert (floor.state_of(AGENT), floor.state_of(BOSS)) == ("after_call_work", "talking")
    assert it.owner == BOSS
    assert [note.text for note in it.earlier] == ["meter 7"]
    floor.do(ask.Hold, BOSS)
    floor.do(ask.Retrieve, BOSS)
    floor.agent_hangs_up(BOSS)
    assert floor.state_of(BOSS) == "after_call_work"


@pytest.mark.parametrize("before", ["nothing", "held", "consulting", "link_lost"])
def test_taking_over_never_leaves_the_customer_in_silence(floor: FakeFloor, before: str) -> None:
    caller = talk(floor)
    floor.agent_ready("wang")
    if before == "held":
        floor.do(ask.Hold, AGENT)
    elif before == "consulting":
        floor.do(ask.Consult, AGENT, kind="agent", target="wang")
        floor.answers("wang")
    elif before == "link_lost":
        floor.phone(AGENT, reachable=False)
    floor.do(ask.TakeOver, BOSS, interaction_id=floor.call(caller).id)
    floor.time_passes(2.5)
    assert floor.hear_each_other(caller, BOSS)
    assert floor.call(caller).owner == BOSS
    assert floor.state_of(AGENT) == "after_call_work"
    floor.hangs_up(caller)
    assert floor.state_of(BOSS) == "after_call_work"


def test_a_call_is_cleared_by_force_with_a_reason(floor: FakeFloor) -> None:
    caller = talk(floor)
    interaction_id = floor.call(caller).id
    with pytest.raises(WhyMissing):
        floor.do(ask.ForceClear, BOSS, interaction_id=interaction_id, why="  ")
    floor.do(ask.ForceClear, BOSS, interaction_id=interaction_id, why="the line is burning")
    assert caller not in floor.switch.legs
    assert floor.state_of(AGENT) == "after_call_work"
    (said,) = [line for line in floor.said if line.agent_id == AGENT]
    assert (said.code, said.params) == (
        "call.force_cleared",
        {"name": "Chen", "why": "the line is burning"},
    )
    (fact,) = [fact for fact in floor.facts if isinstance(fact, tell.CallForceCleared)]
    assert (fact.agent_id, fact.target_id) == (BOSS, AGENT)


def test_a_pulled_caller_comes_straight_to_the_supervisor(floor: FakeFloor) -> None:
    first, second = floor.caller_waits(), floor.caller_waits(ani="13900000001")
    floor.agent_logs_in(BOSS)
    floor.do(ask.Pull, BOSS, interaction_id=floor.call(second).id)
    floor.time_passes(2.5)
    assert floor.hear_each_other(second, BOSS)
    assert floor.line("fault") == [first]


def test_a_pulled_caller_who_is_not_reached_keeps_the_place(floor: FakeFloor) -> None:
    first, second = floor.caller_waits(), floor.caller_waits(ani="13900000001")
    floor.agent_logs_in(BOSS)
    floor.switch.behavior["ep-chen"] = "declines"
    floor.do(ask.Pull, BOSS, interaction_id=floor.call(first).id)
    floor.time_passes(2.5)
    assert floor.line("fault") == [first, second]
    floor.agent_ready(AGENT)
    floor.answers(AGENT)
    assert floor.hear_each_other(first, AGENT)


def test_what_rings_at_a_colleague_is_picked_up_and_the_colleague_stays_ready(floor: FakeFloor) -> None:
    caller = floor.caller_waits()
    floor.agent_ready(AGENT)
    floor.agent_logs_in("wang")
    floor.do(ask.PickUp, "wang", target_id=AGENT)
    assert not floor.rings(AGENT) or floor.switch.leg_at("phone:ep-zhang") is None
    assert floor.state_of(AGENT) == "ready"
    floor.time_passes(2.5)
    assert floor.hear_each_other(caller, "wang")
    with pytest.raises(NotNow):
        floor.do(ask.PickUp, BOSS, target_id=AGENT)


def test_a_colleagues_inside_call_is_picked_up(floor: FakeFloor) -> None:
    for name in (AGENT, "wang", BOSS):
        floor.agent_logs_in(name)
    floor.do(ask.Dial, AGENT, number="1002")
    floor.time_passes(2.5)
    assert floor.rings("wang")
    floor.do(ask.PickUp, BOSS, target_id="wang")
    floor.time_passes(2.5)
    assert floor.hear_each_other(floor.leg_of(BOSS), AGENT)
    assert floor.state_of("wang") == "not_ready"


def test_waiting_callers_are_moved(floor: FakeFloor) -> None:
    one, two, three = (floor.caller_waits(ani=f"1390000000{n}") for n in range(3))
    floor.agent_logs_in(BOSS)

    def move(caller: str, **fields: object) -> None:
        floor.do(ask.MoveWaiting, BOSS, interaction_id=floor.call(caller).id, **fields)

    move(three, place="front")
    assert floor.line("fault") == [three, one, two]
    move(one, place="back")
    assert floor.line("fault") == [three, two, one]
    move(three, queue_id="billing")
    assert floor.line("fault") == [two, one]
    assert floor.line("billing") == [three]
    floor.do(ask.SetPriority, BOSS, interaction_id=floor.call(one).id, priority=7)
    assert floor.line("fault") == [one, two]
    floor.agent_ready(AGENT)
    floor.answers(AGENT)
    assert floor.hear_each_other(one, AGENT)


@pytest.mark.parametrize("mode", ["monitor", "whisper", "barge_in"])
def test_the_engine_dies_and_the_supervisor_hears_on(floor: FakeFloor, mode: str) -> None:
    caller = talk(floor)
    watch(floor, caller, mode)
    before = heard(floor, caller)
    floor.crash()
    floor.world_moves(5)
    floor.start()
    floor.time_passes(5)
    assert heard(floor, caller) == before
    floor.hangs_up(caller)
    assert floor.state_of(BOSS) == "not_ready"
    assert floor.switch.leg_at("phone:ep-chen") is None


def test_who_hung_up_meanwhile_watches_no_more(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller)
    floor.crash()
    floor.switch.hang_up(floor.leg_of(BOSS))
    floor.world_moves(1)
    floor.start()
    assert floor.state_of(BOSS) == "not_ready"
    assert floor.hear_each_other(caller, AGENT)


def test_the_switch_dies_and_nobody_watches(floor: FakeFloor) -> None:
    caller = talk(floor)
    watch(floor, caller, "whisper")
    floor.switch_dies()
    assert floor.state_of(BOSS) == "not_ready"

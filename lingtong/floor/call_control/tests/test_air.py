"""Dead air: looked for only where a rule asks, begun by nobody's word and ended by anybody's."""

import msgspec
import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions import events as tell
from lingtong.switch.commands import DetectTalk

pytestmark = pytest.mark.model

AGENT = "zhang"


def asked(day: FakeFloor, **queues: float) -> None:
    day.reconfigure(msgspec.structs.replace(day.center, dead_air=queues))


def talk(day: FakeFloor) -> str:
    caller = day.caller_waits()
    day.agent_ready(AGENT)
    day.answers(AGENT)
    return caller


def detects(day: FakeFloor) -> list[DetectTalk]:
    return [command for command in day.switch.sent if isinstance(command, DetectTalk)]


def says(day: FakeFloor, leg_id: str, on: bool) -> None:
    day.switch.talk(leg_id, on)
    day.settle()


def facts(day: FakeFloor) -> list[str]:
    return [kind for kind in day.kinds() if kind.startswith("dead_air")]


def test_without_a_rule_the_switch_is_asked_nothing(day: FakeFloor) -> None:
    asked(day, billing=10)
    talk(day)
    assert detects(day) == []


def test_nobody_says_a_word_until_somebody_does(day: FakeFloor) -> None:
    asked(day, fault=10)
    caller = talk(day)
    agent = day.leg_of(AGENT)
    says(day, caller, True)
    day.time_passes(30)
    assert day.call(caller).quiet_since is None
    says(day, agent, True)
    says(day, caller, False)
    day.time_passes(30)
    assert day.call(caller).quiet_since is None
    says(day, agent, False)
    day.time_passes(8)
    assert day.call(caller).quiet_since is None
    day.time_passes(2)
    assert day.call(caller).quiet_since is not None
    day.time_passes(5)
    says(day, caller, True)
    assert day.call(caller).quiet_since is None
    (began,) = [one for one in day.facts if isinstance(one, tell.DeadAirBegan)]
    (ended,) = [one for one in day.facts if isinstance(one, tell.DeadAirEnded)]
    assert (began.agent_id, round(began.quiet), round(ended.lasted)) == (AGENT, 10, 16)


@pytest.mark.parametrize("act", ["hold", "consult"])
def test_whoever_hears_music_is_in_no_talk(day: FakeFloor, act: str) -> None:
    asked(day, fault=10)
    caller = talk(day)
    fields = {"kind": "number", "target": "13900001111"} if act == "consult" else {}
    command = ask.Consult if act == "consult" else ask.Hold
    day.do(command, AGENT, interaction_id=day.call(caller).id, **fields)
    assert not any(leg.told_of_talk for leg in day.switch.legs.values())
    day.time_passes(15)
    assert facts(day) == []
    if act == "hold":
        day.do(ask.Retrieve, AGENT, interaction_id=day.call(caller).id)
        day.time_passes(11)
        assert facts(day) == ["dead_air.began"]


def test_it_ends_with_the_call_and_with_the_rule(day: FakeFloor) -> None:
    asked(day, fault=10)
    caller = talk(day)
    day.time_passes(11)
    assert facts(day) == ["dead_air.began"]
    asked(day)
    assert facts(day) == ["dead_air.began", "dead_air.ended"]
    assert not any(leg.told_of_talk for leg in day.switch.legs.values())
    asked(day, fault=5)
    day.time_passes(6)
    day.hangs_up(caller)
    assert facts(day) == ["dead_air.began", "dead_air.ended"] * 2
    assert day.kinds().index("interaction.ended") > max(
        at for at, kind in enumerate(day.kinds()) if kind == "dead_air.ended"
    )


def test_a_switch_that_was_away_when_the_rule_ended_is_told_when_it_is_back(day: FakeFloor) -> None:
    asked(day, fault=10)
    talk(day)
    day.socket_lost()
    asked(day)
    day.socket_back()
    day.settle()
    assert not any(leg.told_of_talk for leg in day.switch.legs.values())


def test_a_talk_that_is_over_after_a_restart_is_not_listened_to_any_more(day: FakeFloor) -> None:
    asked(day, fault=10)
    caller = talk(day)
    day.crash()
    day.phone("zhang", reachable=False)
    day.agent_hangs_up("zhang")
    day.start()
    day.settle()
    assert caller in day.switch.legs
    assert not day.switch.legs[caller].told_of_talk


def test_a_restart_and_a_lost_switch_ask_anew(day: FakeFloor) -> None:
    asked(day, fault=10)
    caller = talk(day)
    day.time_passes(11)
    day.crash()
    day.start()
    day.settle()
    assert day.call(caller).quiet_since is not None
    assert day.switch.legs[caller].told_of_talk
    says(day, caller, True)
    assert facts(day) == ["dead_air.began", "dead_air.ended"]


def test_a_pair_becomes_a_bridge_in_which_can_be_listened(day: FakeFloor) -> None:
    queues = dict(day.center.queues)
    queues["fault"] = msgspec.structs.replace(queues["fault"], recorded=False)
    day.reconfigure(msgspec.structs.replace(day.center, queues=queues, dead_air={"fault": 10.0}))
    caller = talk(day)
    assert not day.call(caller).pair
    assert day.hear_each_other(caller, AGENT)


def test_a_muted_agent_says_nothing(day: FakeFloor) -> None:
    asked(day, fault=10)
    caller = talk(day)
    call = day.call(caller)
    says(day, day.leg_of(AGENT), True)
    day.do(ask.Mute, AGENT, interaction_id=call.id, on=True)
    day.time_passes(11)
    assert facts(day) == ["dead_air.began"]
    day.do(ask.Mute, AGENT, interaction_id=call.id, on=False)
    assert facts(day) == ["dead_air.began", "dead_air.ended"]

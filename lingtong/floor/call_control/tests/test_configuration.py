"""An administrator saves while calls are live: new rules from now on, and nobody is lost."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.agents.model import AgentUnknown
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor
from lingtong.interactions.events import InteractionEnded

pytestmark = pytest.mark.room


def without(day: FakeFloor, kind: str, key: str) -> None:
    left = {name: thing for name, thing in getattr(day.center, kind).items() if name != key}
    change: dict[str, Any] = {kind: left}
    day.reconfigure(msgspec.structs.replace(day.center, **change))


def test_a_removed_queue_serves_those_who_stand_in_it(day: FakeFloor) -> None:
    caller = day.caller_waits("billing")
    day.agent_logs_in("chen")
    without(day, "queues", "billing")
    assert day.line("billing") == [caller]
    day.do(ask.SetReady, "chen")
    day.answers("chen")
    assert day.hear_each_other(caller, "chen")


def test_a_removed_queue_takes_nobody_new(day: FakeFloor) -> None:
    without(day, "queues", "billing")
    caller = day.caller_waits("billing")
    assert day.call(caller).last_word == "transfer_failed"


def test_who_waited_in_a_queue_that_went_while_the_engine_was_dead_gets_a_word(day: FakeFloor) -> None:
    caller = day.caller_waits("billing")
    day.crash()
    day.center = msgspec.structs.replace(day.center, queues={"fault": day.center.queues["fault"]})
    day.start()
    assert day.call(caller).last_word == "all_agents_busy"
    day.time_passes(5)
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["released"]


def test_a_removed_agent_talks_to_the_end_and_is_then_signed_out(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    without(day, "agents", "zhang")
    assert day.call(caller).stage == "talking"
    day.hangs_up(caller)
    assert day.state_of("zhang") == "logged_out"
    with pytest.raises(AgentUnknown):
        day.do(ask.LogIn, "zhang")


@pytest.mark.parametrize("then", ["answers", "nothing"])
def test_an_agent_removed_while_ringing_gives_the_caller_back(day: FakeFloor, then: str) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    without(day, "agents", "zhang")
    assert day.line("fault") == [caller]
    assert day.call(caller).offer is None
    day.agent_ready("wang")
    day.answers("wang")
    assert day.hear_each_other(caller, "wang")


def test_a_removed_agent_in_after_call_work_is_signed_out(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.hangs_up(caller)
    without(day, "agents", "zhang")
    assert day.state_of("zhang") == "logged_out"
    assert not day.engine.floor.board.interactions


def test_an_agent_removed_while_consulted_gives_the_customer_back(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    day.agent_ready("chen")
    day.do(ask.Consult, "zhang", kind="agent", target="chen")
    without(day, "agents", "chen")
    assert day.hear_each_other(caller, "zhang")


def test_a_removed_flow_says_goodbye(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.time_passes(4)
    without(day, "flows", "main")
    assert day.call(caller).last_word == "goodbye"
    day.time_passes(5)
    assert caller not in day.switch.legs


def test_a_changed_flow_goes_on_in_its_new_form(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.time_passes(4)
    flow = day.center.flows["main"]
    nodes = {name: node for name, node in flow.nodes.items() if name != "menu"}
    nodes["welcome"] = msgspec.structs.replace(flow.nodes["welcome"], next="billing")
    day.reconfigure(
        msgspec.structs.replace(day.center, flows={"main": msgspec.structs.replace(flow, nodes=nodes)})
    )
    day.time_passes(30)
    assert day.line("billing") == [caller]


def test_skills_saved_now_match_now(day: FakeFloor) -> None:
    caller = day.caller_waits("fault")
    day.agent_ready("chen")
    assert day.state_of("chen") == "ready"
    chen = msgspec.structs.replace(day.center.agents["chen"], skills={"fault": 9})
    day.reconfigure(msgspec.structs.replace(day.center, agents={**day.center.agents, "chen": chen}))
    day.answers("chen")
    assert day.hear_each_other(caller, "chen")


def test_trunks_removed_in_a_call_leave_it_alone(day: FakeFloor) -> None:
    day.switch.behavior["13900001111"] = "answers"
    day.agent_ready("zhang")
    day.do(ask.Dial, "zhang", number="13900001111")
    without(day, "trunks", "carrier")
    without(day, "trunks", "second")
    day.time_passes(5)
    assert not day.engine.floor.board.interactions or day.state_of("zhang") == "after_call_work"
    assert any(said.code == "call.no_trunk" for said in day.said)

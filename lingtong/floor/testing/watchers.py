"""Supervisors: who monitors is heard by nobody, who whispers by the agent alone, who barges in by all."""

from collections.abc import Iterator

from lingtong.floor.agents.model import Engagement
from lingtong.floor.call_control import Board, is_there, target_leg
from lingtong.floor.call_control.model import Interaction, Watcher
from lingtong.switch.fake import FakeSwitch


def wrong_watchers(board: Board, it: Interaction) -> Iterator[tuple[bool, str]]:
    """After each turn: conditions that must not be true, and their names."""
    for one in it.watchers.values():
        seat = board.seats.get(one.agent_id)
        watches = seat.engagement is Engagement.WATCHING and seat.interaction_id == it.id
        yield not watches, f"{one.agent_id} watches from elsewhere"
        yield board.by_leg.get(one.leg.leg_id) != it.id, f"the leg of {one.agent_id} is not found"
        yield not is_there(it, one.target_id), f"{one.agent_id} watches {one.target_id}, who is not there"
        yield one.target_id == one.agent_id, f"{one.agent_id} watches the own call"


def wrong_ears(it: Interaction, switch: FakeSwitch) -> Iterator[str]:
    """When all is quiet: who hears whom at the switch."""
    for one in it.watchers.values():
        there = switch.legs.get(one.leg.leg_id)
        if there is None or not there.connected or not one.leg.is_up:
            continue
        if (there.listens_to, there.whispers) != (one.hears, one.whispers):
            yield f"{one.agent_id} listens to {there.listens_to!r}, and not to {one.hears!r}"
        if there.bridge_id != one.leg.bridge_id:
            yield f"{one.agent_id} is in {there.bridge_id!r}, and not in {one.leg.bridge_id!r}"
        yield from _heard_by(it, one, switch)
        yield from _hears(it, one, switch)


def _heard_by(it: Interaction, one: Watcher, switch: FakeSwitch) -> Iterator[str]:
    mouth, target = one.leg.leg_id, target_leg(it, one.target_id)
    ears = {leg_id for leg_id in switch.legs if mouth in switch.hears(leg_id)}
    alone = {target.leg_id} if target is not None and target.leg_id in switch.legs else set[str]()
    if one.mode == "monitor" and ears:
        yield f"{one.agent_id} monitors and is heard by {sorted(ears)}"
    if one.mode == "whisper" and not ears <= alone:
        yield f"{one.agent_id} whispers and is heard by {sorted(ears)}"
    if one.mode == "barge_in" and target is not None and target.is_up and not alone <= ears:
        yield f"{one.agent_id} has barged in and is not heard by the agent"


def _hears(it: Interaction, one: Watcher, switch: FakeSwitch) -> Iterator[str]:
    """All that the agent says and hears, but no whisper of others."""
    target = target_leg(it, one.target_id)
    if target is None or not target.is_up or target.leg_id not in switch.legs:
        return
    heard = switch.hears(one.leg.leg_id)
    if not target.muted and target.leg_id not in heard:
        yield f"{one.agent_id} does not hear the agent"
    whispering = {other.leg.leg_id for other in it.watchers.values() if other.mode == "whisper"}
    if whispering & heard:
        yield f"{one.agent_id} hears the whisper of others"
    if it.customer.leg_id in switch.hears(target.leg_id) and it.customer.leg_id not in heard:
        yield f"{one.agent_id} does not hear the customer"

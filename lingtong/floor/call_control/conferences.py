"""Conferences of three and more: who comes, who goes, who is muted."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import end, free_agent
from lingtong.floor.call_control.errors import ConferenceFull, NotNow
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.call_control.transfers import close_consult, end_consult, own_leg, to_outside
from lingtong.interactions.events import PartyDropped, PartyMuted
from lingtong.switch.calls import Leg
from lingtong.switch.commands import MuteLeg

MOST_PARTIES = 8  # with the customer


def need_room(it: Interaction) -> None:
    if 1 + len(it.legs) >= MOST_PARTIES:
        raise ConferenceFull(f"A conference has {MOST_PARTIES} parties at most.", most=MOST_PARTIES)


def merge(board: Board, it: Interaction, agent_id: str) -> None:
    """The consultant comes to all others."""
    assert it.consult is not None
    leg, consultant = own_leg(it, agent_id), it.legs[it.consult.leg_id]
    board.leave(it, leg)
    board.leave(it, consultant)
    close_consult(board, it, "conference")
    board.music(it, consultant, on=False)
    board.retrieve(it, leg)
    board.join(it, it.bridge_id, consultant)
    it.conference = True


def leave(board: Board, it: Interaction, agent_id: str) -> None:
    """The others talk on: a remaining agent owns the call, or the customer is with somebody outside."""
    if it.consult is not None and agent_id in (it.owner, _consultant(it)):
        end_consult(board, it)
        if agent_id != it.owner:
            return
    others = [leg for leg in it.legs.values() if leg.agent_id != agent_id and leg.is_up]
    if not others:
        return end(board, it, "agent")
    leg = it.leg_of(agent_id)
    if leg is not None:
        board.clear_leg(it, leg)
        free_agent(board, it, agent_id)
    if it.owner == agent_id:
        _inherit(board, it, others)
    settle(board, it)


def _inherit(board: Board, it: Interaction, others: list[Leg]) -> None:
    heir = next((leg for leg in others if leg.agent_id), None)
    it.owner = heir.agent_id if heir else ""
    if heir is not None:
        return board.joined(it, heir, "agent")
    for leg in it.all_legs():
        _mute(board, it, leg, on=False)  # nobody is left who could
    to_outside(board, it)


def drop(board: Board, it: Interaction, agent_id: str, leg_id: str) -> None:
    leg = _party(it, agent_id, leg_id)
    if leg is it.customer:
        raise NotNow("The customer cannot be sent out: end the call instead.")
    board.announce(PartyDropped, it, leg_id=leg_id, agent_id=agent_id, target_id=leg.agent_id)
    board.clear_leg(it, leg, why="dropped")
    if leg.agent_id:
        free_agent(board, it, leg.agent_id)
        board.turn.say(leg.agent_id, "conference.dropped", name=board.name_of(agent_id))
    settle(board, it)


def mute(board: Board, it: Interaction, agent_id: str, leg_id: str, *, on: bool) -> None:
    leg = _party(it, agent_id, leg_id)
    if leg.muted != on:
        _mute(board, it, leg, on=on)
        board.announce(PartyMuted, it, leg_id=leg_id, agent_id=agent_id, on=on)


def settle(board: Board, it: Interaction) -> None:
    """After somebody has gone: whether it still is one, and that nobody is left in silence."""
    consultant = it.consult.leg_id if it.consult is not None else ""
    it.conference = sum(leg.leg_id != consultant for leg in it.legs.values()) > 1
    board.touch(it)
    if it.conference:
        return
    if not it.customer.agent_id:
        _mute(board, it, it.customer, on=False)
    owner = it.leg_of(it.owner)
    if it.stage is Stage.TALKING and owner is not None and owner.held_at is not None:
        board.music(it, it.customer, on=True)


def _mute(board: Board, it: Interaction, leg: Leg, *, on: bool) -> None:
    if leg.muted != on:
        leg.muted = on
        board.turn.send(MuteLeg(leg_id=leg.leg_id, on=on))
        board.touch(it)


def _party(it: Interaction, agent_id: str, leg_id: str) -> Leg:
    """Another than the one who asks, in the conference and not in a consultation beside it."""
    leg = it.leg(leg_id)
    consultant = it.consult.leg_id if it.consult is not None else ""
    if leg is None or leg.agent_id == agent_id or leg_id == consultant:
        raise NotNow("This party is not in the conference any more.")
    return leg


def _consultant(it: Interaction) -> str:
    leg = it.legs.get(it.consult.leg_id) if it.consult is not None else None
    return leg.agent_id if leg is not None else ""

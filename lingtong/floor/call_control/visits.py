"""A customer in a menu to which the agent has sent the call, and the way back."""

from typing import Literal

from lingtong.floor.call_control import recordings
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Cue, Interaction, Visit
from lingtong.interactions.events import CameFromMenu, SentToMenu
from lingtong.switch.calls import Leg

How = Literal["done", "taken_back", "link_lost", "ended"]


def begin(board: Board, it: Interaction, leg: Leg, flow_id: str, node: str) -> None:
    """The agent waits; what the customer types is for the menu alone, so nothing of it is recorded."""
    board.hold(it, leg, music=False)
    board.music(it, it.customer, on=False)
    board.leave(it, it.customer)
    it.visit = Visit(agent_id=leg.agent_id, flow_id=flow_id, since=board.now)
    board.move(it, Cue.SENT_TO_MENU)
    board.announce(SentToMenu, it, agent_id=leg.agent_id, flow_id=flow_id, node=node)
    if it.recording is not None and it.recording.state == "on":
        it.visit.paused = True
        recordings.pause(board, it, on=True, by="menu", agent_id=leg.agent_id)


def come_back(board: Board, it: Interaction, how: How) -> None:
    """Both hear each other again. Where the agent's phone is gone the customer is with nobody yet."""
    visit = it.visit
    if visit is None:
        return
    over(board, it, how)
    board.move(it, Cue.RETURNED)
    board.join(it, it.bridge_id, it.customer)
    leg = it.leg_of(visit.agent_id)
    if leg is not None and how != "link_lost":
        board.retrieve(it, leg)
    if how == "done":
        board.turn.say(visit.agent_id, "menu.done", interaction_id=it.id)


def over(board: Board, it: Interaction, how: How) -> None:
    """The walk ends, if there is one."""
    visit, it.visit = it.visit, None
    if visit is None:
        return
    board.turn.timers.drop(("silence", it.id))
    if it.position is not None:
        board.stop_play(it.position.play_id)
        it.position = None
    if visit.paused and it.recording is not None and it.recording.state == "paused" and how != "ended":
        recordings.pause(board, it, on=False, by="menu", agent_id=visit.agent_id)
    lasted = (board.now - visit.since).total_seconds()
    board.announce(CameFromMenu, it, agent_id=visit.agent_id, how=how, lasted=lasted)

"""What supervisors do, done or refused. The api has checked the permission; whose team it is, this does."""

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.call_control import by_hand, preludes, transfers, watching
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import end, free_agent
from lingtong.floor.call_control.errors import NotNow, NotYours, TextTooLong, WhyMissing
from lingtong.floor.call_control.model import Cue, Interaction, Stage, Watcher, WrapUp
from lingtong.floor.live import commands as ask
from lingtong.interactions.events import CallForceCleared, CallTakenOver, LinkRestored

LONGEST_WHY = 500


def supervise(board: Board, command: ask.Supervise) -> str:
    """Gives the id of the interaction that it was done to."""
    if board.seats.config(command.agent_id).tenant_id != command.tenant_id:
        raise NotNow("This seat is not yours.")
    board.need_switch()
    if isinstance(command, ask.PickUp):
        return _pick_up(board, command)
    it = board.get(getattr(command, "interaction_id", ""), command.tenant_id)
    board.touch(it)
    match command:
        case ask.Watch():
            _watch(board, it, command)
        case ask.Unwatch():
            watching.stop(board, it, _own(it, command.agent_id), "own")
        case ask.TakeOver():
            _take_over(board, it, command)
        case ask.ForceClear(why=why):
            _force_clear(board, it, command, _said(why))
        case _:
            _about_waiting(board, it, command)
    return it.id


def _about_waiting(board: Board, it: Interaction, command: ask.Supervise) -> None:
    _need_queue(board, by_hand.in_line(it).queue_id, command)
    match command:
        case ask.Pull():
            by_hand.pull(board, it, command.agent_id)
        case ask.MoveWaiting(queue_id=queue_id, place=place, why=why):
            by_hand.move(board, it, command.agent_id, queue_id, place, _said(why, needed=False))
        case ask.SetPriority(priority=priority, why=why):
            by_hand.set_priority(board, it, command.agent_id, priority, _said(why, needed=False))


def _pick_up(board: Board, command: ask.PickUp) -> str:
    if board.seats.config(command.target_id).tenant_id != command.tenant_id:
        raise NotNow("Nothing rings there any more.")
    _need_agent(board, command.target_id, command)
    return by_hand.pick_up(board, command.agent_id, command.target_id).id


# --- whose


def _need_agent(board: Board, agent_id: str, command: ask.Supervise) -> None:
    config = board.center.agents.get(agent_id)
    if command.team_id is not None and (config is None or config.team_id != command.team_id):
        raise NotYours("This agent is not in your team.")


def _need_queue(board: Board, queue_id: str, command: ask.Supervise) -> None:
    """A queue is a team's if somebody of the team serves it."""
    if command.team_id is None:
        return
    team = (agent.id for agent in board.center.agents.values() if agent.team_id == command.team_id)
    if not any(queue_id in board.acd.able(agent_id) for agent_id in team):
        raise NotYours("Nobody of your team serves this queue.")


def _own(it: Interaction, agent_id: str) -> Watcher:
    one = it.watchers.get(agent_id)
    if one is None:
        raise NotNow("You are not in this call any more.")
    return one


def _said(why: str, *, needed: bool = True) -> str:
    why = why.strip()
    if needed and not why:
        raise WhyMissing("Say why: the agent reads it, and it is kept.")
    if len(why) > LONGEST_WHY:
        raise TextTooLong("Keep the reason under 500 characters.", most=LONGEST_WHY)
    return why


# --- in a call


def _watch(board: Board, it: Interaction, command: ask.Watch) -> None:
    one = it.watchers.get(command.agent_id)
    target_id = one.target_id if one is not None else command.target_id or it.owner
    _need_agent(board, target_id, command)
    if one is not None and command.target_id in ("", target_id):
        return watching.change(board, it, one, command.mode)
    if one is not None or target_id == command.agent_id:
        raise NotNow("You are in this call already.")
    if not watching.is_there(it, target_id):
        raise NotNow("This agent is not in the call any more.")
    watching.begin(board, it, command.agent_id, target_id, command.mode)


def _take_over(board: Board, it: Interaction, command: ask.TakeOver) -> None:
    one = it.watchers.get(command.agent_id)
    target_id = one.target_id if one is not None else it.owner
    _need_agent(board, target_id, command)
    if not _can_be_replaced(it, target_id) or target_id == command.agent_id:
        raise NotNow("This agent cannot be replaced now.")
    if one is None:
        one = watching.begin(board, it, command.agent_id, target_id, "monitor")
    one.takes_over = True
    if one.leg.is_up:
        take_place(board, it, one)


def _can_be_replaced(it: Interaction, target_id: str) -> bool:
    if it.direction == "internal":
        return False
    if it.stage is Stage.LINK_LOST:
        return it.owner == target_id
    return it.stage is Stage.TALKING and (
        it.owner == target_id or (it.conference and it.leg_of(target_id) is not None)
    )


def can_of(it: Interaction, agent_id: str, *, watches: bool) -> frozenset[str]:
    """The `do` tags of what a supervisor may do with the agent's call now."""
    can = {"force_clear"}
    if watching.is_there(it, agent_id):
        can.add("watch")
    if watches:
        can.add("unwatch")
    if _can_be_replaced(it, agent_id):
        can.add("take_over")
    return frozenset(can)


def take_place(board: Board, it: Interaction, one: Watcher) -> None:
    """The supervisor joins before the agent leaves: the customer always hears somebody."""
    one.takes_over = False
    if not _can_be_replaced(it, one.target_id):
        return board.turn.say(one.agent_id, "watch.not_taken_over", name=board.name_of(one.target_id))
    preludes.finish(board, it)
    target_id, agent_id, leg = one.target_id, one.agent_id, watching.hand_over(board, it, one)
    if it.consult is not None:
        transfers.end_consult(board, it)
    it.legs[leg.leg_id] = leg
    before = it.wrap_ups.get(agent_id)
    it.wrap_ups[agent_id] = WrapUp(
        agent_id=agent_id, queue_id=it.last_queue, notes=before.notes if before else ""
    )
    board.engage(agent_id, SeatCue.CONNECTED, it, cause="own")
    board.music(it, it.customer, on=False)
    if leg.bridge_id != it.bridge_id:
        board.join(it, it.bridge_id, leg)
    if it.owner == target_id:
        it.owner = agent_id
    board.joined(it, leg, "agent")
    _send_off(board, it, target_id)
    board.announce(CallTakenOver, it, agent_id=agent_id, target_id=target_id)
    board.turn.say(target_id, "call.taken_over", name=board.name_of(agent_id))


def _send_off(board: Board, it: Interaction, target_id: str) -> None:
    """The one who was replaced goes to after-call work, and the notes stay with the call."""
    transfers.sign_all(board, it)
    leg = it.leg_of(target_id)
    if leg is not None:
        board.clear_leg(it, leg, why="taken over")
    if it.stage is Stage.LINK_LOST:
        board.turn.timers.drop(("link", it.id))
        board.turn.timers.drop(("relink", it.id))
        board.move(it, Cue.LINK_RESTORED)
        lasted = (board.now - it.link_lost_at).total_seconds() if it.link_lost_at else 0.0
        it.link_lost_at = None
        board.announce(LinkRestored, it, agent_id=target_id, lasted=lasted)
    free_agent(board, it, target_id)
    it.conference = len(it.legs) > 1


def _force_clear(board: Board, it: Interaction, command: ask.ForceClear, why: str) -> None:
    if it.stage is Stage.ENDED:
        raise NotNow("This call is over.")
    agents = [agent_id for agent_id in it.agents() if agent_id != command.agent_id]
    target_id = it.owner or (it.offers[0].agent_id if it.offers else "")
    if target_id:
        _need_agent(board, target_id, command)
    else:
        _need_queue(board, it.last_queue, command)
    board.announce(CallForceCleared, it, agent_id=command.agent_id, target_id=target_id, why=why)
    for agent_id in agents:
        board.turn.say(agent_id, "call.force_cleared", name=board.name_of(command.agent_id), why=why)
    end(board, it, "center", "normal", result="" if it.was_handled else "released")


def phone_connected(board: Board, it: Interaction, one: Watcher) -> None:
    watching.connected(board, it, one)
    if one.takes_over:
        take_place(board, it, one)

"""What supervisors do, done or refused. The api has checked the permission; whose team it is, this does."""

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.call_control import (
    by_hand,
    conferences,
    links,
    preludes,
    recordings,
    transfers,
    visits,
    watching,
)
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import end, free_agent
from lingtong.floor.call_control.errors import (
    ConferenceStays,
    InNoTeam,
    NotInMenu,
    NotNow,
    NotYours,
    OnlyListening,
    OwnCall,
    TextTooLong,
    WhyMissing,
)
from lingtong.floor.call_control.model import Interaction, Stage, Watcher, WrapUp
from lingtong.floor.live import commands as ask
from lingtong.floor.live.recording_commands import RecordOf
from lingtong.interactions.events import CallForceCleared, CallTakenOver

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
        case ask.Watch() | ask.Unwatch():
            _listen(board, it, command)
        case ask.TakeOver():
            _take_over(board, it, command)
        case ask.ForceClear(why=why):
            _force_clear(board, it, command, _said(why))
        case RecordOf(what=what):
            _record(board, it, command, what)
        case ask.ForceTransfer(why=why):
            _force_transfer(board, it, command, _said(why))
        case _:
            _about_alone(board, it, command)
    return it.id


def _about_alone(board: Board, it: Interaction, command: ask.Supervise) -> None:
    """With whom no agent is yet: in a menu or in line."""
    if isinstance(command, ask.TakeFromMenu):
        _take_from_menu(board, it, command, _said(command.why, needed=False))
    else:
        _about_waiting(board, it, command)


def _about_waiting(board: Board, it: Interaction, command: ask.Supervise) -> None:
    _need_queue(board, by_hand.in_line(it).queue_id, command)
    match command:
        case ask.Pull():
            by_hand.pull(board, it, command.agent_id)
        case ask.MoveWaiting(queue_id=queue_id, place=place, why=why):
            by_hand.move(board, it, command.agent_id, queue_id, place, _said(why, needed=False))
        case ask.SetPriority(priority=priority, why=why):
            by_hand.set_priority(board, it, command.agent_id, priority, _said(why, needed=False))


def _listen(board: Board, it: Interaction, command: ask.Watch | ask.Unwatch) -> None:
    if isinstance(command, ask.Watch):
        _watch(board, it, command)
    else:
        watching.stop(board, it, _own(it, command.agent_id), "own")


def _record(board: Board, it: Interaction, command: ask.Supervise, what: str) -> None:
    _need_agent(board, it.owner, command)
    if what in ("begin", "end"):
        recordings.by_hand(board, it, on=what == "begin", by="supervisor")
    else:
        recordings.pause(board, it, on=what == "pause", by="supervisor", agent_id=command.agent_id)


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


def _need_caller(it: Interaction, command: ask.Supervise) -> None:
    """Somebody in a menu is in no team's hands yet."""
    if it.stage is not Stage.MENU or it.visit is not None:
        raise NotInMenu("This caller is not in a menu any more.")
    if command.team_id is not None:
        raise InNoTeam("Callers in a menu are in no team yet: who supervises everybody may do this.")


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
    if not target_id:
        _need_caller(it, command)
        if command.mode != "monitor":
            raise OnlyListening("Nobody is with this caller yet: you can only listen.")
    else:
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
    if target_id:
        _need_agent(board, target_id, command)
    if not _can_be_replaced(it, target_id) or target_id == command.agent_id:
        raise NotNow("This agent cannot be replaced now.")
    _need_recorder(board, it)
    if one is None:
        one = watching.begin(board, it, command.agent_id, target_id, "monitor")
    one.takes_over = True
    if one.leg.is_up:
        take_place(board, it, one)


def _can_be_replaced(it: Interaction, target_id: str) -> bool:
    if it.direction == "internal" or not target_id:
        return False
    if it.stage is Stage.LINK_LOST:
        return it.owner == target_id
    return it.stage is Stage.TALKING and (
        it.owner == target_id or (it.conference and it.leg_of(target_id) is not None)
    )


def _need_recorder(board: Board, it: Interaction) -> None:
    """With a caller who is alone nobody waits for anything."""
    if it.stage is not Stage.LINK_LOST:
        recordings.need_known(board, it)


def can_of(it: Interaction, agent_id: str, *, watches: bool) -> frozenset[str]:
    """The `do` tags of what a supervisor may do with the agent's call now."""
    can = {"force_clear"}
    if watching.is_there(it, agent_id):
        can.add("watch")
    if watches:
        can.add("unwatch")
    if _can_be_replaced(it, agent_id):
        can.add("take_over")
    if _can_be_sent_on(it, agent_id):
        can.add("force_transfer")
    if it.stage is Stage.MENU and it.visit is None:
        can.add("take_from_menu")
    return frozenset(can)


def _can_be_sent_on(it: Interaction, agent_id: str) -> bool:
    """From the agent whose call it is, also out of a hold, a consultation, a menu, or with a lost phone."""
    if it.direction == "internal" or it.conference or not agent_id or it.owner != agent_id:
        return False
    return it.stage in (Stage.TALKING, Stage.LINK_LOST) or it.visit is not None


def _force_transfer(board: Board, it: Interaction, command: ask.ForceTransfer, why: str) -> None:
    target_id, agent_id = it.owner, command.agent_id
    if target_id:
        _need_agent(board, target_id, command)
    if it.conference:
        raise ConferenceStays("A conference cannot be sent on. Take it over, or clear it.")
    if not _can_be_sent_on(it, target_id):
        raise NotNow("No agent talks with this customer now.")
    if target_id == agent_id:
        raise OwnCall("This is your own call: transfer it on your desk.")
    _need_recorder(board, it)
    target = transfers.checked_target(board, it, agent_id, command.kind, command.target)
    preludes.finish(board, it)
    visits.come_back(board, it, "taken_back")
    transfers.end_consult(board, it)
    if it.stage is Stage.LINK_LOST:
        links.given_up(board, it)
    transfers.send_on(board, it, target_id, command.kind, target, why=why, forced_by=agent_id)
    board.turn.say(target_id, "call.sent_on", name=board.name_of(agent_id), why=why)


def _take_from_menu(board: Board, it: Interaction, command: ask.TakeFromMenu, why: str) -> None:
    _need_caller(it, command)
    if command.queue_id:
        return by_hand.menu_to_queue(board, it, command.agent_id, command.queue_id, why)
    own = it.watchers.get(command.agent_id)
    if own is not None:
        watching.stop(board, it, own, "own")
    by_hand.menu_to_me(board, it, command.agent_id, why)


def take_place(board: Board, it: Interaction, one: Watcher) -> None:
    """The supervisor joins before the agent leaves: the customer always hears somebody."""
    one.takes_over = False
    if not _can_be_replaced(it, one.target_id):
        return board.turn.say(one.agent_id, "watch.not_taken_over", name=board.name_of(one.target_id))
    if it.stage is not Stage.LINK_LOST and recordings.is_unsure(board, it):
        return board.turn.say(one.agent_id, "recorder.unknown", interaction_id=it.id)
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
        links.given_up(board, it)
    free_agent(board, it, target_id)
    conferences.settle(board, it)


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

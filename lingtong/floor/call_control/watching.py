"""A supervisor's leg beside a call: whom it hears, who hears it, and when it ends.

What the switch is asked for follows from the mode and from where the watched agent's leg is now: it is put
right at the end of each turn, so hold, consultation, conference and a lost link need no line of their own.
"""

from typing import Literal

from lingtong.floor.agents import end_help
from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.agents.model import Engagement, PhoneUnreachable, SeatBusy
from lingtong.floor.call_control import phones
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction, Stage, Watcher, WatchMode
from lingtong.interactions.events import SupervisionChanged, SupervisionEnded, SupervisionStarted
from lingtong.switch.calls import Leg, LegCue, LegState
from lingtong.switch.commands import (
    Cause,
    ClearLeg,
    JoinBridge,
    LeaveBridge,
    Listen,
    Originate,
    StopListening,
)
from lingtong.switch.events import LegSeen

RING_FOR = 20.0  # seconds until the supervisor's phone must have answered
EndCause = Literal["own", "cleared", "agent_left", "left_menu", "phone_lost", "took_over", "removed"]


def target_leg(it: Interaction, target_id: str) -> Leg | None:
    """Where the watched agent is, while the phone is in the call; without an agent, the caller."""
    if not target_id:
        return it.customer
    if it.customer.agent_id == target_id and it.customer.leg_id:
        return it.customer
    return it.leg_of(target_id)


def is_there(it: Interaction, target_id: str) -> bool:
    """The agent is in the call, or about to come back into it; without an agent, the caller is in a menu."""
    if not target_id:
        return it.stage is Stage.MENU and it.visit is None
    if it.owner == target_id and (it.stage is Stage.LINK_LOST or it.visit is not None):
        return True
    return it.stage in (Stage.TALKING, Stage.DIALING) and target_leg(it, target_id) is not None


def begin(board: Board, it: Interaction, agent_id: str, target_id: str, mode: WatchMode) -> Watcher:
    """Call the supervisor's phone, or take the leg that stays connected."""
    seat, config = board.seats.logged_in(agent_id), board.seats.config(agent_id)
    if seat.engagement is not Engagement.FREE:
        raise SeatBusy("Finish what you are at first.")
    if not board.seats.phone_reachable(agent_id):
        raise PhoneUnreachable("Your phone is not reachable. Check it first.")
    leg = Leg(
        leg_id=seat.nailed_leg if seat.nailed_up else board.turn.ids.new(),
        role="supervisor",
        agent_id=agent_id,
        number=config.agent_number,
        since=board.now,
    )
    one = Watcher(
        agent_id=agent_id, target_id=target_id, mode=mode, leg=leg, since=board.now, mode_since=board.now
    )
    it.watchers[agent_id] = one
    board.by_leg[leg.leg_id] = it.id
    board.engage(agent_id, SeatCue.WATCH_BEGUN, it, cause="own")
    if seat.nailed_up:
        connected(board, it, one)
    else:
        phones.call(
            board,
            agent_id,
            Originate(
                leg_id=leg.leg_id,
                endpoint="",
                ring_for=RING_FOR,
                caller_number=board.number_of(target_id) or it.dnis,
                caller_name=board.name_of(target_id) or it.entry_point,
                variables={"interaction": it.id, "agent": agent_id},
                headers={"X-Lingtong-Interaction": it.id, "X-Lingtong-Watch": "yes"},
                auto_answer=True,
            ),
        )
    return one


def connected(board: Board, it: Interaction, one: Watcher) -> None:
    if not one.leg.take(LegCue.ANSWERED, board.now):
        return
    one.mode_since = board.now
    board.announce(SupervisionStarted, it, agent_id=one.agent_id, target_id=one.target_id, mode=one.mode)
    if one.target_id:
        end_help(board.turn, board.seats, one.target_id, "watched", one.agent_id)
    _show(board, it, one)


def change(board: Board, it: Interaction, one: Watcher, mode: WatchMode) -> None:
    """Up or down, in the same call."""
    if mode == one.mode:
        return
    before, one.mode = one.mode, mode
    if one.leg.is_up:
        lasted = (board.now - one.mode_since).total_seconds()
        board.announce(
            SupervisionChanged,
            it,
            agent_id=one.agent_id,
            target_id=one.target_id,
            mode=mode,
            before=before,
            lasted=lasted,
        )
    one.mode_since = board.now
    _show(board, it, one)


def stop(board: Board, it: Interaction, one: Watcher, cause: EndCause, *, gone: bool = False) -> None:
    """The supervisor is out of the call. `gone`: the leg has ended by itself."""
    _tell_end(board, it, one, cause)
    del it.watchers[one.agent_id]
    board.by_leg.pop(one.leg.leg_id, None)
    if not gone:
        _let_go(board, one)
    board.engage(one.agent_id, SeatCue.WATCH_ENDED, it, cause="own")
    _target_changed(board, one)
    if cause != "own":
        board.turn.say(one.agent_id, f"watch.ended_{cause}", name=board.name_of(one.target_id))


def stop_all(board: Board, it: Interaction, cause: EndCause) -> None:
    for one in list(it.watchers.values()):
        stop(board, it, one, cause)


def cleared(board: Board, it: Interaction, one: Watcher, cause: Cause) -> None:
    """The supervisor's phone hung up, did not answer, or is gone."""
    was_up = one.leg.is_up
    stop(board, it, one, "own" if cause == "normal" and was_up else "phone_lost", gone=True)


def phone_lost(board: Board, it: Interaction, agent_id: str, gone: str = "") -> None:
    """`gone` is the leg that has ended by itself, if it was one that stays connected."""
    one = it.watchers.get(agent_id)
    if one is not None:
        stop(board, it, one, "phone_lost", gone=one.leg.leg_id == gone)


def hand_over(board: Board, it: Interaction, one: Watcher) -> Leg:
    """The leg is the supervisor's no more: it becomes a party of the call."""
    _tell_end(board, it, one, "took_over")
    del it.watchers[one.agent_id]
    if one.hears:
        board.turn.send(StopListening(leg_id=one.leg.leg_id))
    _target_changed(board, one)
    return one.leg


def settle(board: Board, it: Interaction) -> None:
    """Bring every supervisor's sound to where the watched agent is now."""
    for one in list(it.watchers.values()):
        if not is_there(it, one.target_id):
            stop(board, it, one, "agent_left" if one.target_id else "left_menu")
        elif one.leg.is_up:
            _place(board, it, one)


def sweep(board: Board, it: Interaction) -> None:
    """A watcher whose seat is elsewhere is none."""
    for one in list(it.watchers.values()):
        seat = board.seats.get(one.agent_id)
        if seat.engagement is not Engagement.WATCHING or seat.interaction_id != it.id:
            del it.watchers[one.agent_id]
            board.by_leg.pop(one.leg.leg_id, None)
            _let_go(board, one)
            board.touch(it)


def repair(board: Board, it: Interaction, legs: dict[str, LegSeen]) -> None:
    """Listening ends with the connection to the switch: it is asked for again when this turn is settled."""
    for one in it.watchers.values():
        there = legs.get(one.leg.leg_id)
        if there is None:
            continue
        one.hears, one.whispers = "", False
        if one.leg.bridge_id and there.bridge_id != one.leg.bridge_id:
            board.turn.send(JoinBridge(bridge_id=one.leg.bridge_id, leg_ids=(one.leg.leg_id,)))
        elif there.bridge_id and not one.leg.bridge_id:
            board.turn.send(LeaveBridge(bridge_id=there.bridge_id, leg_id=one.leg.leg_id))
        board.touch(it)


def _place(board: Board, it: Interaction, one: Watcher) -> None:
    leg, ear = one.leg, target_leg(it, one.target_id)
    if ear is not None and not ear.is_up:
        ear = None
    if ear is not None:
        board.mix(it)
    joins = ear is not None and one.mode == "barge_in" and not ear.music  # who hears music hears no bridge
    bridge_id = ear.bridge_id if ear is not None and joins else ""
    if leg.bridge_id != bridge_id:
        _move(board, leg, bridge_id)
        board.touch(it)
    hears = ear.leg_id if ear is not None and not bridge_id else ""
    whispers = bool(hears) and one.mode != "monitor"
    if (hears, whispers) == (one.hears, one.whispers):
        return
    if hears:
        board.turn.send(Listen(leg_id=leg.leg_id, to_leg_id=hears, whisper=whispers))
    elif not bridge_id:
        board.turn.send(StopListening(leg_id=leg.leg_id))  # a bridge has ended it already
    one.hears, one.whispers = hears, whispers
    board.touch(it)


def _move(board: Board, leg: Leg, bridge_id: str) -> None:
    if bridge_id:
        board.turn.send(JoinBridge(bridge_id=bridge_id, leg_ids=(leg.leg_id,)))
    else:
        board.turn.send(LeaveBridge(bridge_id=leg.bridge_id, leg_id=leg.leg_id))
    leg.bridge_id = bridge_id


def _let_go(board: Board, one: Watcher) -> None:
    """End the leg; one that stays connected between contacts only falls silent."""
    leg = one.leg
    if board.seats.get(one.agent_id).nailed_leg != leg.leg_id:
        board.turn.send(ClearLeg(leg_id=leg.leg_id))
        return
    if leg.bridge_id:
        board.turn.send(LeaveBridge(bridge_id=leg.bridge_id, leg_id=leg.leg_id))
    if one.hears:
        board.turn.send(StopListening(leg_id=leg.leg_id))


def _tell_end(board: Board, it: Interaction, one: Watcher, cause: EndCause) -> None:
    if one.leg.state is LegState.CONNECTED and one.leg.connected_at is not None:
        board.announce(
            SupervisionEnded,
            it,
            agent_id=one.agent_id,
            target_id=one.target_id,
            mode=one.mode,
            lasted=(board.now - one.leg.connected_at).total_seconds(),
            cause=cause,
        )
    board.touch(it)


def _show(board: Board, it: Interaction, one: Watcher) -> None:
    board.touch(it)
    board.turn.changed("seat", one.agent_id)
    _target_changed(board, one)


def _target_changed(board: Board, one: Watcher) -> None:
    if one.target_id:
        board.turn.changed("seat", one.target_id)

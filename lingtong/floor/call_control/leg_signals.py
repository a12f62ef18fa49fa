"""What the switch tells of one leg: it arrived, answers, presses keys, speaks and is gone."""

import structlog

from lingtong.floor.call_control import (
    answers,
    arrivals,
    asking,
    callbacks,
    codes,
    conferences,
    dialing,
    faxes,
    hearing,
    links,
    menu,
    messages,
    phones,
    preludes,
    queueing,
    rehearsal,
    supervision,
    surveys,
    transfers,
    watching,
)
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import ClearingParty, end, free_agent
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.call_control.offers import OUTCOMES
from lingtong.kit import Refusal
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import (
    Cause,
    ClearLeg,
)
from lingtong.switch.events import (
    DigitPressed,
    LegAlerting,
    LegArrived,
    LegCleared,
    LegConnected,
    PlayEnded,
)

log = structlog.get_logger()
ALONE = (Stage.MESSAGE, Stage.SURVEY)  # the caller speaks, or presses keys, and nobody listens
LOST_CAUSES: frozenset[Cause] = frozenset({"unreachable", "failed", "congestion"})


def arrived(board: Board, event: LegArrived, connected: bool = False) -> None:
    if event.leg_id in board.by_leg:
        return
    if board.is_full and not connected and not board.can_say_why:
        log.error("call.refused", why="switch_full", legs=len(board.by_leg))
        board.turn.send(ClearLeg(leg_id=event.leg_id, cause="congestion"))
        return
    if codes.is_code(event.dnis):
        return codes.begin(board, event, connected)
    agent_id = (
        board.seats.agent_of(event.source.removeprefix("phone:"))
        if event.source.startswith("phone:")
        else None
    )
    entry = arrivals.entry_point(board, event.dnis)
    if entry is not None:
        it = arrivals.arrive(board, event, entry, connected)
        if it is not None:
            faxes.listen(board, it)
    elif agent_id is not None:
        dialing.by_hand(board, agent_id, event)
    else:
        log.warning("call.refused", why="unknown_number", source=event.source)
        board.turn.send(ClearLeg(leg_id=event.leg_id, cause="unreachable"))


def alerting(board: Board, event: LegAlerting) -> None:
    it = board.of_leg(event.leg_id)
    leg = it.leg(event.leg_id) if it else None
    if it is not None and leg is not None:
        leg.line = event.line or leg.line
        leg.take(LegCue.ALERTED, board.now)
        board.touch(it)


def connected(board: Board, event: LegConnected) -> None:
    if faxes.answered(board, event.leg_id):
        return
    nailed = board.seats.nailed(event.leg_id)
    if nailed is not None and not nailed.nailed_up:
        return links.nailed_connected(board, nailed.agent_id)
    if hearing.answered(board, event.leg_id) or rehearsal.answered(board, event.leg_id):
        return
    it = board.of_leg(event.leg_id)
    if it is not None and phones.must_knock(board, it, event.leg_id):
        phones.knock(board, it, event.leg_id)
    elif it is not None:
        _taken(board, it, event)


def _taken(board: Board, it: Interaction, event: LegConnected) -> None:
    """Whom we called is there."""
    offer, watcher = it.offer_at(event.leg_id), it.watcher_at(event.leg_id)
    if offer is not None:
        answers.offer_answered(board, it, offer)
    elif watcher is not None:
        supervision.phone_connected(board, it, watcher)
    else:
        _party_connected(board, it, event)


def _party_connected(board: Board, it: Interaction, event: LegConnected) -> None:
    leg = it.leg(event.leg_id)
    if leg is None or leg.is_up:
        return
    leg.line = event.line or leg.line
    board.touch(it)
    if leg is not it.customer:
        _other_leg_connected(board, it, leg)
    elif it.stage is Stage.DIALING:
        dialing.other_side_answered(board, it)
    elif it.stage is Stage.CALLBACK:
        callbacks.customer_answered(board, it)
    else:
        leg.take(LegCue.ANSWERED, board.now)


def not_accepted(board: Board, leg_id: str) -> None:
    """Whoever answered outside has pressed no key: a mailbox, or the wrong person."""
    if leg_id in board.doors:
        phones.hang_up(board, leg_id)
        cleared(board, LegCleared(leg_id=leg_id, cause="no_answer"))


def _other_leg_connected(board: Board, it: Interaction, leg: Leg) -> None:
    if it.stage is Stage.DIALING:
        try:
            dialing.own_phone_answered(board, it, leg)
        except Refusal as refusal:
            board.turn.say(leg.agent_id, refusal.code, message=refusal.message)
            end(board, it, "center", "failed")
    elif it.stage is Stage.LINK_LOST:
        links.restored(board, it, leg)
    elif it.consult is not None and it.consult.leg_id == leg.leg_id:
        leg.take(LegCue.ANSWERED, board.now)
        transfers.consult_answered(board, it, leg)
    elif it.stage is Stage.OUTSIDE:
        transfers.outside_connected(board, it, leg)


def cleared(board: Board, event: LegCleared) -> None:
    phones.forget(board, event.leg_id)
    if faxes.cleared(board, event):
        return
    if codes.forget(board, event.leg_id):
        return
    nailed = board.seats.nailed(event.leg_id)
    if nailed is not None:
        return links.nailed_cleared(board, nailed.agent_id)
    it = board.of_leg(event.leg_id)
    if it is not None:
        _leg_cleared(board, it, event)


def _leg_cleared(board: Board, it: Interaction, event: LegCleared) -> None:
    offer = it.offer_at(event.leg_id)
    if offer is not None:
        return answers.offer_failed(board, it, offer, OUTCOMES[event.cause])
    watcher = it.watcher_at(event.leg_id)
    if watcher is not None:
        return watching.cleared(board, it, watcher, event.cause)
    leg = it.leg(event.leg_id)
    if leg is None:
        return
    if leg is it.customer:
        return _customer_cleared(board, it, event.cause)
    if leg.role == "agent" or leg.agent_id:
        return _agent_cleared(board, it, leg, event.cause)
    _outsider_cleared(board, it, leg, event.cause)


def _customer_cleared(board: Board, it: Interaction, cause: Cause) -> None:
    was_up = it.customer.is_up
    it.customer.take(LegCue.CLEARED, board.now)
    if it.callback_id and it.stage in (Stage.DIALING, Stage.CALLBACK) and not was_up:
        return callbacks.not_reached(board, it, cause)
    if it.stage is Stage.DIALING and not was_up:
        return dialing.other_side_failed(board, it, cause)
    party: ClearingParty = (
        "network" if cause in LOST_CAUSES else "agent" if it.direction == "internal" else "customer"
    )
    end(board, it, party, cause)


def _agent_cleared(board: Board, it: Interaction, leg: Leg, cause: Cause) -> None:
    """The agent hung up the phone, or the phone is gone."""
    config = board.seats.find(leg.agent_id)
    browser = config is not None and config.phone == "browser"
    gone = cause in LOST_CAUSES or (browser and not board.seats.phone_reachable(leg.agent_id))
    if it.stage is Stage.LINK_LOST or (gone and leg.is_up):
        return links.lost(board, it, leg)
    if it.consult is not None and leg.agent_id != it.owner and not it.conference:
        return _consultant_left(board, it, leg)
    if it.conference:
        return conferences.leave(board, it, leg.agent_id)
    if it.consult is not None and it.consult.state == "talking":
        return transfers.complete(board, it, leg.agent_id, "")
    if leg.agent_id == it.owner and surveys.after_call(board, it):
        return
    end(board, it, "agent", cause)


def _consultant_left(board: Board, it: Interaction, leg: Leg) -> None:
    agent_id = leg.agent_id
    board.forget_leg(it, leg)
    if agent_id:
        free_agent(board, it, agent_id)
    transfers.consult_failed(board, it, "normal")


def _outsider_cleared(board: Board, it: Interaction, leg: Leg, cause: Cause) -> None:
    was_up = leg.is_up
    if it.consult is not None and it.consult.leg_id == leg.leg_id:
        board.forget_leg(it, leg)
        return transfers.consult_failed(board, it, cause)
    board.forget_leg(it, leg)
    if it.stage is not Stage.OUTSIDE or any(other.is_up for other in it.legs.values()):
        conferences.settle(board, it)
    elif was_up:
        end(board, it, "network", cause)
    else:
        menu.outside_failed(board, it, cause)


def digit(board: Board, event: DigitPressed) -> None:
    if codes.digit(board, event.leg_id, event.digit):
        return
    it = board.of_leg(event.leg_id)
    if it is not None and event.leg_id in board.doors:
        return _key_at_door(board, it, event)
    if it is None or it.customer.leg_id != event.leg_id:
        return
    if it.stage is Stage.MENU:
        menu.key_pressed(board, it, event.digit)
    elif it.stage is Stage.QUEUED:
        queueing.key_in_line(board, it, event.digit)
    elif it.stage is Stage.MESSAGE:
        messages.pressed(board, it, event.digit)
    elif it.stage is Stage.SURVEY:
        surveys.pressed(board, it, event.digit)


def _key_at_door(board: Board, it: Interaction, event: DigitPressed) -> None:
    if event.digit == phones.ACCEPT_KEY:
        phones.forget(board, event.leg_id)
        _taken(board, it, LegConnected(leg_id=event.leg_id))


def play_ended(board: Board, event: PlayEnded) -> None:
    if board.codes.open:
        codes.played(board, event.play_id)
    it = board.interactions.get(board.by_play.pop(event.play_id, ""))
    if it is None:
        return
    if event.play_id == it.closing_id:
        end(board, it, "center", "normal")
    elif event.play_id == it.announce_id:
        queueing.announced(board, it)
    elif it.stage in ALONE or it.prelude is not None:
        _played_aside(board, it, event.play_id)
    elif it.asking is not None and event.play_id == it.asking.play_id:
        asking.said(board, it)
    elif it.position is not None and it.position.play_id == event.play_id:
        menu.prompt_ended(board, it)


def _played_aside(board: Board, it: Interaction, play_id: str) -> None:
    if it.message is not None and play_id == it.message.play_id:
        messages.played(board, it)
    elif it.survey is not None and play_id == it.survey.play_id:
        surveys.played(board, it)
    elif it.prelude is not None and play_id == it.prelude.play_id:
        preludes.played(board, it)

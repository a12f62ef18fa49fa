"""After a crash, a restart or a lost socket: what the switch holds is compared with what the journal tells.

What lives is adopted, what died is closed with its cause, what was lost on the way is asked for again.
First start, restart, fail-over and a dropped socket all come through here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from lingtong.floor.agents.model import Engagement, Seat
from lingtong.floor.call_control import (
    asking,
    dialing,
    links,
    menu,
    messages,
    preludes,
    queueing,
    surveys,
    transfers,
    watching,
)
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import LAST_WORD_SECONDS, dismiss, end, say_last_word
from lingtong.floor.call_control.fax_lines import LONGEST
from lingtong.floor.call_control.lines import stop_announcement
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.call_control.recordings import begin_anew
from lingtong.switch.calls import Leg, LegState
from lingtong.switch.commands import (
    AnswerLeg,
    ClearLeg,
    CloseBridge,
    JoinBridge,
    LeaveBridge,
    MuteLeg,
    OpenBridge,
    PauseRecording,
    SetVariables,
    StopMusic,
    StopRecording,
)
from lingtong.switch.events import LegSeen, SwitchConnected

log = structlog.get_logger()
AFTER_RESTART = 120.0  # seconds; the switch connects long before, and begins it anew


def restore(board: Board, seats: list[Seat], interactions: list[Interaction]) -> None:
    """Take the live entities of the journal back and start their clocks."""
    board.seats.restore(seats)
    for seat in filter(lambda seat: seat.logged_in, seats):
        board.acd.agent_taken(seat.agent_id)  # here: who waits for one of them waits on
    for it in sorted(interactions, key=lambda it: it.id):
        board.interactions[it.id] = it
        _know_legs(board, it)
        _rearm(board, it)
    for seat in seats:
        if seat.blocked_until is not None:
            board.turn.after(_left(board, seat.blocked_until), "unblock", seat.agent_id)
    board.breaks.rearm()
    sweep(board)
    board.serve_all()


def _know_legs(board: Board, it: Interaction) -> None:
    for leg in it.all_legs():
        if leg.leg_id and it.stage is not Stage.ENDED:
            board.by_leg[leg.leg_id] = it.id
            if it.was_handled and board.center.dead_air:
                board.ears_left.add(leg.leg_id)
    for watcher in it.watchers.values():
        board.by_leg[watcher.leg.leg_id] = it.id


def sweep(board: Board) -> None:
    """No seat is held by nothing, no contact is left without its customer."""
    for it in board.interactions.values():
        watching.sweep(board, it)
    for seat in board.seats.all():
        found = board.interactions.get(seat.interaction_id)
        if seat.engagement is not Engagement.FREE and not _is_in(found, seat.agent_id):
            log.error("seat.freed", agent_id=seat.agent_id, engagement=seat.engagement)
            board.seats.release(seat.agent_id)
    for it in list(board.interactions.values()):
        if it.stage is not Stage.ENDED and it.customer.state is LegState.NULL:
            log.error("interaction.closed", interaction_id=it.id, stage=it.stage)
            end(board, it, "unknown", "failed")
    board.promises.sweep()


def _is_in(it: Interaction | None, agent_id: str) -> bool:
    return it is not None and (agent_id in it.agents() or agent_id in it.watchers)


def _rearm(board: Board, it: Interaction) -> None:
    for offer in it.offers:
        if board.seats.nailed(offer.leg_id) is None:
            board.by_leg[offer.leg_id] = it.id
        board.turn.after(_left(board, offer.until), "offer", it.id, offer.leg_id)
    if it.waiting is not None:
        board.acd.add(it.waiting)
        queueing.arm(board, it)
    for wrap in it.wrap_ups.values():
        if wrap.state == "after_call_work" and wrap.until is not None:
            board.turn.after(_left(board, wrap.until), "after_call_work", it.id, wrap.agent_id)
    if it.stage in (Stage.MESSAGE, Stage.SURVEY):
        board.turn.after(AFTER_RESTART, "message" if it.stage is Stage.MESSAGE else "survey", it.id)
    _rearm_stage(board, it)


def _rearm_stage(board: Board, it: Interaction) -> None:
    if it.waiting is not None and it.waiting.queue_id not in board.center.queues:
        if it.waiting.purpose == "customer" and not it.offers:
            dismiss(board, it, "all_agents_busy")  # the queue was removed while nobody was here
    elif it.stage is Stage.LINK_LOST and it.link_lost_at is not None:
        until = it.link_lost_at + timedelta(seconds=links.LINK_SECONDS)
        board.turn.after(_left(board, until), "link", it.id)
    elif it.stage is Stage.CLOSING:
        board.turn.after(LAST_WORD_SECONDS if it.last_word else LONGEST, "closing", it.id)
    elif it.parking is not None:
        board.turn.after(_left(board, it.parking.until), "park", it.id)
    elif it.prelude is not None:
        board.turn.after(preludes.AFTER_RESTART, "prelude", it.id)
    elif it.stage is Stage.OUTSIDE and not it.legs:
        board.turn.after(menu.REFUSED_AFTER, "outside", it.id)


def _left(board: Board, until: datetime) -> float:
    return max((until - board.now).total_seconds(), 0.0)


def missing(board: Board, seen: SwitchConnected) -> list[str]:
    """Ids of legs that we know and the switch does not; customers first, whose end is the end of the rest."""
    living = {leg.leg_id for leg in seen.legs}
    nailed = [seat.nailed_leg for seat in board.seats.all() if seat.nailed_leg]
    gone = [leg_id for leg_id in dict.fromkeys([*board.by_leg, *nailed]) if leg_id not in living]
    customers = {it.customer.leg_id for it in board.interactions.values()}
    return sorted(gone, key=lambda leg_id: leg_id not in customers)


def tidy(board: Board, seen: SwitchConnected) -> list[LegSeen]:
    """Close what belongs to nothing; gives the legs that are callers we have never heard of."""
    callers = []
    for leg in seen.legs:
        if leg.leg_id in board.by_leg or board.faxes.at_leg(leg.leg_id) is not None:
            continue
        if board.seats.nailed(leg.leg_id) is not None:
            _rest(board, leg)
        elif leg.source and "interaction" not in leg.variables:
            callers.append(leg)
        else:
            board.turn.send(ClearLeg(leg_id=leg.leg_id))
    known = {it.bridge_id for it in board.interactions.values() if it.bridge_open}
    known |= {it.consult_bridge_id for it in board.interactions.values() if it.consult is not None}
    board.turn.send(*(CloseBridge(bridge_id=bridge) for bridge in seen.bridges if bridge not in known))
    _stop_strays(board, seen)
    return callers


def _rest(board: Board, leg: LegSeen) -> None:
    """A phone that stays connected between contacts hears nothing and can be heard in the next."""
    if leg.bridge_id:
        board.turn.send(LeaveBridge(bridge_id=leg.bridge_id, leg_id=leg.leg_id))
    board.turn.send(StopMusic(leg_id=leg.leg_id), MuteLeg(leg_id=leg.leg_id, on=False))


def _stop_strays(board: Board, seen: SwitchConnected) -> None:
    """The switch does not say whose a recording is: one that nobody wants is stopped at all who have none."""
    living = [it for it in board.interactions.values() if it.stage is not Stage.ENDED]
    wanted = {it.recording.recording_id for it in living if it.recording is not None}
    for recording_id in seen.recordings:
        if recording_id not in wanted:
            board.turn.send(
                *(
                    StopRecording(leg_id=it.customer.leg_id, recording_id=recording_id)
                    for it in living
                    if it.recording is None and it.customer.is_up
                )
            )


def repair(board: Board, it: Interaction, seen: SwitchConnected) -> None:
    """Put sound where the journal says that it goes, and begin again what was to be heard to its end."""
    if it.stage is Stage.ENDED:
        return
    legs = {leg.leg_id: leg for leg in seen.legs}
    for bridge_id, wanted in ((it.bridge_id, it.bridge_open), (it.consult_bridge_id, it.consult is not None)):
        if wanted and bridge_id not in seen.bridges:
            pair = it.pair and bridge_id == it.bridge_id
            board.turn.send(OpenBridge(bridge_id=bridge_id, pair=pair))
    for leg in it.all_legs():
        if leg.leg_id in legs:
            _repair_leg(board, it, leg, legs[leg.leg_id])
    watching.repair(board, it, legs)
    _repair_recording(board, it, seen)
    _say_again(board, it)
    if it.stage is Stage.QUEUED:
        asking.again(board, it)


def _repair_leg(board: Board, it: Interaction, leg: Leg, there: LegSeen) -> None:
    if there.source and there.variables.get("interaction") != it.id:
        board.turn.send(SetVariables(leg_id=leg.leg_id, values={"interaction": it.id}))
    if leg.is_up and not there.connected:
        board.turn.send(AnswerLeg(leg_id=leg.leg_id))
    board.turn.send(MuteLeg(leg_id=leg.leg_id, on=leg.muted))
    if not leg.is_up:
        return
    if leg.bridge_id and there.bridge_id != leg.bridge_id:
        board.turn.send(JoinBridge(bridge_id=leg.bridge_id, leg_ids=(leg.leg_id,)))
    elif there.bridge_id and not leg.bridge_id:
        board.turn.send(LeaveBridge(bridge_id=there.bridge_id, leg_id=leg.leg_id))
    board.turn.send(board.start_music(it, leg) if leg.music else StopMusic(leg_id=leg.leg_id))


def _repair_recording(board: Board, it: Interaction, seen: SwitchConnected) -> None:
    """A recorder that was never started, or has died, begins a new file; a pause stays a pause."""
    if it.recording is None:
        return
    recording, paused = it.recording, it.recording.state == "paused" or it.recording.wants_pause
    if recording.recording_id not in seen.recordings or recording.state == "unknown":
        return begin_anew(board, it, paused=paused)
    board.turn.send(PauseRecording(leg_id=it.customer.leg_id, recording_id=recording.recording_id, on=paused))


BEGUN_ANEW: dict[Stage, Callable[[Board, Interaction], None]] = {
    Stage.MENU: menu.resume,
    Stage.MESSAGE: messages.again,
    Stage.SURVEY: surveys.again,
    Stage.CLOSING: say_last_word,
}


def _say_again(board: Board, it: Interaction) -> None:
    for offer in (offer for offer in it.offers if offer.tone_id):
        offer.tone_id = board.ring_tone(it, offer.leg_id, instead_of=offer.tone_id)
    preludes.finish(board, it)
    if it.stage in BEGUN_ANEW:
        BEGUN_ANEW[it.stage](board, it)
    elif it.stage is Stage.DIALING and it.customer.leg_id:
        leg = it.leg_of(it.owner)
        if leg is not None:
            dialing.start_tone(board, it, leg)
    elif it.consult is not None and it.consult.state == "calling":
        transfers.start_tone(board, it)
    elif it.announce_id:
        stop_announcement(board, it)
        queueing.announced(board, it)

"""What the switch tells, told to the handlers."""

from collections.abc import Callable
from typing import Any

import structlog

from lingtong.floor.call_control import (
    air,
    dictation,
    faxes,
    lamps,
    leg_signals,
    links,
    messages,
    phones,
    recognizing,
    reconcile,
    recordings,
    watching,
)
from lingtong.floor.call_control.board import Board, TrunkState
from lingtong.floor.call_control.endings import end
from lingtong.switch.calls import LegCue
from lingtong.switch.commands import (
    AnswerLeg,
    JoinBridge,
    Listen,
    Originate,
    PauseRecording,
    Play,
    ReceiveFax,
    RecordMessage,
    SendFax,
    StartRecording,
)
from lingtong.switch.events import (
    CommandFailed,
    DigitPressed,
    EndpointReachability,
    FaxEnded,
    FaxHeard,
    FaxProgress,
    LegAlerting,
    LegArrived,
    LegCleared,
    LegConnected,
    LegTalking,
    MessageRecorded,
    PlayEnded,
    SwitchConnected,
    SwitchEvent,
    SwitchLost,
    TrunkReachability,
)

log = structlog.get_logger()


def endpoint(board: Board, event: EndpointReachability) -> None:
    agent_id = board.seats.endpoint(event.endpoint, event.reachable)
    if agent_id is not None:
        (links.phone_found if event.reachable else links.phone_lost)(board, agent_id)
        lamps.light(board, agent_id)


def failed(board: Board, event: CommandFailed) -> None:
    """A command that did not reach its leg is told like the event that it stands for."""
    command = event.failed
    if isinstance(command, Originate):
        leg_signals.cleared(board, LegCleared(leg_id=command.leg_id, cause="unreachable"))
    elif isinstance(command, Play):
        leg_signals.play_ended(board, PlayEnded(play_id=command.play_id, ok=False))
    elif isinstance(command, AnswerLeg) and event.gone:
        leg_signals.cleared(board, LegCleared(leg_id=command.leg_id, cause="normal"))
    elif isinstance(command, StartRecording | PauseRecording | RecordMessage):
        _recording_failed(board, command, gone=event.gone)
    elif isinstance(command, ReceiveFax | SendFax):
        faxes.refused(board, command)
    elif isinstance(command, Listen) and not event.gone:
        _listening_failed(board, command)
    elif isinstance(command, JoinBridge) and not event.gone:
        log.error("bridge.join_failed", reason=event.reason)


def _listening_failed(board: Board, command: Listen) -> None:
    """Better no supervisor than one who believes to hear."""
    it = board.of_leg(command.leg_id)
    watcher = it.watcher_at(command.leg_id) if it is not None else None
    if it is not None and watcher is not None and board.switch_connected:
        watching.stop(board, it, watcher, "phone_lost")


def _recording_failed(
    board: Board, command: StartRecording | PauseRecording | RecordMessage, *, gone: bool
) -> None:
    it = board.of_leg(command.leg_id)
    if it is None:
        return
    if not isinstance(command, RecordMessage):
        recordings.failed(board, it, command)
    elif not gone and it.message is not None and it.message.id == command.recording_id:
        messages.failed(board, it)


def switch_connected(board: Board, event: SwitchConnected) -> None:
    """All that was missed is told now, to the same handlers; then what was lost is asked for again."""
    board.switch_connected = True
    board.turn.changed("switch", "")
    board.seats.endpoints(event.reachable)
    board.codes.keep({leg.leg_id for leg in event.legs})
    air.begin_anew(board, {leg.leg_id for leg in event.legs})
    faxes.look_again(board, (leg.leg_id for leg in event.legs))
    phones.forget_all(board)
    for leg_id in reconcile.missing(board, event):
        _missed_end(board, leg_id)
    for leg in event.legs:
        if leg.connected:
            leg_signals.connected(board, LegConnected(leg_id=leg.leg_id))
    callers = reconcile.tidy(board, event)
    for it in list(board.interactions.values()):
        reconcile.repair(board, it, event)
    for leg in callers:
        arrival = LegArrived(
            leg_id=leg.leg_id, ani=leg.ani, dnis=leg.dnis, source=leg.source, variables=leg.variables
        )
        leg_signals.arrived(board, arrival, connected=leg.connected)
    for seat in list(board.seats.all()):
        if board.seats.phone_reachable(seat.agent_id):
            links.phone_found(board, seat.agent_id)
        else:
            board.turn.after(links.GRACE_SECONDS, "phone", seat.agent_id)
    board.serve_all()


def _missed_end(board: Board, leg_id: str) -> None:
    """Nobody saw how the leg ended. A customer who talked or waited has most likely hung up."""
    it = board.of_leg(leg_id)
    if it is not None and it.customer.leg_id == leg_id and it.customer.is_up:
        it.customer.take(LegCue.CLEARED, board.now)
        return end(board, it, "unknown", "normal")
    leg_signals.cleared(board, LegCleared(leg_id=leg_id, cause="failed"))


def switch_lost(board: Board, event: SwitchLost) -> None:
    """The socket is gone; calls may live on. A switch that is known dead has taken every leg with it."""
    board.switch_connected = False
    board.turn.changed("switch", "")
    if event.stopped:
        for seat in list(board.seats.all()):
            board.seats.nail(seat.agent_id, "")
        board.seats.endpoints(frozenset())
        board.codes.keep(frozenset())
        faxes.switch_died(board)
        for it in list(board.interactions.values()):
            end(board, it, "network", "failed", result="lost")


def trunk(board: Board, event: TrunkReachability) -> None:
    board.trunks[event.trunk] = TrunkState(event.reachable, board.now)
    board.turn.changed("lines", "")


def recorded(board: Board, event: MessageRecorded) -> None:
    """What one leg has said alone is in its file."""
    if not (recognizing.recorded(board, event) or dictation.recorded(board, event)):
        messages.recorded(board, event)


HANDLERS: dict[type[SwitchEvent], Callable[[Board, Any], None]] = {
    LegArrived: leg_signals.arrived,
    LegAlerting: leg_signals.alerting,
    LegConnected: leg_signals.connected,
    LegCleared: leg_signals.cleared,
    LegTalking: air.told,
    MessageRecorded: recorded,
    DigitPressed: leg_signals.digit,
    PlayEnded: leg_signals.play_ended,
    EndpointReachability: endpoint,
    CommandFailed: failed,
    SwitchConnected: switch_connected,
    SwitchLost: switch_lost,
    TrunkReachability: trunk,
    FaxEnded: faxes.ended,
    FaxProgress: lambda board, event: board.faxes.progressed(event),
    FaxHeard: lambda board, event: faxes.heard(board, event.leg_id),
}

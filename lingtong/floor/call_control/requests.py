"""What people ask, done or refused. One function a command; `allowed` has been asked before."""

from collections.abc import Callable
from typing import Any

from lingtong.floor.agents.model import Wish
from lingtong.floor.call_control import (
    answers,
    by_hand,
    conferences,
    dialing,
    duties,
    endings,
    menu,
    parking,
    preludes,
    recordings,
    surveys,
    transfers,
    visits,
)
from lingtong.floor.call_control.allowed import JUDGES, allowed
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import BadDigits, NotNow
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.live import commands as ask
from lingtong.floor.live.commands import ReportCaller
from lingtong.floor.live.screening_commands import ReportFalse, TakeBackFalse
from lingtong.switch.calls import Leg
from lingtong.switch.commands import MuteLeg, SendDigits

PACED = (ask.LogIn, ask.LogOut, ask.RequestHelp)  # as changes of state are: each leaves facts behind


def about_seat(board: Board, command: ask.EngineCommand) -> str:
    """Commands of the seat; gives the id of an interaction that was begun, or nothing."""
    agent_id = command.agent_id
    if board.seats.config(agent_id).tenant_id != command.tenant_id:
        raise NotNow("This seat is not yours.")
    _keep_pace(board, command)
    match command:
        case ask.LogIn(window_id=window_id, phone=phone):
            duties.log_in(board, agent_id, window_id, phone)
        case ask.LogOut():
            duties.log_out(board, agent_id)
        case ask.SetReady():
            duties.wish(board, agent_id, Wish(ready=True))
        case ask.SetNotReady(reason_id=reason_id):
            duties.wish(board, agent_id, Wish(ready=False, reason_id=reason_id))
        case ask.TakeParked(slot=slot):
            board.need_switch()
            return by_hand.take_parked(board, agent_id, slot).id
        case ask.Dial(number=number):
            board.need_switch()
            return dialing.dial(board, agent_id, number).id
        case _:
            _about_window(board, command)
    return ""


def _keep_pace(board: Board, command: ask.EngineCommand) -> None:
    if isinstance(command, PACED):
        board.breaks.pace.count(board.turn, command.agent_id)


def _about_window(board: Board, command: ask.EngineCommand) -> None:
    match command:
        case ask.SetScreen(alive=alive, window_id=window_id):
            board.seats.screen(command.agent_id, window_id, alive)
        case ask.TakePhone(window_id=window_id):
            board.seats.take_phone(command.agent_id, window_id)
        case ask.RequestHelp():
            duties.ask_for_help(board, command)
        case ask.TakeBackReason():
            duties.take_back_reason(board, command.agent_id)


def about_call(board: Board, command: ask.AboutCall) -> None:
    it = board.get(command.interaction_id, command.tenant_id)
    can = allowed(it, command.agent_id)
    name = str(type(command).__struct_config__.tag)
    if name not in can:
        raise NotNow("The call does not allow this now.", can=" ".join(sorted(can)))
    if name not in NEEDS_NO_SWITCH:
        board.need_switch()
    if name not in BESIDE_THE_WORDS:
        preludes.finish(board, it)
    board.touch(it)
    CALL_HANDLERS[type(command)](board, it, command)


def _leg(it: Interaction, agent_id: str) -> Leg:
    return it.customer if it.customer.agent_id == agent_id else transfers.own_leg(it, agent_id)


def _answer(board: Board, it: Interaction, agent_id: str) -> None:
    """Only a phone that is kept off the hook can be answered from the screen."""
    offer = it.offer_to(agent_id)
    if offer is None or board.seats.get(agent_id).nailed_leg != offer.leg_id:
        raise NotNow("Answer at the phone itself.")
    answers.offer_answered(board, it, offer)


def _decline(board: Board, it: Interaction, agent_id: str) -> None:
    offer = it.offer_to(agent_id)
    if offer is not None:
        answers.offer_failed(board, it, offer, "declined")


def _mute(board: Board, it: Interaction, command: ask.Mute) -> None:
    leg = _leg(it, command.agent_id)
    leg.muted = command.on
    board.turn.send(MuteLeg(leg_id=leg.leg_id, on=command.on))


def _blind(board: Board, it: Interaction, command: ask.BlindTransfer) -> None:
    recordings.need_known(board, it)
    transfers.blind(board, it, command.agent_id, command.kind, command.target, command.why)


def _complete(board: Board, it: Interaction, command: ask.CompleteTransfer) -> None:
    recordings.need_known(board, it)
    transfers.complete(board, it, command.agent_id, command.why)


def _dtmf(board: Board, it: Interaction, command: ask.SendDtmf) -> None:
    if not command.digits or len(command.digits) > 32 or set(command.digits) - set("0123456789*#"):
        raise BadDigits("Only digits, star and hash can be sent, 32 at a time.")
    consultant = it.legs.get(it.consult.leg_id) if it.consult and it.consult.side == "consultant" else None
    board.turn.send(SendDigits(leg_id=(consultant or it.customer).leg_id, digits=command.digits))


def _consult(board: Board, it: Interaction, command: ask.Consult) -> None:
    conferences.need_room(it)
    transfers.consult(board, it, command.agent_id, command.kind, command.target)


def _clear(board: Board, it: Interaction, command: ask.Clear) -> None:
    agent_id = command.agent_id
    if it.conference and (command.only_me or agent_id != it.owner):
        conferences.leave(board, it, agent_id)
    elif agent_id != it.owner and it.consult is not None:
        transfers.end_consult(board, it)
    elif agent_id != it.owner or not surveys.after_call(board, it):
        endings.end(board, it, "agent")


# What is said before the talk goes on.
BESIDE_THE_WORDS = JUDGES | {"save_notes", "wrap_up", "mute"}
NEEDS_NO_SWITCH = JUDGES | {"save_notes", "wrap_up", "extend_wrap_up"}
CALL_HANDLERS: dict[type[ask.AboutCall], Callable[[Board, Interaction, Any], None]] = {
    ask.AnswerOffer: lambda board, it, c: _answer(board, it, c.agent_id),
    ask.Decline: lambda board, it, c: _decline(board, it, c.agent_id),
    ask.Hold: lambda board, it, c: board.hold(it, transfers.own_leg(it, c.agent_id)),
    ask.Retrieve: lambda board, it, c: board.retrieve(it, transfers.own_leg(it, c.agent_id)),
    ask.Mute: _mute,
    ask.Clear: _clear,
    ask.Consult: _consult,
    ask.BlindTransfer: _blind,
    ask.CompleteTransfer: _complete,
    ask.Swap: lambda board, it, c: transfers.swap(board, it, c.agent_id),
    ask.EndConsult: lambda board, it, _: transfers.end_consult(board, it),
    ask.Conference: lambda board, it, c: conferences.merge(board, it, c.agent_id),
    ask.Leave: lambda board, it, c: conferences.leave(board, it, c.agent_id),
    ask.DropParty: lambda board, it, c: conferences.drop(board, it, c.agent_id, c.leg_id),
    ask.MuteParty: lambda board, it, c: conferences.mute(board, it, c.agent_id, c.leg_id, on=c.on),
    ask.Park: lambda board, it, c: parking.park(board, it, c.agent_id),
    ask.SendToMenu: lambda board, it, c: menu.visit(board, it, c.agent_id, c.flow_id, c.node),
    ask.SendToSurvey: lambda board, it, _: surveys.send(board, it),
    ask.TakeBack: lambda board, it, _: visits.come_back(board, it, "taken_back"),
    ask.SendDtmf: _dtmf,
    ask.PauseRecordingAsk: lambda board, it, c: recordings.pause(board, it, on=c.on, agent_id=c.agent_id),
    ask.RecordAsk: lambda board, it, c: recordings.by_hand(board, it, on=c.on, by="agent"),
    ask.WrapUp: lambda board, it, c: endings.wrap_up(board, it, c.agent_id, c.disposition_id, c.notes),
    ask.SaveNotes: lambda board, it, c: endings.save_notes(
        board, it, c.agent_id, c.notes, c.disposition_id, c.revision
    ),
    ReportCaller: lambda board, it, c: board.locks.ask(it, c.agent_id, c.why, c.hours),
    ReportFalse: lambda board, it, c: board.suspicions.judge(it, c.agent_id),
    TakeBackFalse: lambda board, it, c: board.suspicions.take_back(it, c.agent_id),
    ask.ExtendWrapUp: lambda board, it, c: endings.extend(board, it, c.agent_id),
}

"""What the api asks for programs and pages: pause a recording, let a phone say one."""

from lingtong.floor.agents.model import Engagement, SeatBusy
from lingtong.floor.call_control import faxes, lamps, phones, recordings, rehearsal
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.codes_state import Code
from lingtong.floor.call_control.errors import InteractionUnknown, NotNow
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.live.fax_commands import CallFax, DropFax
from lingtong.floor.live.recording_commands import (
    ByProgram,
    DictationOf,
    PauseFor,
    PlayToMe,
    RecordByPhone,
    ShowMessages,
)
from lingtong.floor.live.rehearsal_commands import CallFlow
from lingtong.switch.commands import Originate, Play

RING_FOR = 20.0  # seconds
HEARS_FOR = 4 * 3600.0
MOST_KNOWN = 200


def about(board: Board, command: ByProgram) -> str:
    """Gives the interaction that it was done to, or what was asked for."""
    if isinstance(command, ShowMessages):
        lamps.show(board, command)
        return ""
    board.need_switch()
    return _about(board, command)


def _about(board: Board, command: ByProgram) -> str:
    match command:
        case CallFax():
            return faxes.call(board, command)
        case DropFax():
            faxes.drop(board, command.tenant_id, command.fax_id)
        case PauseFor():
            it = _meant(board, command)
            recordings.pause(board, it, on=command.on, by="api")
            return it.id
        case PlayToMe():
            _ring(board, command, command.media)
        case RecordByPhone():
            _dictate(board, command)
        case CallFlow():
            return rehearsal.ring(board, command)
        case DictationOf():
            return board.codes.dictated.get(command.dictation, "gone")
    return ""


def _dictate(board: Board, command: RecordByPhone) -> None:
    _ring(board, command, ("prompt:record_after_tone",), command.dictation)
    states = board.codes.dictated
    for old in list(states)[: max(len(states) - MOST_KNOWN, 0)]:
        del states[old]
    states[command.dictation] = "ringing"


def _meant(board: Board, command: PauseFor) -> Interaction:
    if command.interaction_id:
        return board.get(command.interaction_id, command.tenant_id)
    for it in board.interactions.values():
        if it.tenant_id == command.tenant_id and it.stage is not Stage.ENDED and it.owner:
            agent = board.center.agents.get(it.owner)
            if agent is not None and agent.agent_number == command.agent_number:
                return it
    raise InteractionUnknown("This agent is in no call.")


def _ring(board: Board, command: ByProgram, media: tuple[str, ...], dictation: str = "") -> None:
    """The seat stays as it is: this is no contact. Who has one is not disturbed."""
    agent_id = command.agent_id
    config = board.seats.config(agent_id)
    if config.tenant_id != command.tenant_id:
        raise NotNow("This seat is not yours.")
    if board.seats.get(agent_id).engagement is not Engagement.FREE or board.seats.get(agent_id).nailed_leg:
        raise SeatBusy("Your phone is in use.")
    leg_id = board.turn.ids.new()
    board.codes.open[leg_id] = Code(
        leg_id=leg_id,
        endpoint=config.endpoint,
        tenant_id=config.tenant_id,
        step="end",
        media=media,
        dictation=dictation,
    )
    originate = Originate(leg_id=leg_id, endpoint="", ring_for=RING_FOR, variables={"hearing": agent_id})
    phones.call(board, agent_id, originate)


def answered(board: Board, leg_id: str) -> bool:
    """The phone that was to hear something was picked up."""
    code = board.codes.open.get(leg_id)
    if code is None or not code.media:
        return False
    code.play_id = board.turn.ids.new()
    board.turn.send(Play(play_id=code.play_id, leg_id=leg_id, media=code.media, tenant_id=code.tenant_id))
    board.turn.after(HEARS_FOR, "code", leg_id)
    return True

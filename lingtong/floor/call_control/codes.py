"""Feature codes dialed on a phone: sign in at a shared one by number and PIN, sign out, ready, not ready."""

import re
from collections.abc import Callable

import structlog

from lingtong.floor.agents import need_unlocked
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.agents.events import DeskLogInRefused
from lingtong.floor.agents.model import PhoneTaken, SeatBusy, Wish
from lingtong.floor.call_control import by_pin, dictation, duties, parking, slots, walked_codes
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.codes_state import Code
from lingtong.kit import Refusal
from lingtong.switch.commands import AnswerLeg, ClearLeg, Play, StopPlay
from lingtong.switch.events import LegArrived

log = structlog.get_logger()

SIGN_IN, SIGN_OUT, READY, NOT_READY = "*11", "*12", "*13", "*14"
CODES = frozenset({SIGN_IN, SIGN_OUT, READY, NOT_READY})
SLOT = re.compile(r"\*5([1-9][0-9]?)")  # the parked call in this slot
SILENCE_SECONDS = 12.0  # without a digit
LONGEST = 12


def is_code(dialed: str) -> bool:
    return dialed in CODES or dialed in walked_codes.CODES or SLOT.fullmatch(dialed) is not None


def begin(board: Board, event: LegArrived, connected: bool = False) -> None:
    """A code was dialed: only the tenants' own desk phones may."""
    slot = SLOT.fullmatch(event.dnis)
    if slot is not None and _take_parked(board, event, int(slot[1]), connected):
        return
    name = event.source.removeprefix("phone:")
    phone = board.center.phones.get(name) if event.source.startswith("phone:") else None
    agent_id = board.seats.agent_of(name) if event.source.startswith("phone:") else None
    agent = board.center.agents.get(agent_id) if agent_id else None
    known = phone or agent
    if known is None or (event.dnis == SIGN_IN and phone is None):
        log.warning("call.refused", why="code_from_a_stranger", source=event.source)
        board.turn.send(ClearLeg(leg_id=event.leg_id, cause="not_allowed"))
        return
    code = Code(leg_id=event.leg_id, endpoint=name, tenant_id=known.tenant_id)
    board.codes.open[event.leg_id] = code
    if not connected:
        board.turn.send(AnswerLeg(leg_id=event.leg_id))
    if event.dnis == SIGN_IN:
        _say(board, code, "desk_agent_number")
    else:
        _of_who_sits_here(board, code, event.dnis)


def digit(board: Board, leg_id: str, key: str) -> bool:
    """Gives whether the leg is at a code."""
    code = board.codes.open.get(leg_id)
    if code is None:
        return False
    if code.dictation or code.walks:
        (walked_codes if code.walks else dictation).pressed(board, code, key)
        return True
    if code.step == "end":
        if code.media and key == "#":
            close(board, leg_id)
        return True
    _stop(board, code)
    board.turn.after(SILENCE_SECONDS, "code", leg_id)
    if key == "#":
        (_number_given if code.step == "number" else _pin_given)(board, code)
    elif key == "*":
        code.digits = ""
    elif len(code.digits) < LONGEST:
        code.digits += key
    return True


def played(board: Board, play_id: str) -> None:
    """The last word was heard: the line is done."""
    code = next((one for one in board.codes.open.values() if one.play_id == play_id), None)
    if code is not None and (code.dictation or code.walks):
        (walked_codes if code.walks else dictation).played(board, code)
    elif code is not None:
        code.play_id = ""
        if code.step == "end":
            close(board, code.leg_id)


def close(board: Board, leg_id: str) -> None:
    if forget(board, leg_id):
        board.turn.send(ClearLeg(leg_id=leg_id))


def forget(board: Board, leg_id: str) -> bool:
    """The leg is gone. Gives whether it was at a code."""
    board.turn.timers.drop(("code", leg_id))
    code = board.codes.open.pop(leg_id, None)
    if code is not None:
        dictation.forget(board, code)
        walked_codes.forget(board, code)
    return code is not None


def _number_given(board: Board, code: Code) -> None:
    code.agent_number, code.digits, code.step = code.digits, "", "pin"
    _say(board, code, "desk_pin")


def _pin_given(board: Board, code: Code) -> None:
    pin, code.digits = code.digits, ""
    place = f"phone:{code.endpoint}"
    agent, cause = by_pin.look(board, code.tenant_id, code.agent_number, pin, place)
    if agent is not None and not cause:
        try:
            duties.log_in(board, agent.id, "", code.endpoint)
        except (PhoneTaken, SeatBusy) as no:
            cause = "taken" if isinstance(no, PhoneTaken) else "busy"
    if cause:
        _note_refusal(board, code, agent, cause)
    _end(board, code, "desk_refused" if cause else "desk_signed_in")


def _note_refusal(board: Board, code: Code, agent: AgentConfig | None, cause: str) -> None:
    log.warning("desk.log_in_refused", endpoint=code.endpoint, cause=cause)
    board.turn.announce(
        DeskLogInRefused(
            id=board.turn.ids.new(),
            tenant_id=code.tenant_id,
            at=board.now,
            agent_id=agent.id if agent is not None else "",
            endpoint=code.endpoint,
            cause=cause,
        )
    )


def _of_who_sits_here(board: Board, code: Code, dialed: str) -> None:
    """The phone speaks for who has signed in at it."""
    agent_id = board.seats.agent_of(code.endpoint)
    if dialed in walked_codes.OF_ANYBODY or (agent_id is not None and dialed in walked_codes.CODES):
        return walked_codes.begin(board, code, dialed, agent_id or "")
    try:
        if agent_id is None:
            raise SeatBusy("Nobody is signed in here.")
        prompt = ACTS[dialed](board, agent_id) if dialed in ACTS else "desk_refused"
    except Refusal:
        prompt = "desk_refused"
    _end(board, code, prompt)


def _take_parked(board: Board, event: LegArrived, slot: int, connected: bool) -> bool:
    """False where the phone is nobody's, its agent is busy, or nothing is parked there."""
    agent_id = board.seats.agent_of(event.source.removeprefix("phone:"))
    if agent_id is None or not event.source.startswith("phone:"):
        return False
    try:
        it = slots.in_slot(board, board.seats.config(agent_id).tenant_id, slot)
        need_unlocked(parking.free_for(board, it, agent_id))
    except Refusal:
        return False
    parking.by_phone(board, agent_id, it, event, connected)
    return True


def _sign_out(board: Board, agent_id: str) -> str:
    duties.log_out(board, agent_id)
    return "desk_signed_out"


def _ready(board: Board, agent_id: str) -> str:
    duties.wish(board, agent_id, Wish(ready=True))
    return "desk_ready"


def _not_ready(board: Board, agent_id: str) -> str:
    duties.wish(board, agent_id, Wish(ready=False))
    return "desk_not_ready"


ACTS: dict[str, Callable[[Board, str], str]] = {SIGN_OUT: _sign_out, READY: _ready, NOT_READY: _not_ready}


def _end(board: Board, code: Code, prompt: str) -> None:
    code.step = "end"
    _say(board, code, prompt)


def _say(board: Board, code: Code, prompt: str) -> None:
    tenant = board.center.tenants.get(code.tenant_id)
    code.play_id = board.turn.ids.new()
    language = tenant.language if tenant else "zh"
    board.turn.send(
        Play(
            play_id=code.play_id,
            leg_id=code.leg_id,
            media=(f"prompt:{prompt}",),
            language=language,
            tenant_id=code.tenant_id,
        )
    )
    board.turn.after(SILENCE_SECONDS, "code", code.leg_id)


def _stop(board: Board, code: Code) -> None:
    if code.play_id:
        board.turn.send(StopPlay(play_id=code.play_id))
        code.play_id = ""

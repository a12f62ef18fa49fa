"""Feature codes dialed on a phone: sign in at a shared one by number and PIN, sign out, ready, not ready."""

import re
from collections.abc import Callable
from datetime import timedelta

import structlog

from lingtong.floor.agents import need_unlocked, pin_fits
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.agents.events import DeskLogInRefused
from lingtong.floor.agents.model import PhoneTaken, SeatBusy, Wish
from lingtong.floor.call_control import dictation, duties, parking, slots
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
TRIES, TRIES_WITHIN = 5, timedelta(minutes=15)  # wrong sign-ins at one phone, or for one agent


def is_code(dialed: str) -> bool:
    return dialed in CODES or SLOT.fullmatch(dialed) is not None


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
    if code.dictation:
        dictation.pressed(board, code, key)
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
    if code is not None and code.dictation:
        dictation.played(board, code)
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
    return code is not None


def _number_given(board: Board, code: Code) -> None:
    code.agent_number, code.digits, code.step = code.digits, "", "pin"
    _say(board, code, "desk_pin")


def _pin_given(board: Board, code: Code) -> None:
    agent, pin, code.digits = _agent(board, code), code.digits, ""
    cause = _refused(board, code, agent, pin)
    if agent is not None and not cause:
        try:
            duties.log_in(board, agent.id, "", code.endpoint)
        except (PhoneTaken, SeatBusy) as no:
            cause = "taken" if isinstance(no, PhoneTaken) else "busy"
    if cause:
        _note_refusal(board, code, agent, cause)
    _end(board, code, "desk_refused" if cause else "desk_signed_in")


def _agent(board: Board, code: Code) -> AgentConfig | None:
    agents = (agent for agent in board.center.agents.values() if agent.tenant_id == code.tenant_id)
    return next((agent for agent in agents if agent.agent_number == code.agent_number), None)


def _refused(board: Board, code: Code, agent: AgentConfig | None, pin: str) -> str:
    """The cause; empty where the PIN fits. Both counters are asked before it is looked at."""
    codes, since = board.codes, board.now - TRIES_WITHIN
    agent_key = f"agent:{agent.id}" if agent is not None else ""
    if codes.tries(f"phone:{code.endpoint}", since) >= TRIES or codes.tries(agent_key, since) >= TRIES:
        return "locked_out"
    fits = pin_fits(pin, agent.pin_hash if agent is not None else "")
    if fits:
        return ""
    codes.count(f"phone:{code.endpoint}", board.now)
    if agent is not None:
        codes.count(agent_key, board.now)
    return "pin" if agent is not None else "unknown"


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

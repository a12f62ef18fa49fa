"""A code dialed on a phone leads into one node of a flow, walked by who sits there: no contact, no record."""

from typing import Any

import msgspec
import structlog

from lingtong.floor.agents.model import SeatBusy
from lingtong.floor.call_control import by_pin, dialing
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.codes_state import Code
from lingtong.floor.call_control.endings import LAST_WORD_SECONDS
from lingtong.floor.call_control.menu import media_of
from lingtong.floor.ivr import steps as walk
from lingtong.floor.ivr.graph import AnyNode, Flow
from lingtong.floor.ivr.model import Walk, World
from lingtong.floor.turn import ErrandDone
from lingtong.kit import Refusal
from lingtong.switch.commands import Play, StartMusic, StopMusic, StopPlay
from lingtong.switch.events import LegArrived

log = structlog.get_logger()

MESSAGES, RECORDINGS = "*16", "*17"
CALL_BACK = "call_back"  # the variable that holds whom to call
NODES: dict[str, dict[str, str]] = {
    MESSAGES: {"type": "messages", "into": CALL_BACK},
    RECORDINGS: {"type": "recordings"},
}
CODES = frozenset(NODES)
OF_ANYBODY = frozenset({MESSAGES})  # who is not known by the phone is asked for number and PIN
LONGEST = 4 * 3600.0  # seconds
MOMENT_AFTER, GRACE = 2.0, 1.0
HERE = "here"


class PhoneWorld(World):
    """As the flow of a phone sees the center: whose it is, is known."""

    def __init__(self, board: Board, code: Code, language: str) -> None:
        super().__init__(
            board.center, board.now, tenant_id=code.tenant_id, interaction_id=code.leg_id, language=language
        )
        self._board, self._code = board, code

    def person(self) -> str:
        return self._code.walker

    def by_pin(self, number: str, pin: str) -> str:
        code = self._code
        agent, cause = by_pin.look(self._board, code.tenant_id, number, pin, f"phone:{code.endpoint}")
        if cause:
            log.warning("pin.refused", endpoint=code.endpoint, cause=cause)
        return agent.id if agent is not None and not cause else ""


def begin(board: Board, code: Code, dialed: str, agent_id: str) -> None:
    code.walker, code.walks = agent_id if _trusts(board, dialed, agent_id) else "", dialed
    code.position = walk.Position(flow_id="", version=1, node=HERE)
    board.turn.after(LONGEST, "code", code.leg_id)
    _perform(board, code, _walk(board, code).begin(HERE))


def _trusts(board: Board, dialed: str, agent_id: str) -> bool:
    """Whether the phone alone says who calls: for messages the agent's site may ask for the PIN."""
    site = board.center.site_of_agent(agent_id)
    return dialed != MESSAGES or site is None or site.open_messages


def pressed(board: Board, code: Code, key: str) -> None:
    board.turn.timers.drop(("code_key", code.leg_id))
    _hear(board, code, walk.Key(key))


def played(board: Board, code: Code) -> None:
    code.play_id = ""
    _hear(board, code, walk.PromptEnded())


def _hear(board: Board, code: Code, cue: walk.Cue) -> None:
    walking = _walk(board, code)
    steps = walking.hear(cue)
    number = walking.variables.get(CALL_BACK, "")
    if not number:
        return _perform(board, code, steps)
    forget(board, code)
    board.turn.timers.drop(("code", code.leg_id))
    del board.codes.open[code.leg_id]
    _call(board, code, number)


def _call(board: Board, code: Code, number: str) -> None:
    """From this phone, as if its agent had dialed the number on it."""
    agent_id = board.seats.agent_of(code.endpoint)
    arrived = LegArrived(
        leg_id=code.leg_id, source=f"phone:{code.endpoint}", ani=code.agent_number, dnis=number
    )
    try:
        if agent_id is None:
            raise SeatBusy("Nobody is signed in here.")
        dialing.dial(board, agent_id, number, arrived=arrived)
    except Refusal as no:
        log.info("messages.call_refused", code=no.code, endpoint=code.endpoint)
        board.codes.open[code.leg_id] = code
        code.step, code.walks = "end", ""
        _play(board, code, ("prompt:messages_call_failed",))
        board.turn.after(LAST_WORD_SECONDS, "code", code.leg_id)


def silence(board: Board, leg_id: str) -> None:
    code = board.codes.open.get(leg_id)
    if code is not None and _awaits(code, "key"):
        _hear(board, code, walk.Silence())


def answered(board: Board, answer: ErrandDone) -> bool:
    """Whether it was for a phone that walks."""
    code = board.codes.open.get(answer.interaction_id)
    if code is None or not code.walks:
        return False
    if _awaits(code, "errand") and answer.errand_id == _errand_id(code):
        _drop_timers(board, code)
        board.turn.send(StopMusic(leg_id=code.leg_id))
        _hear(board, code, walk.Done(answer.outcome, answer.values))
    return True


def late(board: Board, leg_id: str) -> None:
    code = board.codes.open.get(leg_id)
    if code is not None:
        answered(board, ErrandDone(errand_id=_errand_id(code), interaction_id=leg_id, outcome="late"))


def moment(board: Board, leg_id: str) -> None:
    code = board.codes.open.get(leg_id)
    if code is not None and _awaits(code, "errand"):
        board.turn.send(StartMusic(leg_id=leg_id))


def forget(board: Board, code: Code) -> None:
    _drop_timers(board, code)


def _drop_timers(board: Board, code: Code) -> None:
    for clock in ("code_key", "code_errand", "code_moment"):
        board.turn.timers.drop((clock, code.leg_id))


def _awaits(code: Code, what: str) -> bool:
    return code.position is not None and code.position.awaiting == what


def _errand_id(code: Code) -> str:
    return f"{code.leg_id}:{code.position.count if code.position else 0}"


def _walk(board: Board, code: Code) -> Walk:
    assert code.position is not None
    node: Any = msgspec.convert(NODES[code.walks], AnyNode)
    flow = Flow(id="", tenant_id=code.tenant_id, name=code.walks, start=HERE, nodes={HERE: node})
    world = PhoneWorld(board, code, _language(board, code))
    return Walk(flow, code.position, {}, code.keys, world)


def _language(board: Board, code: Code) -> str:
    tenant = board.center.tenants.get(code.tenant_id)
    return tenant.language if tenant is not None else "zh"


def _perform(board: Board, code: Code, steps: list[walk.Step]) -> None:
    for step in steps:
        match step:
            case walk.Prompt():
                _play(board, code, media_of(step), step.offset)
            case walk.StopPrompt():
                _stop(board, code)
            case walk.AwaitKey(seconds=seconds):
                board.turn.after(seconds, "code_key", code.leg_id)
            case walk.Run(errand=errand):
                board.turn.run(errand)
                board.turn.after(MOMENT_AFTER, "code_moment", code.leg_id)
                board.turn.after(errand.within + GRACE, "code_errand", code.leg_id)
            case walk.HangUp(prompt=prompt):
                code.step, code.walks = "end", ""
                _play(board, code, (f"prompt:{prompt}",))


def _play(board: Board, code: Code, media: tuple[str, ...], offset: float = 0.0) -> None:
    _stop(board, code)
    code.play_id = board.turn.ids.new()
    board.turn.send(
        Play(
            play_id=code.play_id,
            leg_id=code.leg_id,
            media=media,
            offset=offset,
            language=_language(board, code),
            tenant_id=code.tenant_id,
        )
    )


def _stop(board: Board, code: Code) -> None:
    if code.play_id:
        board.turn.send(StopPlay(play_id=code.play_id))
        code.play_id = ""

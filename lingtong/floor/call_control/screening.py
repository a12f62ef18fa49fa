"""Callers who must press a key that is named at random before they reach anybody."""

from typing import TYPE_CHECKING

from lingtong.floor.ivr.graph import ready_flow
from lingtong.floor.ivr.model import KeyChecked
from lingtong.floor.ivr.steps import Frame, Position
from lingtong.floor.lists.model import Screening
from lingtong.interactions.events import ScreeningBegan, ScreeningEnded

if TYPE_CHECKING:
    from lingtong.floor.call_control.board import Board
    from lingtong.floor.call_control.model import Interaction
    from lingtong.floor.ivr.graph import EntryPoint, Flow


def before(board: "Board", it: "Interaction", entry: "EntryPoint", flow: "Flow") -> "Flow":
    """The flow in which this caller begins: the entry point's own, or the one that leads there by a key."""
    if entry.screening == "off":
        return flow
    it.screening = board.lists.screening(it, everybody=entry.screening == "all")
    if not it.screening.why:
        return flow
    ready = ready_flow(entry.screening_silence)
    whence = Frame(flow_id=flow.id, version=flow.version, node="")
    it.position = Position(flow_id=ready.id, version=ready.version, node=ready.start, stack=[whence])
    _began(board, it)
    return ready


def checked(board: "Board", it: "Interaction", step: KeyChecked) -> None:
    if it.screening is None or not it.screening.why:
        it.screening = Screening(why="flow", judged_by=it.screening.judged_by if it.screening else "")
        _began(board, it)
    it.screening.outcome = step.outcome
    board.announce(ScreeningEnded, it, entry_point_id=it.entry_point_id, outcome=step.outcome)


def _began(board: "Board", it: "Interaction") -> None:
    assert it.screening is not None
    board.announce(
        ScreeningBegan,
        it,
        entry_point_id=it.entry_point_id,
        why=it.screening.why,
        list_id=it.screening.list_id,
        reports=it.screening.reports,
    )

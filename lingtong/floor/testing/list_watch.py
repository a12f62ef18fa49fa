"""Lists keep their word: who is refused reaches nobody, and no lock lasts for ever."""

from collections.abc import Iterator

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.ivr.graph import READY
from lingtong.floor.turn import TimerKey


def list_problems(board: Board, timers: set[TimerKey]) -> Iterator[str]:
    numbers = set[tuple[str, str]]()
    for lock in board.locks.open.values():
        if ("lock", lock.id) not in timers:
            yield f"lock {lock.id} lasts for ever"
        if (lock.tenant_id, lock.number) in numbers:
            yield f"{lock.number} is locked twice"
        numbers.add((lock.tenant_id, lock.number))
        if board.locks.of_number(lock.tenant_id, lock.number) is not lock:
            yield f"lock {lock.id} is not found by its number"
    yield from _suspicions(board, timers)
    for it in board.interactions.values():
        yield from _screened(it)
        if it.blocked and it.stage not in (Stage.CLOSING, Stage.ENDED):
            yield f"{it.id} is refused and in {it.stage}"
        if it.blocked and (it.offers or it.legs or it.waiting is not None or it.owner):
            yield f"{it.id} is refused and reaches somebody"


def _suspicions(board: Board, timers: set[TimerKey]) -> Iterator[str]:
    for one in board.suspicions.open.values():
        if ("suspicion", one.id) not in timers:
            yield f"suspicion {one.id} lasts for ever"
        if not one.reports:
            yield f"{one.number} is suspected by nobody"
        if board.suspicions.of_number(one.tenant_id, one.number) is not one:
            yield f"suspicion {one.id} is not found by its number"


def _screened(it: Interaction) -> Iterator[str]:
    """Whoever was asked for a key and has not pressed it gets no further, unless somebody takes the call."""
    screening = it.screening
    if screening is None or screening.why in {"", "flow"}:
        return
    if screening.outcome == "failed" and (it.waiting is not None or it.owner or it.offers):
        yield f"{it.id} has pressed a wrong key and reaches somebody"
    if not screening.outcome and it.stage in (Stage.MENU, Stage.QUEUED) and _has_gone_on(it):
        yield f"{it.id} goes on without the key"


def _has_gone_on(it: Interaction) -> bool:
    by_hand = it.forced_by or it.sender or it.was_handled
    return it.position is not None and it.position.flow_id not in READY and not by_hand

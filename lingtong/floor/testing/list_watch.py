"""Lists keep their word: who is refused reaches nobody, and no lock lasts for ever."""

from collections.abc import Iterator

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Stage
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
    for it in board.interactions.values():
        if it.blocked and it.stage not in (Stage.CLOSING, Stage.ENDED):
            yield f"{it.id} is refused and in {it.stage}"
        if it.blocked and (it.offers or it.legs or it.waiting is not None or it.owner):
            yield f"{it.id} is refused and reaches somebody"

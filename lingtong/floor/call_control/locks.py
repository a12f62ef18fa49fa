"""Numbers that agents have reported: asked for, approved for a time, over by themselves."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from lingtong.floor.call_control.errors import LockKnown, LockUnknown, NumberNotLocked
from lingtong.floor.lists.events import LockApproved, LockAsked, LockDeclined, LockEnded, LockFact
from lingtong.floor.lists.model import LONGEST_HOURS, UNDECIDED_HOURS, Lock
from lingtong.switch.numbers import names_a_customer

if TYPE_CHECKING:
    from lingtong.floor.call_control.board import Board
    from lingtong.floor.call_control.model import Interaction

HOUR = 3600.0
MOST_WHY = 200


class Locks:
    def __init__(self, board: "Board") -> None:
        self._board = board
        self._turn = board.turn
        self.open: dict[str, Lock] = {}
        self._by_number: dict[tuple[str, str], str] = {}

    def restore(self, locks: Iterable[Lock]) -> None:
        for lock in locks:
            self._keep(lock)
            seconds = max((lock.until - self._turn.now).total_seconds(), 0.0)
            self._turn.after(seconds, "lock", lock.id)

    def of_number(self, tenant_id: str, number: str) -> Lock | None:
        return self.open.get(self._by_number.get((tenant_id, number), ""))

    def is_locked(self, tenant_id: str, number: str) -> bool:
        lock = self.of_number(tenant_id, number)
        return lock is not None and lock.state == "active"

    def get(self, tenant_id: str, lock_id: str) -> Lock:
        lock = self.open.get(lock_id)
        if lock is None or lock.tenant_id != tenant_id:
            raise LockUnknown("This lock is over, or not yours to see.")
        return lock

    # --- by people and by the clock

    def ask(
        self, it: "Interaction", agent_id: str, why: str, hours: float, *, by_count: bool = False
    ) -> None:
        """The call goes on; from the approval on, the number reaches nobody for so long."""
        number = self._board.lists.number_of(it)
        if it.direction == "internal" or not names_a_customer(number):
            raise NumberNotLocked("This caller has no number that could be locked.")
        if not why.strip() or not 0 < hours <= LONGEST_HOURS:
            raise NumberNotLocked("Say why, and for how long: up to a year.")
        if self.of_number(it.tenant_id, number) is not None:
            raise LockKnown("This number has been reported already.")
        lock = Lock(
            id=self._turn.ids.new(),
            tenant_id=it.tenant_id,
            number=number,
            state="asked",
            why=why.strip()[:MOST_WHY],
            hours=hours,
            asked_by=agent_id,
            asked_at=self._turn.now,
            until=self._turn.now,
            interaction_id=it.id,
            by_count=by_count,
        )
        until = self._turn.after(UNDECIDED_HOURS * HOUR, "lock", lock.id)
        self._keep(msgspec.structs.replace(lock, until=until))
        self._tell(
            LockAsked, lock, number=number, why=lock.why, hours=hours, agent_id=agent_id, interaction=it.id
        )

    def approve(self, lock: Lock, agent_id: str, by: str, hours: float | None = None) -> None:
        if lock.state == "active":
            return
        until = self._turn.after((hours or lock.hours) * HOUR, "lock", lock.id)
        self._keep(msgspec.structs.replace(lock, state="active", until=until, by=by))
        self._tell(LockApproved, lock, until=until, agent_id=agent_id, by=by)

    def decline(self, lock: Lock, agent_id: str, by: str, why: str) -> None:
        if lock.state == "active":
            raise LockKnown("This lock was approved meanwhile. End it instead.")
        self._forget(lock)
        self._tell(LockDeclined, lock, agent_id=agent_id, by=by, why=why[:MOST_WHY])

    def end(self, lock: Lock, agent_id: str, by: str) -> None:
        self._forget(lock)
        self._tell(LockEnded, lock, why="own", agent_id=agent_id, by=by)

    def run_out(self, lock_id: str) -> None:
        lock = self.open.get(lock_id)
        if lock is not None:
            self._forget(lock)
            self._tell(LockEnded, lock, why="time_up" if lock.state == "active" else "no_answer")

    # --- inside

    def _keep(self, lock: Lock) -> None:
        self.open[lock.id] = lock
        self._by_number[lock.tenant_id, lock.number] = lock.id

    def _forget(self, lock: Lock) -> None:
        del self.open[lock.id]
        self._by_number.pop((lock.tenant_id, lock.number), None)
        self._turn.timers.drop(("lock", lock.id))

    def _tell(self, kind: type[LockFact], lock: Lock, **fields: Any) -> None:
        self._turn.announce(
            kind(
                id=self._turn.ids.new(),
                tenant_id=lock.tenant_id,
                at=self._turn.now,
                lock_id=lock.id,
                **fields,
            )
        )
        self._turn.changed("lock", lock.id)
        it = self._board.interactions.get(lock.interaction_id)
        if it is not None:
            self._board.touch(it)

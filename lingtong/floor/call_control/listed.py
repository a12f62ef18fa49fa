"""What the lists say of a caller."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from lingtong.floor.lists.config import NumberList
from lingtong.floor.lists.model import LOCKED, SUSPECTED, NumberBook, Screening, listable, number_of

if TYPE_CHECKING:
    from lingtong.floor.call_control.board import Board
    from lingtong.floor.call_control.model import Interaction

BLOCKED = "number_blocked"  # the prompt, where the list has no other


class Lists:
    """`book` gives the present book of entries; locks are kept by `Locks`."""

    def __init__(self, board: "Board") -> None:
        self._board = board
        empty = NumberBook()
        self.book: Callable[[], NumberBook] = lambda: empty

    def list_of(self, tenant_id: str, number: str) -> set[str]:
        """Names of the lists that the number is on now; "locked" where an agent's report was approved,
        "suspected" where one of its calls was judged as false.

        For flows: one look-up for the number and one for each length of prefix that the tenant uses.
        """
        number = self._plain(tenant_id, number)
        names = {found.name for found in self._found(tenant_id, number)}
        return names | self._by_agents(tenant_id, number)

    def lists_with(self, tenant_id: str, number: str) -> set[str]:
        """The same by their ids."""
        number = self._plain(tenant_id, number)
        ids = {found.id for found in self._found(tenant_id, number)}
        return ids | self._by_agents(tenant_id, number)

    def _by_agents(self, tenant_id: str, number: str) -> set[str]:
        found = {LOCKED} if self._board.locks.is_locked(tenant_id, number) else set[str]()
        return found | {SUSPECTED} if self._board.suspicions.of_number(tenant_id, number) else found

    def number_of(self, it: "Interaction") -> str:
        return self._plain(it.tenant_id, it.number)

    def blocks(self, it: "Interaction") -> tuple[str, str]:
        """The list that refuses this caller and the prompt that says so; empty where none does.

        The closest entry decides: one VIP out of a blocked range is served, unless an agent's report is
        approved.
        """
        if self._is_idle(it.tenant_id):
            return "", ""
        number = self.number_of(it)
        if self._board.locks.is_locked(it.tenant_id, number):
            return LOCKED, BLOCKED
        for found in self._found(it.tenant_id, number):
            if found.kind == "block":
                return found.id, found.prompt or BLOCKED
            if found.kind == "vip":
                break
        return "", ""

    def screening(self, it: "Interaction", *, everybody: bool) -> Screening:
        """Why this caller is asked for a key, if so. The closest entry decides; who is trusted never is."""
        number = self.number_of(it)
        found = self._found(it.tenant_id, number)
        if any(one.kind == "trusted" for one in found):
            return Screening()
        suspicion = self._board.suspicions.of_number(it.tenant_id, number)
        reports = len(suspicion.reports) if suspicion is not None else 0
        listed = next((one for one in found if one.kind in ("suspect", "vip")), None)
        if listed is not None and listed.kind == "suspect":
            return Screening(why="list", list_id=listed.id, reports=reports)
        if reports:
            return Screening(why="reported", reports=reports)
        return Screening(why="all") if everybody else Screening()

    def vip(self, it: "Interaction") -> NumberList | None:
        """The list that makes this customer a VIP: the one of the closest entry."""
        if self._is_idle(it.tenant_id):
            return None
        found = self._found(it.tenant_id, self.number_of(it))
        return next((one for one in found if one.kind == "vip"), None)

    def _found(self, tenant_id: str, number: str) -> list[NumberList]:
        book, lists = self.book(), self._board.center.number_lists
        if book.is_empty(tenant_id) or not listable(number):
            return []
        ids = dict.fromkeys(book.matches(tenant_id, number, self._board.now))
        return [lists[list_id] for list_id in ids if list_id in lists]

    def _is_idle(self, tenant_id: str) -> bool:
        """Nobody is on any list: callers of such a center pay nothing."""
        return not self._board.locks.open and self.book().is_empty(tenant_id)

    def _plain(self, tenant_id: str, number: str) -> str:
        tenant = self._board.center.tenants.get(tenant_id)
        return number_of(number, tenant.region if tenant is not None else "CN")

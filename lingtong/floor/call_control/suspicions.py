"""Numbers whose calls agents have judged as false: screened for a time, and reported when it goes on."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from lingtong.floor.call_control.errors import NotNow, SuspicionUnknown
from lingtong.floor.lists.events import FalseReportMade, FalseReportTakenBack, SuspicionEnded, SuspicionFact
from lingtong.floor.lists.model import FalseReport, Suspicion, listable
from lingtong.switch.numbers import names_a_customer

if TYPE_CHECKING:
    from lingtong.floor.call_control.board import Board
    from lingtong.floor.call_control.model import Interaction

DAY = timedelta(days=1)
LOCK_HOURS = 24.0
_WHY = {"zh": "{n} 次被判为误报", "en": "judged as a false report {n} times"}


class Suspicions:
    def __init__(self, board: "Board") -> None:
        self._board = board
        self._turn = board.turn
        self.open: dict[str, Suspicion] = {}
        self._by_number: dict[tuple[str, str], str] = {}

    def restore(self, suspicions: Iterable[Suspicion]) -> None:
        for one in suspicions:
            self._keep(one)
            self._turn.after(max((one.until - self._turn.now).total_seconds(), 0.0), "suspicion", one.id)

    def of_number(self, tenant_id: str, number: str) -> Suspicion | None:
        return self.open.get(self._by_number.get((tenant_id, number), ""))

    def get(self, tenant_id: str, suspicion_id: str) -> Suspicion:
        one = self.open.get(suspicion_id)
        if one is None or one.tenant_id != tenant_id:
            raise SuspicionUnknown("This number is no longer suspected.")
        return one

    # --- by people and by the clock

    def judge(self, it: "Interaction", agent_id: str) -> None:
        """This call was false: its number is a suspect for a time from now; too many ask for a lock."""
        number, now = self._board.lists.number_of(it), self._turn.now
        entry = self._board.center.entry_points.get(it.entry_point_id)
        if it.screening is None or entry is None or not listable(number):
            raise NotNow("This caller has no number that could be a suspect.")
        days = entry.suspect_days * DAY
        known = self.of_number(it.tenant_id, number)
        counted = tuple(one for one in known.reports if one.at + days > now) if known else ()
        mine = FalseReport(interaction_id=it.id, agent_id=agent_id, at=now)
        one = Suspicion(
            id=known.id if known else self._turn.ids.new(),
            tenant_id=it.tenant_id,
            number=number,
            reports=(*counted, mine),
            until=self._turn.now,
        )
        one = msgspec.structs.replace(one, until=self._turn.after(days.total_seconds(), "suspicion", one.id))
        self._keep(one)
        it.screening.judged_by = agent_id
        self._of_call(FalseReportMade, one, it, agent_id, number=number, until=one.until)
        if entry.lock_after and len(one.reports) >= entry.lock_after:
            self._ask_lock(it, agent_id, len(one.reports))

    def take_back(self, it: "Interaction", agent_id: str) -> None:
        """The judgment of this call; what it alone has led to goes with it."""
        assert it.screening is not None
        it.screening.judged_by = ""
        one = self.of_number(it.tenant_id, self._board.lists.number_of(it))
        if one is None or all(report.interaction_id != it.id for report in one.reports):
            return
        left = tuple(report for report in one.reports if report.interaction_id != it.id)
        one = msgspec.structs.replace(one, reports=left)
        self._keep(one)
        self._of_call(FalseReportTakenBack, one, it, agent_id)
        if not left:
            self._over(one, "taken_back", agent_id=agent_id)
        lock = self._board.locks.of_number(one.tenant_id, one.number)
        if lock is not None and lock.state == "asked" and lock.by_count and lock.interaction_id == it.id:
            self._board.locks.end(lock, agent_id, "")

    def end(self, one: Suspicion, agent_id: str, by: str) -> None:
        self._over(one, "own", agent_id=agent_id, by=by)

    def run_out(self, suspicion_id: str) -> None:
        one = self.open.get(suspicion_id)
        if one is not None:
            self._over(one, "time_up")

    # --- inside

    def _ask_lock(self, it: "Interaction", agent_id: str, count: int) -> None:
        if (
            names_a_customer(it.number)
            and self._board.locks.of_number(it.tenant_id, self._board.lists.number_of(it)) is None
        ):
            tenant = self._board.center.tenants.get(it.tenant_id)
            why = _WHY["en" if tenant is not None and tenant.language == "en" else "zh"].format(n=count)
            self._board.locks.ask(it, agent_id, why, LOCK_HOURS, by_count=True)

    def _keep(self, one: Suspicion) -> None:
        self.open[one.id] = one
        self._by_number[one.tenant_id, one.number] = one.id
        self._turn.changed("suspicion", one.id)

    def _over(self, one: Suspicion, why: str, **fields: Any) -> None:
        del self.open[one.id]
        self._by_number.pop((one.tenant_id, one.number), None)
        self._turn.timers.drop(("suspicion", one.id))
        self._tell(SuspicionEnded, one, why=why, **fields)

    def _of_call(
        self, kind: type[SuspicionFact], one: Suspicion, it: "Interaction", agent_id: str, **fields: Any
    ) -> None:
        call = {"interaction": it.id, "entry_point_id": it.entry_point_id, "arrived_at": it.arrived_at}
        self._tell(kind, one, agent_id=agent_id, **call, **fields)
        self._board.touch(it)

    def _tell(self, kind: type[SuspicionFact], one: Suspicion, **fields: Any) -> None:
        self._turn.announce(
            kind(
                id=self._turn.ids.new(),
                tenant_id=one.tenant_id,
                at=self._turn.now,
                suspicion_id=one.id,
                reports=len(one.reports),
                **fields,
            )
        )
        self._turn.changed("suspicion", one.id)

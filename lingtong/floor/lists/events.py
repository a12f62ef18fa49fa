"""Facts of locks and suspicions: numbers that agents have reported, kept from them or screened for a time."""

from datetime import datetime
from typing import Literal

from lingtong.foundation.journal.facts import Fact


class LockFact(Fact, frozen=True, kw_only=True):
    lock_id: str


class LockAsked(LockFact, frozen=True, kw_only=True, tag="lock.asked"):
    """`hours` from the approval on."""

    number: str
    why: str
    hours: float
    agent_id: str
    interaction: str = ""


class LockApproved(LockFact, frozen=True, kw_only=True, tag="lock.approved"):
    until: datetime
    agent_id: str = ""
    by: str = ""


class LockDeclined(LockFact, frozen=True, kw_only=True, tag="lock.declined"):
    agent_id: str = ""
    by: str = ""
    why: str = ""


class LockEnded(LockFact, frozen=True, kw_only=True, tag="lock.ended"):
    """`why`: time_up, own (by hand), no_answer (nobody has decided in time)."""

    why: Literal["time_up", "own", "no_answer"]
    agent_id: str = ""
    by: str = ""


class SuspicionFact(Fact, frozen=True, kw_only=True):
    """`interaction` is the call that was judged, `arrived_at` when it came; `reports` count now."""

    suspicion_id: str
    agent_id: str = ""
    interaction: str = ""
    entry_point_id: str = ""
    arrived_at: datetime | None = None
    reports: int = 0


class FalseReportMade(SuspicionFact, frozen=True, kw_only=True, tag="false_report.made"):
    number: str
    until: datetime


class FalseReportTakenBack(SuspicionFact, frozen=True, kw_only=True, tag="false_report.taken_back"):
    pass


class SuspicionEnded(SuspicionFact, frozen=True, kw_only=True, tag="suspicion.ended"):
    """`why`: time_up, own (by hand), taken_back (the only judgment was)."""

    why: Literal["time_up", "own", "taken_back"]
    by: str = ""


AnySuspicionFact = FalseReportMade | FalseReportTakenBack | SuspicionEnded
AnyLockFact = LockAsked | LockApproved | LockDeclined | LockEnded | AnySuspicionFact

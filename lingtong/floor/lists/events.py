"""Facts of locks: a number that an agent has reported is kept from the agents for a time."""

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


AnyLockFact = LockAsked | LockApproved | LockDeclined | LockEnded

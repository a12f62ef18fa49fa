"""A lock as the engine keeps it, until it is over."""

from datetime import datetime
from typing import Literal

import msgspec

LONGEST_HOURS = 24.0 * 365
UNDECIDED_HOURS = 24.0  # then the question is over: who asked has seen that nobody came


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """`until`: the end of a lock that is active, or of the time to decide on one that is asked for."""

    id: str
    tenant_id: str
    number: str
    state: Literal["asked", "active"]
    why: str
    hours: float
    asked_by: str
    asked_at: datetime
    until: datetime
    by: str = ""
    interaction_id: str = ""

"""What supervisors see of malicious callers that agents have reported."""

from datetime import datetime
from typing import Literal

import msgspec


class LockView(msgspec.Struct, frozen=True, kw_only=True):
    """A number that an agent has reported. `number` is masked. `until`: also of the time to decide."""

    lock_id: str
    number: str
    state: Literal["asked", "active"]
    why: str
    hours: float
    asked_by: str
    asked_name: str = ""
    team_id: str = ""
    asked_at: datetime
    until: datetime
    by_name: str = ""
    interaction_id: str = ""


class LocksChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="locks.changed"):
    """All that are open, those to be decided first; for who may see the floor."""

    locks: tuple[LockView, ...] = ()

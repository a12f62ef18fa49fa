"""Promised calls: their states, and when a customer who was not reached is called again."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from lingtong.floor.callbacks.events import Origin
from lingtong.floor.routing.model import Waiting
from lingtong.foundation.calendar import Calendar

EXPIRES = timedelta(hours=96)  # nobody expects a call after so long
MOST_AN_HOUR = 3  # promised calls to one number, whoever asks
SOON = 60.0  # seconds, where the trunk and not the customer was the reason
_STEP = timedelta(minutes=15)


class State(StrEnum):
    SCHEDULED = "scheduled"  # until `due`
    WAITING = "waiting"  # in line
    CALLING = "calling"  # an agent is kept for it or the customer's phone rings
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Cue(StrEnum):
    DUE = "due"
    MATCHED = "matched"
    RETURNED = "returned"  # nobody was called: back to the place in line
    DELAYED = "delayed"
    REACHED = "reached"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


_S = State
MOVES: dict[tuple[State, Cue], State] = {
    (_S.SCHEDULED, Cue.DUE): _S.WAITING,
    (_S.SCHEDULED, Cue.DELAYED): _S.SCHEDULED,
    (_S.WAITING, Cue.MATCHED): _S.CALLING,
    (_S.WAITING, Cue.DELAYED): _S.SCHEDULED,
    (_S.CALLING, Cue.RETURNED): _S.WAITING,
    (_S.CALLING, Cue.DELAYED): _S.SCHEDULED,
    **{(state, Cue.REACHED): _S.DONE for state in (_S.SCHEDULED, _S.WAITING, _S.CALLING)},
    **{(state, Cue.GIVEN_UP): _S.FAILED for state in (_S.SCHEDULED, _S.WAITING, _S.CALLING)},
    **{(state, Cue.CANCELLED): _S.CANCELLED for state in (_S.SCHEDULED, _S.WAITING, _S.CALLING)},
}
OPEN = frozenset({State.SCHEDULED, State.WAITING, State.CALLING})


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """When this number was promised a call in the last hour."""

    tenant_id: str
    number: str
    at: tuple[datetime, ...]


class Callback(msgspec.Struct, kw_only=True):
    """`first_at` keeps the place in line and `waiting` all that is known of it.

    `due` is when it may stand there again, `why` the last cause, `interaction_id` the call under way,
    `callback_of` the contact from which it was asked.
    """

    id: str
    tenant_id: str
    queue_id: str
    number: str
    language: str = "zh"
    origin: Origin
    asked_at: datetime
    first_at: datetime
    priority: int = 0
    due: datetime | None = None
    state: State = State.WAITING
    tries: int = 0  # that count against the customer
    calls: int = 0  # of any kind
    why: str = ""
    waiting: Waiting | None = None
    in_line: bool = False
    interaction_id: str = ""
    callback_of: str = ""
    asked_by: str = ""
    attached: dict[str, str] = {}
    menu_path: list[str] = []

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


# How much of the pause between two calls each cause needs, and whether the call counts as a try. What the
# agent or the trunk is the reason for is not held against the customer.
CAUSES: dict[str, tuple[float, bool]] = {
    "busy": (1 / 3, True),
    "no_answer": (1.0, True),
    "declined": (1.0, True),
    "normal": (1.0, True),
    "unreachable": (1.0, True),
}


def counts(cause: str) -> bool:
    return cause in CAUSES


def pause_after(cause: str, again: float) -> float:
    """Seconds until the next call."""
    share, _ = CAUSES.get(cause, (0.0, False))
    return max(again * share, SOON)


def next_open(calendar: Calendar | None, at: datetime) -> datetime | None:
    """The first quarter of an hour from `at` on in which we may call; None where none comes in two weeks."""
    if calendar is None or calendar.is_open(at):
        return at
    step = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    for _ in range(14 * 24 * 4):
        step += _STEP
        if calendar.is_open(step):
            return step
    return None

"""States of a fax, when one that did not get through is sent again, and a fax that is on a line."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

import msgspec

MOST_TRIES = 4


class State(StrEnum):
    RECEIVING = "receiving"
    NEW = "new"
    IN_HAND = "in_hand"
    DONE = "done"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Cue(StrEnum):
    TAKEN_IN = "taken_in"
    LOST = "lost"
    TAKEN = "taken"
    FINISHED = "finished"
    RELEASED = "released"
    DIALED = "dialed"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"
    AGAIN = "again"
    HANDED_ON = "handed_on"


_S = State
MOVES: dict[tuple[State, Cue], State] = {
    (_S.RECEIVING, Cue.TAKEN_IN): _S.NEW,
    (_S.RECEIVING, Cue.LOST): _S.FAILED,
    (_S.NEW, Cue.TAKEN): _S.IN_HAND,
    (_S.IN_HAND, Cue.TAKEN): _S.IN_HAND,
    (_S.DONE, Cue.TAKEN): _S.IN_HAND,
    (_S.NEW, Cue.FINISHED): _S.DONE,
    (_S.IN_HAND, Cue.FINISHED): _S.DONE,
    (_S.IN_HAND, Cue.RELEASED): _S.NEW,
    (_S.NEW, Cue.HANDED_ON): _S.NEW,
    (_S.IN_HAND, Cue.HANDED_ON): _S.NEW,
    (_S.DONE, Cue.HANDED_ON): _S.NEW,
    (_S.WAITING, Cue.DIALED): _S.SENDING,
    (_S.SENDING, Cue.DIALED): _S.SENDING,
    (_S.WAITING, Cue.DELIVERED): _S.SENT,
    (_S.SENDING, Cue.DELIVERED): _S.SENT,
    (_S.WAITING, Cue.DELAYED): _S.WAITING,
    (_S.SENDING, Cue.DELAYED): _S.WAITING,
    (_S.WAITING, Cue.GIVEN_UP): _S.FAILED,
    (_S.SENDING, Cue.GIVEN_UP): _S.FAILED,
    (_S.WAITING, Cue.CANCELLED): _S.CANCELLED,
    (_S.FAILED, Cue.AGAIN): _S.WAITING,
    (_S.CANCELLED, Cue.AGAIN): _S.WAITING,
}
# Minutes until the next try, by what went wrong; other causes are a machine's own and are tried in between.
_PAUSES: dict[str, int] = {"busy": 3, "congestion": 1, "no_answer": 10, "lost": 1, "failed": 3}
_BETWEEN = 5
_NEVER = frozenset({"unreachable", "not_allowed", "do_not_call"})


def next_try(error: str, tries: int, now: datetime) -> datetime | None:
    """None: it is given up. A number that does not exist is not called twice."""
    if error in _NEVER or tries >= MOST_TRIES:
        return None
    return now + timedelta(minutes=_PAUSES.get(error, _BETWEEN) * tries)


class FaxCall(msgspec.Struct, kw_only=True):
    """A fax on a line. `queue_id` is whose work a received one is; `header` stands above each page,
    `gone` pages have gone over so far."""

    id: str
    tenant_id: str
    direction: Literal["in", "out"]
    number: str
    leg_id: str
    since: datetime
    dnis: str = ""
    title: str = ""
    interaction_id: str = ""
    queue_id: str = ""
    station: str = ""
    header: str = ""
    began: datetime | None = None
    gone: int = 0
    own_call: bool = False  # the leg was made for it and ends with it

"""The seat: what an agent wishes, what the router has engaged the agent in, whether the phone is there."""

from datetime import datetime
from enum import StrEnum

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.kit import Refusal


class Engagement(StrEnum):
    FREE = "free"
    RESERVED = "reserved"
    TALKING = "talking"
    AFTER_CALL_WORK = "after_call_work"
    WATCHING = "watching"  # a supervisor in the call of another


class Cue(StrEnum):
    OFFERED = "offered"
    DIALED = "dialed"
    CONNECTED = "connected"
    WITHDRAWN = "withdrawn"
    CLEARED = "cleared"
    RELEASED = "released"
    WRAPPED_UP = "wrapped_up"
    WATCH_BEGUN = "watch_begun"
    WATCH_ENDED = "watch_ended"


MOVES = {
    (Engagement.FREE, Cue.OFFERED): Engagement.RESERVED,
    (Engagement.FREE, Cue.DIALED): Engagement.TALKING,
    (Engagement.RESERVED, Cue.CONNECTED): Engagement.TALKING,
    (Engagement.RESERVED, Cue.WITHDRAWN): Engagement.FREE,
    (Engagement.TALKING, Cue.CLEARED): Engagement.AFTER_CALL_WORK,
    (Engagement.TALKING, Cue.RELEASED): Engagement.FREE,  # an internal call leaves nothing to write down
    (Engagement.AFTER_CALL_WORK, Cue.WRAPPED_UP): Engagement.FREE,
    (Engagement.FREE, Cue.WATCH_BEGUN): Engagement.WATCHING,
    (Engagement.WATCHING, Cue.WATCH_ENDED): Engagement.FREE,
    (Engagement.WATCHING, Cue.CONNECTED): Engagement.TALKING,  # took the call over
}


class SeatState(StrEnum):
    """The one word that screens show, derived from the three facts."""

    LOGGED_OUT = "logged_out"
    NOT_READY = "not_ready"
    READY = "ready"
    RESERVED = "reserved"
    TALKING = "talking"
    AFTER_CALL_WORK = "after_call_work"
    WATCHING = "watching"


class Wish(msgspec.Struct, frozen=True):
    """What the seat shall be when nothing engages it. `by`: another agent who granted or forced it."""

    ready: bool
    reason_id: str = ""
    log_out: bool = False
    forced: bool = False
    by: str = ""
    why: str = ""

    def is_as(self, other: "Wish") -> bool:
        """The same state, whoever wished it."""
        mine, its = (self.ready, self.reason_id, self.log_out), (other.ready, other.reason_id, other.log_out)
        return mine == its


class Seat(msgspec.Struct, kw_only=True):
    """`since` is when the shown state began; `idle_since` orders the agents who wait for work.

    `blocked_until`: the phone was unreachable or busy a moment ago; no offers before that time. `endpoint`:
    the shared desk phone at which the agent sits, instead of the own phone. `asked` waits for a supervisor.
    """

    agent_id: str
    tenant_id: str
    logged_in: bool = False
    wish: Wish = Wish(ready=False)
    next: Wish | None = None
    cause: str = "own"
    engagement: Engagement = Engagement.FREE
    interaction_id: str = ""
    since: datetime
    idle_since: datetime
    until: datetime | None = None
    blocked_until: datetime | None = None
    nailed_leg: str = ""
    nailed_up: bool = False
    phone_window: str = ""
    answered_today: int = 0
    answered_day: str = ""
    free_today: float = 0.0  # seconds in ready, without the present one
    free_day: str = ""
    endpoint: str = ""
    locked: bool = False
    locked_by: str = ""
    locked_why: str = ""
    asked: Wish | None = None
    asked_at: datetime | None = None
    help_since: datetime | None = None
    help_text: str = ""
    limit_until: datetime | None = None
    over_limit: bool = False

    @property
    def state(self) -> SeatState:
        if not self.logged_in:
            return SeatState.LOGGED_OUT
        if self.engagement is not Engagement.FREE:
            return SeatState(self.engagement.value)
        return SeatState.READY if self.wish.ready else SeatState.NOT_READY

    @property
    def shown(self) -> tuple[SeatState, str]:
        """The state and the not-ready reason."""
        return self.state, self.wish.reason_id


def is_routable(seat: Seat, config: AgentConfig, reachable: bool, screen: bool, now: datetime) -> bool:
    """Wish, engagement and reachability all allow an offer. Only a browser phone needs a live screen."""
    if not (seat.logged_in and seat.wish.ready and seat.engagement is Engagement.FREE and reachable):
        return False
    if seat.locked or (seat.blocked_until is not None and seat.blocked_until > now):
        return False
    if config.persistent_leg and not seat.nailed_up:
        return False
    return screen or config.phone != "browser"


class NotLoggedIn(Refusal):
    code = "seat.not_logged_in"


class SeatBusy(Refusal):
    code = "seat.busy"


class ReasonUnknown(Refusal):
    code = "seat.reason_unknown"
    status = 422


class AgentUnknown(Refusal):
    code = "seat.agent_unknown"
    status = 404


class PhoneUnreachable(Refusal):
    code = "seat.phone_unreachable"


class SeatIsLocked(Refusal):
    code = "seat.locked"


class LockedByAnother(Refusal):
    code = "seat.locked_by_another"


class TargetLoggedOut(Refusal):
    code = "seat.target_logged_out"


class QuotaFull(Refusal):
    """`back` is the local time at which the next of them is due, empty where nobody can say."""

    code = "seat.quota_full"


class NothingAsked(Refusal):
    code = "seat.nothing_asked"


class TooManyChanges(Refusal):
    code = "seat.too_many_changes"
    status = 429


class PhoneUnknown(Refusal):
    code = "seat.phone_unknown"
    status = 422


class PhoneTaken(Refusal):
    code = "seat.phone_taken"

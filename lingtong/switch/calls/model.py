from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from lingtong.kit import NoSuchMove, step


class LegState(StrEnum):
    INITIATED = "initiated"
    ALERTING = "alerting"
    CONNECTED = "connected"
    HOLD = "hold"
    NULL = "null"


class LegCue(StrEnum):
    ALERTED = "alerted"
    ANSWERED = "answered"
    HELD = "held"
    RETRIEVED = "retrieved"
    CLEARED = "cleared"


MOVES = {
    (LegState.INITIATED, LegCue.ALERTED): LegState.ALERTING,
    (LegState.INITIATED, LegCue.ANSWERED): LegState.CONNECTED,
    (LegState.ALERTING, LegCue.ANSWERED): LegState.CONNECTED,
    (LegState.CONNECTED, LegCue.HELD): LegState.HOLD,
    (LegState.HOLD, LegCue.RETRIEVED): LegState.CONNECTED,
    (LegState.INITIATED, LegCue.CLEARED): LegState.NULL,
    (LegState.ALERTING, LegCue.CLEARED): LegState.NULL,
    (LegState.CONNECTED, LegCue.CLEARED): LegState.NULL,
    (LegState.HOLD, LegCue.CLEARED): LegState.NULL,
}


class Leg(msgspec.Struct, kw_only=True):
    """One party's path. `bridge_id` is where its sound goes now; `music` whether it hears music instead.

    `line` is where it comes from or leads to, such as `trunk:NAME`, once that is known.
    `joined_at` is when the party in its present role began to talk; `held` counts from then.
    """

    leg_id: str
    role: Literal["customer", "agent", "consultant", "supervisor"]
    number: str = ""
    agent_id: str = ""
    line: str = ""
    state: LegState = LegState.INITIATED
    since: datetime
    connected_at: datetime | None = None
    joined_at: datetime | None = None
    bridge_id: str = ""
    muted: bool = False
    music: bool = False
    held_at: datetime | None = None
    held: float = 0.0

    @property
    def is_up(self) -> bool:
        return self.state in (LegState.CONNECTED, LegState.HOLD)

    def take(self, cue: LegCue, at: datetime) -> bool:
        """Apply what the network tells. A cue that the table does not know is late or doubled: stay."""
        try:
            self.state = step(MOVES, self.state, cue)
        except NoSuchMove:
            return False
        self.since = at
        if cue is LegCue.ANSWERED:
            self.connected_at = at
        return True

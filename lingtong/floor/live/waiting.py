"""What supervisors see: who waits, and whom they listen to."""

from datetime import datetime
from typing import Literal

import msgspec

WatchMode = Literal["monitor", "whisper", "barge_in"]


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """The call that this supervisor watches. Connecting: the own phone is being called."""

    interaction_id: str
    target_id: str
    mode: WatchMode
    since: datetime
    state: Literal["connecting", "on"]


class WaitingView(msgspec.Struct, frozen=True, kw_only=True):
    """One who waits. `number` is masked, `place` is the city; `offered_to` is the agent whose phone rings.

    `place_in_line` is 1 for the next to be served.
    """

    interaction_id: str
    queue_id: str
    number: str
    place: str = ""
    region: str = ""
    priority: int
    arrived_at: datetime
    queued_at: datetime
    place_in_line: int
    offered_to: str = ""


class WaitingChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="waiting.changed"):
    """The first 50 who wait in the queue, the next to be served first. `length` counts all."""

    queue_id: str
    length: int = 0
    waiting: tuple[WaitingView, ...] = ()

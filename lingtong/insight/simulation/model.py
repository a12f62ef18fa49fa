"""A day to be played: its calls, its agents, its rules. Times are seconds since `start`."""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.center import Center

INTERVAL = 1800  # seconds
ENDLESS = 1e9  # seconds: the patience of who never hangs up


class Arrival(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A call as it was recorded. What was never seen is None: an abandoned call was not handled.

    `waited` in the line; `left`: it was then the caller who hung up. `priority` adds to that of the queue.
    """

    at: float
    queue_id: str
    waited: float
    outcome: Literal["answered", "abandoned", "other"]
    priority: int = 0
    handling: float | None = None
    after_call_work: float | None = None


class Recorded(msgspec.Struct, frozen=True, kw_only=True, tag="recorded"):
    arrivals: tuple[Arrival, ...]


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """Generated traffic of one queue: `calls` expected in each half hour from `start` on, arriving by chance.

    Means in seconds. `spread`: standard deviation of the handling ÷ its mean, where it is log-normal.
    """

    queue_id: str
    calls: tuple[float, ...]
    handling: float
    spread: float = 0.8
    shape: Literal["log_normal", "exponential"] = "log_normal"
    after_call_work: float = 0.0
    patience: float = ENDLESS


class Generated(msgspec.Struct, frozen=True, kw_only=True, tag="generated"):
    volumes: tuple[Volume, ...]


Source = Recorded | Generated


class Shift(msgspec.Struct, frozen=True, array_like=True):
    """An agent is signed in and takes calls between these seconds; a last call is finished."""

    begins: float
    ends: float


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What a change makes of a queue's traffic."""

    volume: float = 1.0
    handling: float = 1.0
    patience: float = 1.0


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """`answer_after`: seconds from an offer to its answer. `unanswered`: share of offers that ring out; their
    agent is then away for `away_for` seconds, where the queue's rule says not ready. `callbacks`: share of
    the callers who would rather be called back, where the queue offers it.
    """

    center: Center
    start: datetime
    length: float
    source: Source
    shifts: dict[str, tuple[Shift, ...]]
    factors: dict[str, Factor] = {}
    answer_after: float = 0.0
    unanswered: float = 0.0
    away_for: float = 60.0
    callbacks: float = 0.0

    @property
    def intervals(self) -> int:
        return max(-int(-self.length // INTERVAL), 1)


class Call(msgspec.Struct, gc=False):
    """A call as it is played. `luck` in 0…1 decides whether offers of it are answered."""

    at: float
    queue_id: str
    priority: int
    handling: float
    after_call_work: float
    patience: float
    luck: float

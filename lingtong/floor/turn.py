"""One turn of the engine: what a cue changed, said and asked for.

Everything live is changed synchronously inside a turn. When it is over, the engine writes facts and changed
entities to the journal, then sends the switch commands, then shows views and facts.
"""

import heapq
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from lingtong.foundation.journal.facts import Fact
from lingtong.kit import Clock, Ids
from lingtong.switch.commands import Command

TimerKey = tuple[str, ...]


class Timers:
    """Deadlines by key. Setting a key again replaces it."""

    def __init__(self) -> None:
        self._due: dict[TimerKey, datetime] = {}
        self._heap: list[tuple[datetime, TimerKey]] = []

    def set(self, key: TimerKey, at: datetime) -> None:
        self._due[key] = at
        heapq.heappush(self._heap, (at, key))

    def drop(self, key: TimerKey) -> None:
        self._due.pop(key, None)

    def next_at(self) -> datetime | None:
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: datetime) -> TimerKey | None:
        """The next key whose time has come, removed; None when there is none."""
        at = self.next_at()
        if at is None or at > now:
            return None
        key = heapq.heappop(self._heap)[1]
        del self._due[key]
        return key

    def keys(self) -> Iterable[TimerKey]:
        return self._due.keys()


class Said(msgspec.Struct, frozen=True):
    """A line for one agent, translated by the browser."""

    agent_id: str
    code: str
    params: dict[str, str]


ErrandKind = Literal[
    "http",
    "query",
    "write",
    "pin_check",
    "pin_set",
    "speak",
    "recognize",
    "fax",
    "recording",
    "messages",
    "pack",
]

ErrandOutcome = Literal["done", "empty", "failed", "late", "refused"]


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """Something that takes time, done outside the engine. The same `id` means the same errand.

    `within` seconds (30 at most) it is answered; after that nobody waits for it any more.
    """

    id: str
    tenant_id: str
    interaction_id: str
    kind: ErrandKind
    request: dict[str, str | dict[str, str]] = {}
    within: float = 10.0


class ErrandDone(msgspec.Struct, frozen=True, kw_only=True):
    """`values` are given to the flow's variables by its node; `why` is for the operator alone."""

    errand_id: str
    interaction_id: str
    outcome: ErrandOutcome
    values: dict[str, str] = {}
    why: str = ""


class Outcome(msgspec.Struct):
    """Keys of `changed` are (kind, id): `seat`, `interaction`, `queue`, `switch`."""

    facts: list[Fact]
    commands: list[Command]
    changed: dict[tuple[str, str], None]
    said: list[Said]
    errands: list[Errand] = []


class Turn:
    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self.ids = ids
        self.timers = Timers()
        self.now = clock.now()
        self._out = Outcome([], [], {}, [])

    def begin(self) -> None:
        self.now = self._clock.now()

    def announce(self, fact: Fact) -> None:
        self._out.facts.append(fact)

    def send(self, *commands: Command) -> None:
        self._out.commands.extend(commands)

    def changed(self, kind: str, key: str) -> None:
        self._out.changed[kind, key] = None

    def changes(self) -> Iterable[tuple[str, str]]:
        """(kind, id) of everything changed in this turn so far, oldest first."""
        return self._out.changed.keys()

    def say(self, agent_id: str, code: str, **params: str) -> None:
        self._out.said.append(Said(agent_id, code, params))

    def run(self, errand: Errand) -> None:
        self._out.errands.append(errand)

    def after(self, seconds: float, *key: str) -> datetime:
        """Wake `key` in so many seconds; gives the time."""
        at = self.now + timedelta(seconds=seconds)
        self.timers.set(key, at)
        return at

    def end(self) -> Outcome:
        out, self._out = self._out, Outcome([], [], {}, [])
        return out

"""How services and sources do: a breaker for each, and what went wrong last, for the operator."""

from collections import deque
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from lingtong.kit import Clock

BREAKS_AFTER = 5  # failures in a row
OPEN_FOR = 20.0  # seconds; then one may try
LAST = 10

State = Literal["closed", "open", "trying"]


class Asked(Protocol):
    """A service or a source."""

    @property
    def id(self) -> str: ...
    @property
    def tenant_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class Failure(msgspec.Struct, frozen=True):
    at: datetime
    what: str
    why: str


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: the breaker is not closed. Nothing is asked while it is open."""

    tenant_id: str
    id: str
    name: str = ""
    name_en: str = ""
    state: State
    since: datetime | None
    failures: int
    last: tuple[Failure, ...]
    good_at: datetime | None


class Breaker:
    """Opens after some failures in a row; after a while one errand tries, and closes it when it is good."""

    def __init__(self, tenant_id: str, of_id: str, clock: Clock) -> None:
        self.name = self.name_en = ""
        self._tenant_id, self._id, self._clock = tenant_id, of_id, clock
        self._failures = 0
        self._since: datetime | None = None
        self._open_until: datetime | None = None
        self._tried_at: datetime | None = None
        self._last: deque[Failure] = deque(maxlen=LAST)
        self._good_at: datetime | None = None

    def admits(self) -> bool:
        now = self._clock.now()
        if self._open_until is None:
            return True
        if now < self._open_until:
            return False
        self._open_until = now + timedelta(seconds=OPEN_FOR)  # this one tries, the others wait for it
        self._tried_at = now
        return True

    def good(self) -> None:
        self._failures, self._since, self._open_until, self._tried_at = 0, None, None, None
        self._good_at = self._clock.now()

    def bad(self, what: str, why: str) -> None:
        now = self._clock.now()
        self._failures += 1
        self._last.append(Failure(now, what, why))
        if self._failures >= BREAKS_AFTER:
            self._since = self._since or now
            self._open_until, self._tried_at = now + timedelta(seconds=OPEN_FOR), None

    @property
    def health(self) -> Health:
        state: State = "closed" if self._since is None else "trying" if self._tried_at else "open"
        return Health(
            tenant_id=self._tenant_id,
            id=self._id,
            name=self.name,
            name_en=self.name_en,
            state=state,
            since=self._since,
            failures=self._failures,
            last=tuple(self._last),
            good_at=self._good_at,
        )


class Breakers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: dict[tuple[str, str], Breaker] = {}

    def of(self, one: Asked) -> Breaker:
        key = (one.tenant_id, one.id)
        if key not in self._all:
            self._all[key] = Breaker(one.tenant_id, one.id, self._clock)
        found = self._all[key]
        found.name, found.name_en = one.name, one.name_en
        return found

    def keep(self, tenant_id: str, known: set[str]) -> None:
        """Only these of the tenant exist any more."""
        for key in list(self._all):
            if key[0] == tenant_id and key[1] not in known:
                del self._all[key]

    def troubled(self) -> list[Health]:
        """All that have something to tell."""
        return [one.health for one in self._all.values() if one.health.last]

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One run. It may come twice with the same id (a crash in between): handlers are idempotent."""

    id: str
    name: str
    tenant_id: str | None
    payload: dict[str, Any]
    tries: int


Handler = Callable[[Job], Awaitable[None]]


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """Waits twice as long after each failure; gives up after `tries`."""

    tries: int = 12
    first: timedelta = timedelta(seconds=10)
    longest: timedelta = timedelta(hours=1)

    def pause(self, failures: int) -> timedelta | None:
        """How long to wait after this many failures; None to give up."""
        if failures >= self.tries:
            return None
        doublings: int = 2 ** min(failures - 1, 30)
        return min(self.first * doublings, self.longest)


class Periodic(msgspec.Struct, frozen=True, kw_only=True):
    """Done by one node at a time, `every` so often, counted from the end of the last run."""

    name: str
    every: timedelta
    handler: Handler

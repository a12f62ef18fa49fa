from datetime import datetime
from typing import Protocol

import msgspec

from lingtong.floor.center import Center
from lingtong.foundation.db import Reading


class TakenNow(msgspec.Struct, frozen=True, kw_only=True):
    """`taking` is None where nobody knows. Without calls being taken, `since` when and `why`, where known."""

    taking: bool | None
    since: datetime | None = None
    why: str = ""


class Now(Protocol):
    async def __call__(self) -> TakenNow: ...


class CountOf(Protocol):
    """How many contacts that came in within a time have ended so."""

    async def __call__(self, reader: Reading, result: str, since: datetime, until: datetime, /) -> int: ...


class Configuration(Protocol):
    def current(self) -> Center: ...

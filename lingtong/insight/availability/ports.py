from datetime import datetime
from typing import Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.center import Center


class TakenNow(msgspec.Struct, frozen=True, kw_only=True):
    """`taking` is None where nobody knows. Without calls being taken, `since` when and `why`, where known."""

    taking: bool | None
    since: datetime | None = None
    why: str = ""


class Now(Protocol):
    async def __call__(self) -> TakenNow: ...


class CountOf(Protocol):
    """How many contacts that came in within a time have ended so."""

    async def __call__(
        self, session: AsyncSession, result: str, since: datetime, until: datetime, /
    ) -> int: ...


class Configuration(Protocol):
    def current(self) -> Center: ...

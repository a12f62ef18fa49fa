from datetime import datetime
from typing import Protocol

import msgspec

from lingtong.floor.center import Center


class TakenNow(msgspec.Struct, frozen=True, kw_only=True):
    """`taking` is None where nobody knows. Without calls being taken, `since` when and `why`, where known."""

    taking: bool | None
    since: datetime | None = None
    why: str = ""


class Now(Protocol):
    async def __call__(self) -> TakenNow: ...


class Configuration(Protocol):
    def current(self) -> Center: ...

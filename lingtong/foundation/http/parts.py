from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from lingtong.foundation.bus import Bus
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.db import Database
from lingtong.kit import Clock, Ids

if TYPE_CHECKING:
    from lingtong.foundation.identity.ports import AgentBook


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the api is joined from; `app.state.parts`."""

    settings: Settings
    secrets: Secrets
    database: Database
    bus: Bus
    clock: Clock
    ids: Ids
    agents: AgentBook | None = None


def parts_of(connection: HTTPConnection) -> Parts:
    """As a dependency, `Annotated[Parts, Depends(parts_of)]`; for routes and sockets alike."""
    parts: Parts = connection.app.state.parts
    return parts

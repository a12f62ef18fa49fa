"""Number lists, joined: entries from the database, locks from the engine."""

from fastapi import APIRouter

from lingtong.apps.center import CenterParts
from lingtong.floor.lists import api
from lingtong.floor.lists.imports import Imports
from lingtong.floor.lists.service import Lists
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.commands import DecideLock, EndLock
from lingtong.floor.live.screening_commands import EndSuspicion
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import Principal


class LocksAtTheEngine:
    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def decide(
        self, who: Principal, lock_id: str, *, granted: bool, hours: float | None, why: str
    ) -> None:
        command = DecideLock(**_by(who), lock_id=lock_id, granted=granted, hours=hours, why=why)
        await self._engine.ask_as(who, command)

    async def end(self, who: Principal, lock_id: str) -> None:
        await self._engine.ask_as(who, EndLock(**_by(who), lock_id=lock_id))

    async def clear(self, who: Principal, suspicion_id: str) -> None:
        await self._engine.ask_as(who, EndSuspicion(**_by(who), suspicion_id=suspicion_id))


def join_lists(parts: Parts, center: CenterParts, book: CenterBook, engine: EngineDesk) -> APIRouter:
    database, clock, ids = parts.database, parts.clock, parts.ids
    lists = Lists(database, center.lists, book, clock, ids)
    imports = Imports(database, lists, center.lists, clock, ids)
    return api.routes(api.ListsApi(lists, imports, LocksAtTheEngine(engine), book, clock))


def _by(who: Principal) -> dict[str, str]:
    return {"tenant_id": who.tenant_id, "agent_id": who.agent_id or ""}

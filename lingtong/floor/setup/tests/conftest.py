from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI

from lingtong.apps.center import CenterParts, join_center
from lingtong.floor.center import Center
from lingtong.foundation.bus import InProcessBus
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.admin_api import router as people_router
from lingtong.foundation.identity.testing import (
    Browser,
    MovableClock,
    app_of,
    parts_for,
    people,
    signed_browser,
)
from lingtong.switch.plan import SwitchPlan


@dataclass
class World:
    """A center with its people, its admin api, and all that was published."""

    parts: Parts
    center: CenterParts
    app: FastAPI
    tenant_id: str
    published: list[Center]
    applied: list[SwitchPlan]
    admin: Browser

    async def make(self, kind: str, /, **body: Any) -> dict[str, Any]:
        answer = await self.admin.send("POST", f"/api/admin/{kind}", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def refused(self, method: str, path: str, status: int, /, **body: Any) -> dict[str, Any]:
        answer = await self.admin.send(method, f"/api/admin/{path}", json=body)
        assert answer.status_code == status, answer.text
        refusal: dict[str, Any] = answer.json()
        assert refusal["code"]
        assert refusal["message"]
        return refusal

    async def simple_flow(self, queue_id: str, name: str = "Entry") -> dict[str, Any]:
        nodes = {"queue": {"type": "queue", "queue_id": queue_id}}
        return await self.make("flows", name=name, start="queue", nodes=nodes)


async def world_of(database: Database, folder: Path) -> AsyncIterator[World]:
    parts = parts_for(database, folder, MovableClock())
    published: list[Center] = []
    applied: list[SwitchPlan] = []

    async def hear(_: str, payload: bytes) -> None:
        published.append(msgspec.json.decode(payload, type=Center))

    async def apply(plan: SwitchPlan) -> None:
        applied.append(plan)

    bus = parts.bus
    assert isinstance(bus, InProcessBus)
    await bus.subscribe("center.changed", hear)
    center = join_center(
        settings=parts.settings,
        secrets=parts.secrets,
        database=database,
        bus=bus,
        clock=parts.clock,
        ids=parts.ids,
        apply=apply,
    )
    parts = replace(parts, agents=center.agents)
    tenant_id = await people(parts, logins=("administrator", "agent"))
    app = app_of(parts, people_router, *center.routers())
    async with signed_browser(app, "administrator") as admin:
        yield World(parts, center, app, tenant_id, published, applied, admin)


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    async for made in world_of(database, tmp_path):
        yield made


@pytest.fixture
async def each_world(each_database: Database, tmp_path: Path) -> AsyncIterator[World]:
    """Once on SQLite and once on PostgreSQL."""
    async for made in world_of(each_database, tmp_path):
        yield made

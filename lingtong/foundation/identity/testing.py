"""For tests of routes: parts with a clock that can be moved, a small center of people, signed-in browsers."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from lingtong.foundation.bus import InProcessBus
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts, application
from lingtong.foundation.http.public import PUBLIC, PUBLIC_MOUNTS
from lingtong.foundation.identity import passwords
from lingtong.foundation.identity.api import rotated_cookie, router
from lingtong.foundation.identity.guard import Guard
from lingtong.foundation.identity.seed import seed_tenant, seed_user
from lingtong.kit import Ids

PASSWORD = "correct horse battery"  # noqa: S105 - of tests
ORIGIN = "http://localhost:8420"
ROLES = ("agent", "supervisor", "team_leader", "evaluator", "administrator", "wallboard")


class MovableClock:
    def __init__(self, at: datetime = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Browser:
    """A signed-in browser: its cookie jar, and the CSRF token on everything that changes."""

    client: httpx.AsyncClient
    session: dict[str, Any]

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.client.get(path, **more)

    async def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"X-CSRF-Token": self.session["csrf"], **more.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **more)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its least, so that a day of log-ins takes no time."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),)))
    passwords._nobody.cache_clear()


@pytest.fixture
def parts(database: Database, tmp_path: Path, clock: MovableClock, cheap_hashes: None) -> Parts:  # noqa: ARG001
    return parts_for(database, tmp_path, clock)


def parts_for(database: Database, folder: Path, clock: MovableClock) -> Parts:
    settings = Settings(data=folder)
    return Parts(
        settings=settings,
        secrets=Secrets(settings.secrets_file),
        database=database,
        bus=InProcessBus(),
        clock=clock,
        ids=Ids(clock),
    )


async def people(parts: Parts, tenant: str = "demo", logins: Iterable[str] = ROLES) -> str:
    """A tenant where each role has one person whose login is the role; the tenant's id."""
    tenant_id = await seed_tenant(parts, tenant, tenant)
    async with parts.database.writing(tenant_id) as work:
        for login in logins:
            await seed_user(parts, work, login=login, name=login.title(), role=login, password=PASSWORD)
    return tenant_id


def app_of(parts: Parts, *routers: APIRouter) -> FastAPI:
    """The identity room's routes and these."""
    return application(parts, (router, *routers), cookie=lambda state: rotated_cookie(state, secure=False))


@asynccontextmanager
async def browser(app: FastAPI, address: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=(address, 50000))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


@asynccontextmanager
async def signed_browser(
    app: FastAPI, login: str, tenant: str = "demo", **more: Any
) -> AsyncIterator[Browser]:
    async with browser(app) as client:
        body = {"tenant": tenant, "login": login, "password": PASSWORD, **more}
        answer = await client.post("/api/session", json=body)
        assert answer.status_code == 200, answer.text
        yield Browser(client, answer.json())


def guarded_or_not(app: FastAPI) -> Iterator[tuple[str, bool]]:
    """Every route, `GET /api/…`, sockets as `SOCKET`; mounts and plain routes by the name of their class."""
    for route in iter_route_contexts(app.routes):
        dependant: Dependant | None = getattr(route, "dependant", None)
        path = route.path or ""
        if dependant is None:
            yield f"{type(route.original_route).__name__} {path}", path in PUBLIC_MOUNTS
        else:
            for method in sorted(route.methods or {"SOCKET"}):
                yield f"{method} {path}", _has_guard(dependant) or (method, path) in PUBLIC


def unguarded(app: FastAPI) -> list[str]:
    """Routes without a guard that are not on the public list."""
    return [name for name, guarded in guarded_or_not(app) if not guarded]


def _has_guard(dependant: Dependant) -> bool:
    return isinstance(dependant.call, Guard) or any(_has_guard(inner) for inner in dependant.dependencies)

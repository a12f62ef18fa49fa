"""Every route of every room is guarded; ids of another tenant open nothing."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from starlette.types import Message

import lingtong
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import Principal, requires, signed_in
from lingtong.foundation.identity.testing import (
    ORIGIN,
    PASSWORD,
    app_of,
    browser,
    guarded_or_not,
    people,
    signed_browser,
    unguarded,
)

pytestmark = pytest.mark.room

ROOT = Path(lingtong.__file__).parent


def routers() -> list[APIRouter]:
    """Of every room: each has them in its api.py."""
    found = []
    for path in sorted(ROOT.rglob("*api.py")):
        if "apps" in path.relative_to(ROOT).parts:
            continue
        module = import_module(".".join(("lingtong", *path.relative_to(ROOT).with_suffix("").parts)))
        found += [thing for thing in vars(module).values() if isinstance(thing, APIRouter)]
    return found


async def test_every_route_of_every_room_is_guarded_or_public_on_purpose(parts: Parts) -> None:
    app = app_of(parts, *routers())
    assert len(list(guarded_or_not(app))) > 20
    assert unguarded(app) == []


async def test_a_forgotten_guard_is_found(parts: Parts) -> None:
    router = APIRouter()

    @router.get("/api/open")
    async def forgotten() -> None: ...

    @router.websocket("/api/open-socket")
    async def forgotten_too(socket: WebSocket) -> None: ...

    @router.get("/api/closed")
    async def guarded(who: Annotated[Principal, Depends(signed_in)]) -> None: ...

    assert unguarded(app_of(parts, router)) == ["GET /api/open", "SOCKET /api/open-socket"]


async def test_without_a_session_every_guarded_route_answers_401(parts: Parts) -> None:
    app = app_of(parts)
    async with browser(app) as client:
        for method, path in [
            ("GET", "/api/session"),
            ("GET", "/api/admin/users"),
            ("PUT", "/api/session/password"),
        ]:
            answer = await client.request(method, path, json={})
            assert (answer.status_code, answer.json()["code"]) == (401, "session.none"), path


@pytest.mark.parametrize("login", ["agent", "supervisor", "evaluator", "wallboard"])
async def test_administration_is_for_who_has_the_permission(parts: Parts, login: str) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), login) as it:
        for path in ("/api/admin/users", "/api/admin/roles", "/api/admin/audit"):
            answer = await it.get(path)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_ids_of_another_tenant_do_not_exist(parts: Parts) -> None:
    await people(parts, "ours")
    await people(parts, "theirs")
    app = app_of(parts)
    async with signed_browser(app, "administrator", "ours") as ours:
        own = (await ours.get("/api/admin/users")).json()[0]
        async with signed_browser(app, "administrator", "theirs") as them:
            users = (await them.get("/api/admin/users")).json()
            roles = (await them.get("/api/admin/roles")).json()
        assert {user["id"] for user in users}.isdisjoint(
            {user["id"] for user in (await ours.get("/api/admin/users")).json()}
        )
        stolen = {name: own[name] for name in ("login", "name", "language")}
        body = {**stolen, "role_id": own["role_id"]}
        role = {"name": "x", "permissions": []}
        user_id, role_id = users[0]["id"], roles[0]["id"]
        tries: list[tuple[str, str, dict[str, Any] | None]] = [
            ("GET", f"/api/admin/users/{user_id}", None),
            ("PUT", f"/api/admin/users/{user_id}", body),
            ("DELETE", f"/api/admin/users/{user_id}", None),
            ("DELETE", f"/api/admin/users/{user_id}/totp", None),
            ("GET", f"/api/admin/roles/{role_id}", None),
            ("PUT", f"/api/admin/roles/{role_id}", role),
            ("DELETE", f"/api/admin/roles/{role_id}", None),
        ]
        for method, path, sent in tries:
            answer = await ours.send(method, path, json=sent)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, path)
        foreign = await ours.send(
            "POST", "/api/admin/users", json={**stolen, "login": "n", "role_id": role_id}
        )
        assert (foreign.status_code, foreign.json()["code"]) == (422, "user.unknown_role")


def app_with_socket(parts: Parts) -> FastAPI:
    router = APIRouter()

    @router.websocket("/api/live")
    async def live(socket: WebSocket, who: Annotated[Principal, Depends(requires("desk.use"))]) -> None:
        await socket.accept()
        await socket.send_text(who.login)

    return app_of(parts, router)


async def opened(app: FastAPI, cookie: str, origin: str) -> list[Message]:
    """What the server says to a browser that opens a socket."""
    said: list[Message] = []
    headers = [(b"host", b"localhost:8420"), (b"origin", origin.encode()), (b"cookie", cookie.encode())]
    scope = {
        "type": "websocket",
        "path": "/api/live",
        "query_string": b"",
        "headers": headers,
        "subprotocols": [],
    }

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    return said


async def test_a_socket_wants_a_session_a_permission_and_the_own_origin(parts: Parts) -> None:
    await people(parts)
    app = app_with_socket(parts)
    cookies = {"": ""}
    for login in ("agent", "wallboard"):
        async with browser(app) as client:
            await client.post("/api/session", json={"login": login, "password": PASSWORD})
            cookies[login] = f"lt_session={client.cookies['lt_session']}"
    accepted = await opened(app, cookies["agent"], ORIGIN)
    assert [message["type"] for message in accepted] == ["websocket.accept", "websocket.send"]
    assert accepted[1]["text"] == "agent"
    for login, origin, code in [
        ("", ORIGIN, 4401),
        ("wallboard", ORIGIN, 4403),
        ("agent", "https://evil.example", 4403),
    ]:
        (refused,) = await opened(app, cookies[login], origin)
        assert (refused["type"], refused["code"]) == ("websocket.close", code)

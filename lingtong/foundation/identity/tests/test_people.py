import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lingtong.foundation.db import Database, Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import (
    PASSWORD,
    Browser,
    MovableClock,
    app_of,
    browser,
    parts_for,
    people,
    signed_browser,
)

pytestmark = pytest.mark.room

NEW = "another long password"


class FakeAgents:
    """Stands for the floor's book."""

    def __init__(self) -> None:
        self.given: list[tuple[str | None, str, dict[str, Any]]] = []
        self.retired: list[str] = []

    async def save(
        self, work: Work, agent_id: str | None, name: str, given: dict[str, Any]
    ) -> tuple[str, str]:
        self.given.append((agent_id, name, given))
        return agent_id or "agent-1", given["agent_number"]

    async def retire(self, work: Work, agent_id: str) -> None:
        self.retired.append(agent_id)


def with_agents(parts: Parts, agents: FakeAgents) -> Parts:
    return replace(parts, agents=agents)


async def role_of(it: Browser, code: str) -> str:
    found: str = next(
        role["id"] for role in (await it.get("/api/admin/roles")).json() if role["code"] == code
    )
    return found


async def user_of(it: Browser, login: str) -> dict[str, Any]:
    users = (await it.get("/api/admin/users")).json()
    found: dict[str, Any] = next(user for user in users if user["login"] == login)
    return found


async def body_of(it: Browser, login: str, **changed: Any) -> dict[str, Any]:
    user = await user_of(it, login)
    return {name: user[name] for name in ("login", "name", "role_id", "language", "locked")} | changed


async def test_a_new_user_with_an_agent_can_sign_in(parts: Parts) -> None:
    await people(parts)
    agents = FakeAgents()
    app = app_of(with_agents(parts, agents))
    async with signed_browser(app, "administrator") as admin:
        body = {
            "login": "Wang.Li",
            "name": "王丽",
            "role_id": await role_of(admin, "agent"),
            "password": PASSWORD,
            "agent": {"agent_number": "1001", "phone": "browser"},
        }
        answer = await admin.send("POST", "/api/admin/users", json=body)
        assert answer.status_code == 201, answer.text
        user = answer.json()
        assert "password" not in answer.text.replace("password_set", "")
        assert (await admin.get(f"/api/admin/users/{user['id']}")).json() == user
    assert agents.given == [(None, "王丽", {"agent_number": "1001", "phone": "browser"})]
    async with signed_browser(app, "wang.li") as it:
        assert it.session["user"]["agent_id"] == "agent-1"
        assert it.session["user"]["agent_number"] == "1001"


async def test_a_user_without_a_password_cannot_sign_in(parts: Parts) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "administrator") as admin:
        body = {"login": "new", "name": "New", "role_id": await role_of(admin, "agent")}
        assert (await admin.send("POST", "/api/admin/users", json=body)).status_code == 201
    async with browser(app) as client:
        answer = await client.post("/api/session", json={"login": "new", "password": PASSWORD})
        assert answer.status_code == 401


async def test_a_login_is_used_once_and_never_again(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "administrator") as admin:
        role_id = await role_of(admin, "agent")
        body = {"login": "AGENT", "name": "Again", "role_id": role_id}
        answer = await admin.send("POST", "/api/admin/users", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "user.login_taken")
        gone = await user_of(admin, "agent")
        assert (await admin.send("DELETE", f"/api/admin/users/{gone['id']}")).status_code == 204
        answer = await admin.send("POST", "/api/admin/users", json=body)
        assert answer.json()["code"] == "user.login_taken"


async def test_retiring_ends_sessions_and_retires_the_agent(parts: Parts) -> None:
    await people(parts)
    agents = FakeAgents()
    app = app_of(with_agents(parts, agents))
    async with signed_browser(app, "administrator") as admin, signed_browser(app, "agent") as it:
        user = await user_of(admin, "agent")
        body = await body_of(admin, "agent", agent={"agent_number": "1001"})
        await admin.send("PUT", f"/api/admin/users/{user['id']}", json=body)
        assert (await admin.send("DELETE", f"/api/admin/users/{user['id']}")).status_code == 204
        assert (await it.get("/api/session")).status_code == 401
        assert agents.retired == ["agent-1"]
        listed = [user["login"] for user in (await admin.get("/api/admin/users")).json()]
        assert "agent" not in listed
        everybody = (await admin.get("/api/admin/users?retired=true")).json()
        assert [user["retired"] for user in everybody if user["login"] == "agent"] == [True]


async def test_a_new_password_by_the_administrator_ends_the_sessions(parts: Parts) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "administrator") as admin, signed_browser(app, "agent") as it:
        user = await user_of(admin, "agent")
        body = await body_of(admin, "agent", password=NEW)
        assert (await admin.send("PUT", f"/api/admin/users/{user['id']}", json=body)).status_code == 200
        assert (await it.get("/api/session")).status_code == 401
        again = await it.client.post("/api/session", json={"login": "agent", "password": NEW})
        assert again.status_code == 200


async def test_the_own_password_changes_with_the_old_one_and_ends_other_sessions(parts: Parts) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "agent") as it, signed_browser(app, "agent") as elsewhere:
        wrong = await it.send("PUT", "/api/session/password", json={"old": "wrong", "new": NEW})
        assert (wrong.status_code, wrong.json()["code"]) == (403, "password.wrong")
        for weak in ("short", "agent-agent-agent", "aaaaaaaaaaaaaaaa"):
            answer = await it.send("PUT", "/api/session/password", json={"old": PASSWORD, "new": weak})
            assert (answer.status_code, answer.json()["code"]) == (422, "password.weak")
        done = await it.send("PUT", "/api/session/password", json={"old": PASSWORD, "new": NEW})
        assert done.status_code == 204
        assert (await it.get("/api/session")).status_code == 200
        assert (await elsewhere.get("/api/session")).status_code == 401


async def test_the_last_administrator_cannot_be_lost(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "administrator") as admin:
        own = await user_of(admin, "administrator")
        path = f"/api/admin/users/{own['id']}"
        locked = await admin.send("PUT", path, json=await body_of(admin, "administrator", locked=True))
        demoted = await body_of(admin, "administrator", role_id=await role_of(admin, "agent"))
        for answer in (locked, await admin.send("PUT", path, json=demoted), await admin.send("DELETE", path)):
            assert (answer.status_code, answer.json()["code"]) == (409, "user.last_administrator")
        role = await role_of(admin, "administrator")
        body = {"name": "管理员", "permissions": ["desk.use"], "dial_right": "national"}
        answer = await admin.send("PUT", f"/api/admin/roles/{role}", json=body)
        assert answer.json()["code"] == "user.last_administrator"


async def test_nobody_gives_away_or_takes_over_more_than_they_have(parts: Parts) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "administrator") as admin:
        body = {"name": "Keeper", "permissions": ["admin.users", "desk.use", "recording.play_own"]}
        keeper = (await admin.send("POST", "/api/admin/roles", json=body)).json()["id"]
        user = {"login": "keeper", "name": "Keeper", "role_id": keeper, "password": PASSWORD}
        assert (await admin.send("POST", "/api/admin/users", json=user)).status_code == 201
    async with signed_browser(app, "keeper") as it:
        top = await role_of(it, "administrator")
        boss = await user_of(it, "administrator")
        own = await user_of(it, "keeper")
        tries: list[tuple[str, str, dict[str, Any] | None]] = [
            ("POST", "/api/admin/users", {"login": "x", "name": "x", "role_id": top}),
            ("PUT", f"/api/admin/users/{own['id']}", await body_of(it, "keeper", role_id=top)),
            ("PUT", f"/api/admin/users/{boss['id']}", await body_of(it, "administrator", password=NEW)),
            ("DELETE", f"/api/admin/users/{boss['id']}", None),
            ("DELETE", f"/api/admin/users/{boss['id']}/totp", None),
            ("POST", "/api/admin/roles", {"name": "x", "permissions": ["admin.trunks"]}),
            ("PUT", f"/api/admin/roles/{top}", {"name": "x", "permissions": []}),
            ("DELETE", f"/api/admin/roles/{top}", None),
        ]
        for method, path, sent in tries:
            answer = await it.send(method, path, json=sent)
            assert (answer.status_code, answer.json()["code"]) == (403, "role.more_than_own"), (method, path)
        agent = {"login": "y", "name": "y", "role_id": await role_of(it, "agent")}
        assert (await it.send("POST", "/api/admin/users", json=agent)).status_code == 201


async def test_roles_are_made_changed_and_removed(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "administrator") as admin:
        body = {"name": "Night", "permissions": ["desk.use"], "dial_right": "internal"}
        made = (await admin.send("POST", "/api/admin/roles", json=body)).json()
        assert made["dial_right"] == "internal"
        twice = await admin.send("POST", "/api/admin/roles", json=body)
        assert twice.json()["code"] == "role.name_taken"
        unknown = await admin.send("POST", "/api/admin/roles", json={"name": "X", "permissions": ["root"]})
        assert (unknown.status_code, unknown.json()["code"]) == (422, "role.unknown_permission")
        changed = {**body, "permissions": ["desk.use", "floor.view"]}
        answer = await admin.send("PUT", f"/api/admin/roles/{made['id']}", json=changed)
        assert answer.json()["permissions"] == ["desk.use", "floor.view"]
        assert (await admin.send("DELETE", f"/api/admin/roles/{made['id']}")).status_code == 204
        assert (await admin.get(f"/api/admin/roles/{made['id']}")).status_code == 404
        used = await admin.send("DELETE", f"/api/admin/roles/{await role_of(admin, 'agent')}")
        assert used.json()["code"] == "role.in_use"
        assert used.json()["params"]["users"] == "agent"


async def test_a_changed_role_counts_from_the_next_request(parts: Parts) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "administrator") as admin, signed_browser(app, "supervisor") as it:
        assert (await it.get("/api/admin/users")).status_code == 403
        role = await role_of(admin, "supervisor")
        body = {"name": "主管", "permissions": ["desk.use", "admin.users"], "dial_right": "national"}
        await admin.send("PUT", f"/api/admin/roles/{role}", json=body)
        assert (await it.get("/api/admin/users")).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("login", "with space"), ("login", ""), ("name", "  "), ("language", "fr"), ("stray", 1), ("agent", {})],
)
async def test_an_unreadable_user_names_the_field(parts: Parts, field: str, value: object) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "administrator") as admin:
        body = {"login": "x", "name": "x", "role_id": "x", field: value}
        answer = await admin.send("POST", "/api/admin/users", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
        assert answer.json()["errors"][0]["field"].startswith(field)


NASTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\U0001f600" * 3,
    "x" * 100_000,
    10**40,
    -1,
    1e308,
    None,
    True,
    [],
    {},
    [[[]]],
]


async def test_nothing_that_people_send_is_answered_with_a_bug(
    each_database: Database, tmp_path: Path, clock: MovableClock, cheap_hashes: None
) -> None:
    parts = parts_for(each_database, tmp_path, clock)
    await people(parts, logins=["administrator"])
    async with signed_browser(app_of(parts), "administrator") as admin:
        for value in NASTY:
            clock.move(600)  # past the throttle
            await send_nasty(admin, value)
        for path in ("/api/admin/users/%00", "/api/admin/users/%ED%A0%80", "/api/admin/roles/" + "x" * 500):
            assert (await admin.get(path)).status_code in {404, 422}


async def send_nasty(admin: Browser, value: object) -> None:
    asks: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/api/session", {"login": "x", "password": "x", "tenant": "demo"}),
        ("POST", "/api/admin/users", {"login": "x", "name": "x", "role_id": "x", "password": PASSWORD}),
        ("POST", "/api/admin/roles", {"name": "x", "permissions": []}),
        ("PUT", "/api/session/password", {"old": PASSWORD, "new": NEW}),
    ]
    for method, path, body in asks:
        for name in body:
            content = json.dumps({**body, name: value})
            answer = await admin.send(
                method, path, content=content, headers={"Content-Type": "application/json"}
            )
            assert answer.status_code < 500, (path, name, answer.text)


async def test_two_who_take_the_same_login_at_once(
    each_database: Database, tmp_path: Path, clock: MovableClock
) -> None:
    parts = parts_for(each_database, tmp_path, clock)
    await people(parts, logins=["administrator"])
    async with signed_browser(app_of(parts), "administrator") as admin:
        body = {"login": "x", "name": "x", "role_id": await role_of(admin, "agent")}
        answers = await asyncio.gather(*(admin.send("POST", "/api/admin/users", json=body) for _ in range(5)))
        codes = sorted(answer.status_code for answer in answers)
    assert codes == [201, 409, 409, 409, 409]

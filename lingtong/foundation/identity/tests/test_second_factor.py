from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import (
    PASSWORD,
    Browser,
    MovableClock,
    app_of,
    browser,
    people,
    signed_browser,
)

pytestmark = pytest.mark.room


def code(secret: str, clock: MovableClock, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=later))


async def switched_on(it: Browser, clock: MovableClock) -> str:
    secret: str = (await it.send("POST", "/api/session/totp")).json()["secret"]
    answer = await it.send("PUT", "/api/session/totp", json={"code": code(secret, clock)})
    assert answer.status_code == 204
    return secret


async def test_from_then_on_a_code_is_asked_for(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "agent") as it:
        secret = await switched_on(it, clock)
        assert (await it.get("/api/session")).json()["user"]["totp"] is True
    clock.move(60)
    async with browser(app) as client:
        body = {"login": "agent", "password": PASSWORD}
        without = await client.post("/api/session", json=body)
        assert (without.status_code, without.json()["code"]) == (401, "session.totp_needed")
        wrong_password = await client.post("/api/session", json={**body, "password": "wrong"})
        assert wrong_password.json()["code"] == "session.wrong"
        right = await client.post("/api/session", json={**body, "totp": code(secret, clock)})
        assert right.status_code == 200


async def test_a_code_never_works_twice(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "agent") as it:
        secret = await switched_on(it, clock)
    body = {"login": "agent", "password": PASSWORD, "totp": code(secret, clock)}
    async with browser(app) as client:
        assert (await client.post("/api/session", json=body)).json()["code"] == "session.wrong"
        clock.move(30)
        body["totp"] = code(secret, clock)
        assert (await client.post("/api/session", json=body)).status_code == 200
        assert (await client.post("/api/session", json=body)).json()["code"] == "session.wrong"


async def test_the_secret_is_encrypted_and_bound_to_its_user(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "agent") as it:
        secret = await switched_on(it, clock)
    async with parts.database.writing_everywhere() as work:
        rows = {row.login: row for row in await work.session.scalars(select(UserRow))}
        assert rows["agent"].totp_secret is not None
        assert secret not in rows["agent"].totp_secret
        rows["supervisor"].totp_secret = rows["agent"].totp_secret
    clock.move(60)
    async with browser(app) as client:
        body = {"login": "supervisor", "password": PASSWORD, "totp": code(secret, clock)}
        assert (await client.post("/api/session", json=body)).json()["code"] == "session.wrong"


async def test_switching_off_needs_a_code(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        secret = await switched_on(it, clock)
        refused = await it.send("DELETE", "/api/session/totp", json={"code": "000000"})
        assert (refused.status_code, refused.json()["code"]) == (403, "totp.wrong")
        clock.move(30)
        done = await it.send("DELETE", "/api/session/totp", json={"code": code(secret, clock)})
        assert done.status_code == 204
        assert (await it.get("/api/session")).json()["user"]["totp"] is False


async def test_a_wrong_code_does_not_switch_it_on(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        early = await it.send("PUT", "/api/session/totp", json={"code": "123456"})
        assert early.json()["code"] == "totp.state"
        await it.send("POST", "/api/session/totp")
        wrong = await it.send("PUT", "/api/session/totp", json={"code": "000000"})
        assert wrong.json()["code"] == "totp.wrong"
        unreadable = await it.send("PUT", "/api/session/totp", json={"code": "12"})
        assert unreadable.json()["errors"][0]["field"] == "code"
        assert (await it.get("/api/session")).json()["user"]["totp"] is False


async def test_an_administrator_takes_it_off_for_who_lost_the_phone(
    parts: Parts, clock: MovableClock
) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "agent") as it:
        await switched_on(it, clock)
        user_id = it.session["user"]["id"]
    async with signed_browser(app, "administrator") as admin:
        assert (await admin.send("DELETE", f"/api/admin/users/{user_id}/totp")).status_code == 204
    async with signed_browser(app, "agent") as it:
        assert it.session["user"]["totp"] is False


async def test_codes_cannot_be_guessed_and_right_ones_cost_nothing(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        for _ in range(4):
            secret = await switched_on(it, clock)
            clock.move(30)
            assert (
                await it.send("DELETE", "/api/session/totp", json={"code": code(secret, clock)})
            ).status_code == 204
            clock.move(30)
        await switched_on(it, clock)
        for _ in range(parts.settings.security.log_in_tries):
            wrong = await it.send("DELETE", "/api/session/totp", json={"code": "000000"})
            assert wrong.json()["code"] == "totp.wrong"
        throttled = await it.send("DELETE", "/api/session/totp", json={"code": "000000"})
        assert throttled.status_code == 429

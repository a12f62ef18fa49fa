from pathlib import Path

import pytest
from sqlalchemy import select, update

from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import passwords, sessions
from lingtong.foundation.identity.errors import NotSignedIn
from lingtong.foundation.identity.tables import SessionRow, ThrottleRow, UserRow
from lingtong.foundation.identity.testing import (
    PASSWORD,
    MovableClock,
    app_of,
    browser,
    parts_for,
    people,
    signed_browser,
)

pytestmark = pytest.mark.room


async def test_log_in_tells_who_somebody_is(parts: Parts) -> None:
    tenant_id = await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        user = it.session["user"]
        assert user["login"] == "agent"
        assert user["role"] == "agent"
        assert user["permissions"] == ["desk.use", "recording.play_own"]
        assert user["tenant"] == {"id": tenant_id, "name": "demo"}
        assert user["agent_id"] is None
        assert user["totp"] is False
        assert (await it.get("/api/session")).json() == it.session


async def test_the_cookie_is_kept_from_scripts_and_other_sites(parts: Parts) -> None:
    await people(parts)
    async with browser(app_of(parts)) as client:
        answer = await client.post("/api/session", json={"login": "agent", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("lt_session=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie


async def test_the_token_itself_is_not_in_the_database(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        token = it.client.cookies["lt_session"]
    async with parts.database.reading_everywhere() as reader:
        row = (await reader.session.scalars(select(SessionRow))).one()
    assert token not in {row.token_hash, row.id}
    assert row.token_hash == sessions.hash_of(token)


@pytest.mark.parametrize(
    "body",
    [
        {"login": "agent", "password": "wrong"},
        {"login": "nobody", "password": PASSWORD},
        {"tenant": "elsewhere", "login": "agent", "password": PASSWORD},
        {"login": "agent", "password": "x" * 256},
    ],
)
async def test_every_wrong_log_in_has_the_same_answer(parts: Parts, body: dict[str, str]) -> None:
    await people(parts)
    async with browser(app_of(parts)) as client:
        answer = await client.post("/api/session", json=body)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": "session.wrong",
        "message": "Login or password is wrong.",
        "params": {},
        "errors": [],
    }
    assert "set-cookie" not in answer.headers


async def test_an_unknown_login_costs_one_check_of_a_password_too(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people(parts)
    checked: list[bool] = []
    real = passwords._fits

    def counted(password: str, known: str | None) -> bool:
        checked.append(known is not None)
        return real(password, known)

    monkeypatch.setattr(passwords, "_fits", counted)
    async with browser(app_of(parts)) as client:
        for login in ("agent", "nobody"):
            await client.post("/api/session", json={"login": login, "password": "wrong"})
    assert checked == [True, False]


async def test_a_locked_or_retired_user_stays_out_and_is_put_out(parts: Parts) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "agent") as it:
        async with parts.database.writing_everywhere() as work:
            await work.session.execute(update(UserRow).where(UserRow.login == "agent").values(locked=True))
        assert (await it.get("/api/session")).status_code == 401
        again = await it.client.post("/api/session", json={"login": "agent", "password": PASSWORD})
        assert again.json()["code"] == "session.wrong"


async def test_with_two_tenants_the_name_is_asked_for(parts: Parts) -> None:
    await people(parts, "demo", ["agent"])
    await people(parts, "other", ["agent"])
    async with browser(app_of(parts)) as client:
        answer = await client.post("/api/session", json={"login": "agent", "password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (422, "session.tenant_needed")


async def test_log_out_ends_the_session_at_the_server(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        token = it.client.cookies["lt_session"]
        assert (await it.send("DELETE", "/api/session")).status_code == 204
        it.client.cookies.set("lt_session", token)
        assert (await it.get("/api/session")).status_code == 401


async def test_signing_in_anew_ends_the_former_session(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        former = it.client.cookies["lt_session"]
        body = {"login": "agent", "password": PASSWORD}
        assert (await it.client.post("/api/session", json=body)).status_code == 200
    with pytest.raises(NotSignedIn):
        await sessions.find(parts, former)


async def test_a_session_ends_after_idle_time_and_after_its_longest_time(
    parts: Parts, clock: MovableClock
) -> None:
    await people(parts)
    limits = parts.settings.security
    async with signed_browser(app_of(parts), "agent") as it:
        clock.move(limits.session_idle - 1)
        assert (await it.get("/api/session")).status_code == 200
        clock.move(limits.session_idle - 1)
        assert (await it.get("/api/session")).status_code == 200
        clock.move(2)
        assert (await it.get("/api/session")).status_code == 401
    async with signed_browser(app_of(parts), "supervisor") as it:
        clock.move(limits.session_idle)
        assert (await it.get("/api/session")).status_code == 401


async def test_the_token_rotates_and_the_csrf_token_stays(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        first = it.client.cookies["lt_session"]
        clock.move(parts.settings.security.session_rotation)
        answer = await it.get("/api/session")
        second = it.client.cookies["lt_session"]
        assert second != first
        assert answer.json()["csrf"] == it.session["csrf"]
        assert (await it.get("/api/session")).status_code == 200
        await sessions.find(parts, first)  # a request that was under way
        clock.move(61)
        with pytest.raises(NotSignedIn):
            await sessions.find(parts, first)
        await sessions.find(parts, second)


async def test_a_rotation_whose_answer_was_lost_is_done_again(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        first = it.client.cookies["lt_session"]
    clock.move(parts.settings.security.session_rotation)
    _, lost = await sessions.find(parts, first)
    assert lost is not None
    clock.move(120)
    _, found = await sessions.find(parts, first)
    assert found is not None
    await sessions.find(parts, found)
    with pytest.raises(NotSignedIn):
        await sessions.find(parts, lost)


async def test_what_changes_something_needs_the_csrf_token(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        for headers in ({}, {"X-CSRF-Token": "wrong"}):
            answer = await it.client.put("/api/session/language", json={"language": "en"}, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "session.csrf")
        changed = await it.send("PUT", "/api/session/language", json={"language": "en"})
        assert changed.status_code == 204
        assert (await it.get("/api/session")).json()["user"]["language"] == "en"


async def test_another_site_cannot_sign_somebody_in(parts: Parts) -> None:
    await people(parts)
    async with browser(app_of(parts)) as client:
        body = {"login": "agent", "password": PASSWORD}
        answer = await client.post("/api/session", json=body, headers={"Origin": "https://evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "session.origin")


async def test_wrong_passwords_are_throttled_by_login(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    body = {"login": "Agent ", "password": "wrong"}
    async with browser(app_of(parts)) as client:
        for _ in range(parts.settings.security.log_in_tries):
            assert (await client.post("/api/session", json=body)).status_code == 401
        right = {"login": "agent", "password": PASSWORD}
        refused = await client.post("/api/session", json=right)
        assert (refused.status_code, refused.json()["code"]) == (429, "session.too_many_tries")
        assert 0 < int(refused.headers["retry-after"]) <= parts.settings.security.log_in_window
        clock.move(int(refused.headers["retry-after"]) + 1)
        assert (await client.post("/api/session", json=right)).status_code == 200


async def test_a_right_password_forgives_the_wrong_ones(parts: Parts) -> None:
    await people(parts)
    async with browser(app_of(parts)) as client:
        for _ in range(3):
            for _ in range(parts.settings.security.log_in_tries - 1):
                await client.post("/api/session", json={"login": "agent", "password": "wrong"})
            right = await client.post("/api/session", json={"login": "agent", "password": PASSWORD})
            assert right.status_code == 200


async def test_many_logins_from_one_address_are_throttled(parts: Parts) -> None:
    await people(parts)
    app = app_of(parts)
    async with browser(app, "192.0.2.7") as client:
        for number in range(parts.settings.security.log_in_tries_per_address):
            await client.post("/api/session", json={"login": f"guess{number}", "password": "wrong"})
        answer = await client.post("/api/session", json={"login": "agent", "password": PASSWORD})
        assert answer.status_code == 429
    async with browser(app, "192.0.2.8") as client:
        answer = await client.post("/api/session", json={"login": "agent", "password": PASSWORD})
        assert answer.status_code == 200


async def test_cleaning_takes_what_is_over_and_leaves_the_rest(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    app = app_of(parts)
    async with browser(app) as client:
        await client.post("/api/session", json={"login": "nobody", "password": "wrong"})
    async with signed_browser(app, "agent"):
        clock.move(parts.settings.security.session_idle + 1)
    async with signed_browser(app, "supervisor") as it:
        await sessions.clean(parts)
        assert (await it.get("/api/session")).status_code == 200
    async with parts.database.reading_everywhere() as reader:
        assert len((await reader.session.scalars(select(SessionRow))).all()) == 1
        assert (await reader.session.scalars(select(ThrottleRow))).all() == []


async def test_the_same_on_both_databases(
    each_database: Database, tmp_path: Path, clock: MovableClock
) -> None:
    parts = parts_for(each_database, tmp_path, clock)
    await people(parts)
    async with browser(app_of(parts)) as client:
        assert (
            await client.post("/api/session", json={"login": "agent", "password": "no"})
        ).status_code == 401
    async with signed_browser(app_of(parts), "agent") as it:
        clock.move(parts.settings.security.session_rotation)
        assert (await it.get("/api/session")).status_code == 200
        assert (await it.send("DELETE", "/api/session")).status_code == 204


async def test_a_socket_learns_that_its_session_is_over(parts: Parts, clock: MovableClock) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        signed, _ = await sessions.find(parts, it.client.cookies["lt_session"])
    assert (await sessions.still(parts, signed.principal.session_id)).login == "agent"
    clock.move(parts.settings.security.session_idle)
    with pytest.raises(NotSignedIn):
        await sessions.still(parts, signed.principal.session_id)

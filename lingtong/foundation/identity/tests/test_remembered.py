import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from lingtong.foundation.http import Parts
from lingtong.foundation.identity import store
from lingtong.foundation.identity.remembered import KEPT_FOR
from lingtong.foundation.identity.testing import MovableClock, app_of, browser, people, signed_browser

pytestmark = pytest.mark.room


def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("the connection is closed"))

    monkeypatch.setattr(store, "signed_by_hash", away)


async def test_who_was_there_a_moment_ago_goes_on_while_the_database_is_away(
    parts: Parts, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "agent") as it:
        assert (await it.get("/api/session")).status_code == 200
        cut(monkeypatch)
        answer = await it.get("/api/session")
        assert (answer.status_code, answer.json()) == (200, it.session)
        clock.move((KEPT_FOR - timedelta(seconds=1)).total_seconds())
        assert (await it.get("/api/session")).status_code == 200
        clock.move(2)
        assert (await it.get("/api/session")).json()["code"] == "database.unavailable"


async def test_nobody_else_comes_in_meanwhile(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    await people(parts)
    app = app_of(parts)
    async with signed_browser(app, "agent") as it:
        former = it.client.cookies["lt_session"]
        assert (await it.send("DELETE", "/api/session")).status_code == 204
    cut(monkeypatch)
    for token in (former, "guessed"):
        async with browser(app) as client:
            client.cookies.set("lt_session", token)
            answer = await client.get("/api/session")
            assert (answer.status_code, answer.json()["code"]) == (503, "database.unavailable")

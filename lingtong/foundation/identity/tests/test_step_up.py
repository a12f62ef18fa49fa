"""The own password once more: asked for, counted, audited, and good for some minutes."""

from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import select

from lingtong.foundation.http import Parts
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.step_up import GOOD_FOR, confirmed
from lingtong.foundation.identity.tables import AuditRow
from lingtong.foundation.identity.testing import (
    PASSWORD,
    Browser,
    MovableClock,
    app_of,
    people,
    signed_browser,
)

pytestmark = pytest.mark.room


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/api/dangerous")
    async def dangerous(
        who: Annotated[Principal, Depends(requires("recording.keep"))], _: Annotated[None, Depends(confirmed)]
    ) -> str:
        return who.login

    return router


async def does(it: Browser) -> Any:
    return await it.send("POST", "/api/dangerous", json={})


async def gives(it: Browser, password: str) -> Any:
    return await it.send("POST", "/api/session/confirmation", json={"password": password})


async def test_the_password_opens_for_some_minutes_and_for_this_session_alone(
    parts: Parts, clock: MovableClock
) -> None:
    tenant_id = await people(parts)
    app = app_of(parts, routes())
    async with signed_browser(app, "administrator") as it, signed_browser(app, "administrator") as other:
        refused = await does(it)
        assert (refused.status_code, refused.json()["code"]) == (403, "session.password_needed")
        wrong = await gives(it, "not the password")
        assert (wrong.status_code, wrong.json()["code"]) == (403, "session.password_wrong")
        assert (await does(it)).status_code == 403
        assert (await gives(it, PASSWORD)).status_code == 204
        assert (await does(it)).status_code == 200
        assert (await does(other)).status_code == 403, "another screen of the same person"
        clock.move(GOOD_FOR.total_seconds() + 1)
        assert (await does(it)).status_code == 403
    async with parts.database.reading(tenant_id) as reader:
        acts = list(await reader.session.scalars(select(AuditRow.act).order_by(AuditRow.sequence)))
    assert [act for act in acts if act.startswith("password.")] == [
        "password.not_confirmed",
        "password.confirmed",
    ]


async def test_guessing_is_throttled_and_the_right_password_waits_too(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts, routes()), "administrator") as it:
        for _ in range(parts.settings.security.log_in_tries):
            assert (await gives(it, "a guess of it")).status_code == 403
        assert (await gives(it, PASSWORD)).status_code == 429
        assert (await does(it)).status_code == 403


async def test_a_right_is_needed_beside_the_password(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts, routes()), "agent") as it:
        assert (await gives(it, PASSWORD)).status_code == 204
        assert (await does(it)).json()["code"] == "not_allowed"

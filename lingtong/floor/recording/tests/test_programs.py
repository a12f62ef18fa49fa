"""Programs with a token pause a recording; nobody else does."""

import pytest
from fastapi import FastAPI

from lingtong.floor.recording import admin_api
from lingtong.floor.recording.control import Tokens
from lingtong.floor.recording.tests.kept import House
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import PASSWORD, app_of, browser, signed_browser

pytestmark = pytest.mark.room
PATH = "/api/recording-storage/pause"
ASK = {"agent_number": "1027", "paused": True}


class Engine:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, bool]] = []

    async def pause(self, tenant_id: str, interaction_id: str, agent_number: str, *, on: bool) -> str:
        self.asked.append((tenant_id, interaction_id, agent_number, on))
        return "it-1"


async def pausing(app: FastAPI, authorization: str | None) -> tuple[int, str]:
    headers = {} if authorization is None else {"Authorization": authorization}
    async with browser(app) as client:
        answer = await client.post(PATH, json=ASK, headers=headers)
    return answer.status_code, answer.json().get("code", "")


async def test_only_a_token_that_is_known_and_not_retired_pauses(parts: Parts) -> None:
    house, engine = House(parts), Engine()
    await house.open()
    tokens = Tokens(parts.database, parts.clock, parts.ids)
    app = app_of(parts, admin_api.routes(house.sweeping, tokens, engine))
    async with signed_browser(app, "administrator") as it:
        await it.send("POST", "/api/session/confirmation", json={"password": PASSWORD})
        made = (await it.send("POST", "/api/recording-storage/tokens", json={"label": "shop"})).json()
        for wrong in (None, "", "Bearer ", "Bearer ltr_guessed", f"Bearer {made['id']}"):
            assert await pausing(app, wrong) == (401, "recording.token_unknown")
        assert (await it.send("POST", PATH, json=ASK)).status_code == 401  # a person is no program
        assert await pausing(app, f"Bearer {made['token']}") == (200, "")
        assert engine.asked == [(house.tenant_id, "", "1027", True)]
        await it.send("DELETE", f"/api/recording-storage/tokens/{made['id']}")
        assert await pausing(app, f"Bearer {made['token']}") == (401, "recording.token_unknown")
    assert len(engine.asked) == 1

"""Whatever is sent to the api: an answer that its description promises, a refusal in one shape, never a bug.

Schemathesis draws requests from the description, right ones and wrong ones; ids in paths are often real.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from lingtong.apps.api import build_app
from lingtong.apps.center import join_center
from lingtong.apps.demo import seed
from lingtong.apps.engine import EngineProcess
from lingtong.apps.keeper import Keeper, Stored, follow
from lingtong.foundation.http import Parts
from lingtong.foundation.http.refusals import RefusalBody
from lingtong.foundation.identity.testing import ORIGIN
from lingtong.foundation.journal import Shipping
from lingtong.switch.fake import FakeSwitch
from lingtong.switch.plan import Phone

pytestmark = pytest.mark.room

# Right requests for each operation, and as many wrong ones.
EXAMPLES = {"admin": 4, "1001": 2}
CHECKS = [status_code_conformance, response_schema_conformance]
# The test signs in and out by itself.
NOT_HERE = {("DELETE", "/api/session")}


@dataclass
class House:
    """The whole api and the real engine; requests come from another thread, where they are drawn."""

    app: FastAPI
    passwords: dict[str, str]
    loop: asyncio.AbstractEventLoop
    client: httpx.AsyncClient
    answers: Counter[int] = field(default_factory=Counter)  # by hundreds of their status

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        asking = self.client.request(method, path, **more)
        return asyncio.run_coroutine_threadsafe(asking, self.loop).result(30)

    def sign_in(self, login: str) -> None:
        body = {"tenant": "demo", "login": login, "password": self.passwords[login]}
        answer = self.ask("POST", "/api/session", json=body)
        assert answer.status_code == 200, answer.text
        self.client.headers["X-CSRF-Token"] = answer.json()["csrf"]

    def ids(self, path: str) -> list[str]:
        """Of the things that this path is about, as far as they can be listed."""
        collection = path.partition("/{")[0]
        answer = self.ask("GET", collection)
        found = answer.json() if answer.status_code == 200 else []
        items = found.get("items", []) if isinstance(found, dict) else found
        return [str(item["id"]) for item in items if "id" in item]


@pytest.fixture
async def house(parts: Parts, tmp_path: Path) -> AsyncIterator[House]:
    center = join_center(
        settings=parts.settings,
        secrets=parts.secrets,
        database=parts.database,
        bus=parts.bus,
        clock=parts.clock,
        ids=parts.ids,
    )
    demo = await seed(parts, center)
    first = await center.publisher.start()
    guests = (Phone(name="guest-01", secret="s", kind="guest"),)
    app = build_app(parts, center, first, lambda: guests)
    switch = FakeSwitch(parts.clock)

    async def ship(stored: Stored) -> None:
        await follow(Shipping(tmp_path / "journal"), Keeper(parts.database), stored, asyncio.Event())

    engine = EngineProcess(
        clock=parts.clock,
        ids=parts.ids,
        switch=switch,
        bus=parts.bus,
        folder=tmp_path / "journal",
        degraded_log=tmp_path / "degraded.log",
        ship=ship,
    )
    engine.begin(first)
    running = asyncio.create_task(engine.run())
    engine.engine.hear(switch.connect())
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        passwords = {login.login: login.password for login in demo.logins}
        yield House(app, passwords, asyncio.get_running_loop(), client)
    running.cancel()
    await asyncio.wait([running])
    await parts.bus.close()


@pytest.mark.parametrize("login", sorted(EXAMPLES))
async def test_any_request_has_an_answer(house: House, login: str) -> None:
    await asyncio.to_thread(_ask_everything, house, login)


def _ask_everything(house: House, login: str) -> None:
    house.sign_in(login)
    schema = schemathesis.openapi.from_dict(house.app.openapi())
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if (operation.method.upper(), operation.path) in NOT_HERE:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _ask_some(house, login, operation, mode)
    assert house.answers.keys() == {2, 4}
    assert min(house.answers.values()) > 10


def _ask_some(house: House, login: str, operation: Any, mode: GenerationMode) -> None:
    known = house.ids(operation.path) if "{" in operation.path else []
    ids = st.none() | st.sampled_from(known) if known else st.none()

    @settings(
        max_examples=EXAMPLES[login],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=ids)
    def ask(case: Case[Any], real: str | None) -> None:
        if real is not None:
            case.path_parameters = {**case.path_parameters, next(iter(case.path_parameters)): real}
        _check(house, login, case)

    with contextlib.suppress(Unsatisfiable):  # nothing can be wrong with a request that carries nothing
        ask()


def _check(house: House, login: str, case: Case[Any]) -> None:
    given = case.as_transport_kwargs(base_url=ORIGIN)
    request = {name: given[name] for name in ("params", "headers", "json", "files") if given.get(name)}
    for name, value in (given.get("cookies") or {}).items():
        house.client.cookies.set(name, value)
    if given.get("data") is not None:
        request["content"] = given["data"]
    answer = house.ask(given["method"], given["url"], **request)
    if answer.status_code == 401 and house.ask("GET", "/api/session").status_code == 401:
        house.sign_in(login)
        answer = house.ask(given["method"], given["url"], **request)
    house.answers[answer.status_code // 100] += 1
    assert answer.status_code < 500, (answer.status_code, answer.text, case.as_curl_command())
    if answer.status_code >= 400:
        body = answer.json()
        assert body.keys() == RefusalBody.model_fields.keys(), body
        RefusalBody.model_validate(body)
    case.validate_response(answer, checks=CHECKS)

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import APIRouter, Body
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError

from lingtong.foundation.config import HttpSettings, Settings
from lingtong.foundation.http import Parts, refusals
from lingtong.foundation.http.testing import open_app
from lingtong.foundation.identity.testing import browser
from lingtong.kit import Refusal

pytestmark = pytest.mark.room


class QueueInUse(Refusal):
    code = "queue.in_use"
    status = 409


class Busy(Refusal):
    code = "busy"
    status = 429


class Skill(BaseModel):
    level: int


class Ask(BaseModel):
    name: str
    skills: list[Skill] = []


router = APIRouter()


@router.get("/refuse", responses=refusals(QueueInUse, Busy))
async def refuse() -> None:
    raise QueueInUse("Agents are in this queue.", agents=3)


@router.get("/busy")
async def busy() -> None:
    raise Busy("Later.", retry_after=7)


@router.get("/fail/{number}")
async def fail(number: str) -> None:
    raise ValueError(f"no luck with {number}")


@router.get("/outage")
async def outage() -> None:
    raise OperationalError("SELECT 1", {}, ConnectionRefusedError("away"))


@router.post("/ask")
async def ask(body: Ask) -> str:
    return body.name


@router.post("/any")
async def anything(body: Any = Body()) -> int:
    return len(str(body))


async def test_a_refusal_has_its_code_status_and_parameters(parts: Parts) -> None:
    async with browser(open_app(parts, router)) as client:
        answer = await client.get("/refuse")
        assert answer.status_code == 409
        assert answer.json() == {
            "code": "queue.in_use",
            "message": "Agents are in this queue.",
            "params": {"agents": 3},
            "errors": [],
        }
        later = await client.get("/busy")
        assert (later.status_code, later.headers["retry-after"]) == (429, "7")


async def test_refusals_appear_in_the_description(parts: Parts) -> None:
    described = open_app(parts, router).openapi()["paths"]["/refuse"]["get"]["responses"]
    assert described["409"]["description"] == "queue.in_use"
    assert "RefusalBody" in json.dumps(described["429"])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"{", "body"),
        (b"", "body"),
        (b"[]", "body"),
        (b'{"name": 1}', "name"),
        (b'{"name": "a", "skills": [{"level": "x"}]}', "skills.0.level"),
        (b"\xff\xfe", "body"),
    ],
)
async def test_what_cannot_be_read_names_the_field(parts: Parts, content: bytes, field: str) -> None:
    async with browser(open_app(parts, router)) as client:
        answer = await client.post("/ask", content=content, headers={"Content-Type": "application/json"})
    assert answer.json()["code"] == "request.invalid"
    assert answer.status_code in {400, 422}
    if answer.status_code == 422:
        assert answer.json()["errors"][0]["field"] == field


async def test_a_bug_is_answered_with_a_support_code_and_nothing_else(parts: Parts) -> None:
    async with browser(open_app(parts, router)) as client:
        with structlog.testing.capture_logs() as lines:
            answer = await client.get("/fail/13800138000")
    body = answer.json()
    assert (answer.status_code, body["code"]) == (500, "unexpected")
    assert "luck" not in answer.text
    assert body["params"]["support_code"] == answer.headers["x-request-id"]
    failed = next(line for line in lines if line["event"] == "request.failed")
    assert failed["support_code"] == body["params"]["support_code"]
    assert failed["path"] == "/fail/{number}"


async def test_a_database_that_is_away_is_no_bug(parts: Parts) -> None:
    async with browser(open_app(parts, router)) as client:
        answer = await client.get("/outage")
    assert (answer.status_code, answer.json()["code"]) == (503, "database.unavailable")
    assert answer.headers["retry-after"] == "5"


async def test_unknown_addresses_and_methods_have_the_same_shape(parts: Parts) -> None:
    async with browser(open_app(parts, router)) as client:
        assert (await client.get("/nowhere")).json()["code"] == "not_found"
        assert (await client.delete("/ask")).json()["code"] == "request.method"


async def test_every_answer_carries_the_security_headers(parts: Parts) -> None:
    async with browser(open_app(parts, router)) as client:
        for path in ("/refuse", "/fail/1", "/nowhere", "/healthz"):
            headers = (await client.get(path)).headers
            policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
            assert policy["script-src"] == "'self'"
            assert policy["default-src"] == "'none'"
            assert policy["frame-ancestors"] == "'none'"
            assert policy["connect-src"] == "'self' ws://localhost:8420"
            assert headers["permissions-policy"].startswith("microphone=(self)")
            assert headers["x-content-type-options"] == "nosniff"
            assert "strict-transport-security" not in headers


def with_http(parts: Parts, folder: Path, **changed: Any) -> Parts:
    return replace(parts, settings=Settings(data=folder, http=HttpSettings(**changed)))


async def test_under_https_browsers_are_told_to_stay_there(parts: Parts, tmp_path: Path) -> None:
    secure = with_http(parts, tmp_path, certificate=tmp_path / "c.pem", key=tmp_path / "k.pem")
    async with browser(open_app(secure, router)) as client:
        headers = (await client.get("/healthz")).headers
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "wss://localhost:8420" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "localhost:8420@evil.example"]
)
async def test_a_name_that_is_not_ours_is_refused(parts: Parts, host: str) -> None:
    async with browser(open_app(parts, router)) as client:
        answer = await client.get("/healthz", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8420", "127.0.0.1:1", "[::1]:8420", "[::1]"])
async def test_our_own_names_are_served(parts: Parts, host: str) -> None:
    async with browser(open_app(parts, router)) as client:
        assert (await client.get("/healthz", headers={"Host": host})).status_code == 200


async def test_a_request_that_is_too_large_is_refused(parts: Parts, tmp_path: Path) -> None:
    small = with_http(parts, tmp_path, largest_request=2048)

    async def pieces() -> Any:
        for _ in range(10):
            yield b"x" * 1000

    async with browser(open_app(small, router)) as client:
        announced = await client.post("/any", json="x" * 3000)
        unannounced = await client.post(
            "/any", content=pieces(), headers={"Content-Type": "application/json"}
        )
        fits = await client.post("/any", json="x" * 1000)
    for answer in (announced, unannounced):
        assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
    assert fits.json() == 1000


async def test_every_request_has_its_own_id(parts: Parts) -> None:
    async with browser(open_app(parts, router)) as client:
        ids = {(await client.get("/healthz")).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


async def test_ready_says_what_is_missing(parts: Parts) -> None:
    async def away() -> bool:
        return False

    async with browser(open_app(parts, router, checks={"switch": away})) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "parts": {"database": True, "switch": False}}


async def test_metrics_are_for_this_machine_or_for_a_token(parts: Parts, tmp_path: Path) -> None:
    with_token = with_http(parts, tmp_path, metrics_token="let-me-see")
    async with browser(open_app(with_token, router), "192.0.2.9") as client:
        assert (await client.get("/metrics")).status_code == 403
        wrong = await client.get("/metrics", headers={"Authorization": "Bearer wrong"})
        assert wrong.status_code == 403
        right = await client.get("/metrics", headers={"Authorization": "Bearer let-me-see"})
        assert right.status_code == 200
    async with browser(open_app(parts, router)) as client:
        await client.get("/refuse")
        text = (await client.get("/metrics")).text
    assert 'lingtong_http_requests_total{method="GET",route="/refuse",status="409"}' in text

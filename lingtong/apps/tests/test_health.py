"""The health address of an engine or a worker."""

import asyncio
import logging
from typing import Any

import httpx
import pytest

from lingtong.apps.health import serve_health
from lingtong.foundation.config import HttpSettings
from lingtong.foundation.db.testing import free_port

pytestmark = pytest.mark.room


async def test_it_tells_until_its_process_ends_and_then_ends_without_a_complaint(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def state() -> tuple[bool, dict[str, Any]]:
        return False, {"role": "standby"}

    port = free_port()
    serving = asyncio.ensure_future(serve_health(HttpSettings(host="127.0.0.1", port=port), state))
    async with asyncio.timeout(20), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            try:
                answer = await client.get("/readyz")
                break
            except httpx.HTTPError:
                assert not serving.done()
                await asyncio.sleep(0.02)
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "role": "standby"})
    serving.cancel()
    await asyncio.wait([serving])
    assert serving.cancelled()
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []

"""The health address of an engine or a worker."""

import asyncio
import contextlib
from typing import Any

import httpx
import pytest

from lingtong.apps.health import serve_health
from lingtong.foundation.config import HttpSettings
from lingtong.foundation.db.testing import free_port

pytestmark = pytest.mark.room


async def test_it_tells_until_its_process_ends_and_then_ends_without_a_complaint() -> None:
    async def state() -> tuple[bool, dict[str, Any]]:
        return False, {"role": "standby"}

    port, before = free_port(), asyncio.all_tasks()
    serving = asyncio.ensure_future(serve_health(HttpSettings(host="127.0.0.1", port=port), state))
    async with asyncio.timeout(20), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = None
        while answer is None:
            assert not serving.done()
            with contextlib.suppress(httpx.HTTPError):
                answer = await client.get("/readyz")
            await asyncio.sleep(0.02)
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "role": "standby"})
    serving.cancel()
    await asyncio.wait([serving])
    assert serving.cancelled()
    assert asyncio.all_tasks() == before, "cut off with the loop, they tell of errors"

"""Carriers beside the one of the rig: each a SIPp at an address of its own, and a trunk that leads to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.rig.floor import Floor
from tests.rig.ports import free_port
from tests.rig.sipp import Sipp, sipp


@asynccontextmanager
async def carrier(floor: Floor, name: str, host: str, order: int, scenario: str) -> AsyncIterator[Sipp]:
    """A carrier that plays the scenario to whoever calls by it; the switch knows it when this is entered."""
    port = free_port("udp")
    async with (
        sipp(scenario, floor.product.sip_port, host=host, port=port, calls=0) as one,
        trunk(floor, name=name, kind="ip", host=host, port=port, allowed_ips=[host], order=order),
    ):
        await is_known(floor, f"trunk-{name}")
        yield one


@asynccontextmanager
async def trunk(floor: Floor, **body: object) -> AsyncIterator[str]:
    """A trunk as the administrator makes it, before the carrier of the rig; its id."""
    admin = await floor.person("admin")
    (last,) = [one for one in await admin.get("/api/admin/trunks") if one["name"] == "carrier"]
    if last["order"] < 9:
        known = {
            name: last[name] for name in ("name", "kind", "host", "port", "allowed_ips", "caller_number")
        }
        await admin.ask("PUT", f"/api/admin/trunks/{last['id']}", {**known, "order": 9})
    made = await admin.ask("POST", "/api/admin/trunks", body)
    try:
        yield str(made["id"])
    finally:
        await admin.ask("DELETE", f"/api/admin/trunks/{made['id']}")


async def is_known(floor: Floor, endpoint: str, within: float = 20.0) -> None:
    """Wait until Asterisk itself has this endpoint."""
    product = floor.product
    home = product.folder / "data/asterisk"
    password = json.loads((home / "secrets.json").read_text())["ari"]
    url = f"http://127.0.0.1:{product.env['LINGTONG_ASTERISK__HTTP_PORT']}/ari/endpoints/PJSIP/{endpoint}"
    async with asyncio.timeout(within), httpx.AsyncClient(auth=("lingtong", password)) as http:
        while (await http.get(url)).is_error:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.1)


def has(one: Sipp, method: str) -> bool:
    """Whether such a request came to this carrier."""
    return f"\n{method} sip:" in one.log().replace("\r", "")

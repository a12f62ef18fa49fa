"""A small center with one queue, and an author who draws flows in it."""

from typing import Any

import httpx

from lingtong.floor.setup.tests.conftest import World
from lingtong.foundation.identity.testing import Browser

Nodes = dict[str, dict[str, Any]]


def menu_flow(queue_id: str, name: str = "Main", **more: Any) -> dict[str, Any]:
    """Answer, a menu, and behind 1 a queue, behind 2 the balance, said and then the end."""
    nodes: Nodes = {
        "answer": {"type": "answer", "next": "menu"},
        "menu": {
            "type": "menu",
            "prompt": "main_menu",
            "keys": {"1": "queue", "2": "topic"},
            "labels": {"1": "报修"},
            "otherwise": "queue",
        },
        "topic": {"type": "set", "values": {"topic": "bill"}, "next": "balance"},
        "balance": {"type": "say", "kind": "money", "value": "35.5", "next": "bye"},
        "bye": {"type": "hang_up"},
        "queue": {"type": "queue", "queue_id": queue_id},
    }
    return {"name": name, "start": "answer", "nodes": nodes, **more}


class Author:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    async def ask(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        answer = await self.raw(method, path, **body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def raw(self, method: str, path: str, **body: Any) -> httpx.Response:
        if method == "GET":
            return await self.browser.get(f"/api/flows{path}", params=body)
        return await self.browser.send(method, f"/api/flows{path}", json=body)

    async def draft(self, flow: dict[str, Any]) -> str:
        """A new flow whose draft this is."""
        made = await self.ask("POST", "", 201, name=flow["name"])
        await self.ask("PUT", f"/{made['id']}/draft", flow=flow, seen=made["revision"])
        return str(made["id"])

    async def change(self, flow_id: str, **fields: Any) -> Any:
        """Into the draft, begun with the live flow where there is none."""
        whole = await self.ask("GET", f"/{flow_id}")
        flow = {**(whole["draft"] or whole["live"]), **fields}
        flow.pop("version", None)
        return await self.ask("PUT", f"/{flow_id}/draft", flow=flow, seen=whole["revision"])

    async def publish(self, flow_id: str, note: str = "") -> int:
        return int((await self.ask("POST", f"/{flow_id}/publish", note=note))["version"])


async def begun(world: World) -> tuple[Author, str]:
    """The author, and the id of the queue."""
    queue = await world.make("queues", number="3001", name="故障报修")
    return Author(world.admin), queue["id"]

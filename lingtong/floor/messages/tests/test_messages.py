"""Messages and notices reach who is there, wait for who is not, and stay inside the tenant."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, Tenant
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.messages.api import routes
from lingtong.floor.messages.notices import Notices
from lingtong.floor.messages.service import A_MINUTE, Messages
from lingtong.floor.routing.config import QueueConfig
from lingtong.foundation.db import Database
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import (
    Browser,
    MovableClock,
    app_of,
    parts_for,
    people,
    signed_browser,
)

pytestmark = pytest.mark.room

# login: agent id and team
SEATS = {"agent": ("wang", "day"), "team_leader": ("li", "day"), "supervisor": ("wu", "night")}


@dataclass
class Office:
    clock: MovableClock
    said: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    at: dict[str, Browser] = field(default_factory=dict)

    async def send(self, login: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        answer = await self.at[login].send("POST", path, json=body)
        return answer.status_code, answer.json() if answer.content else {}

    async def get(self, login: str, path: str) -> dict[str, Any]:
        answer = await self.at[login].get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def hears(self) -> dict[str, Any]:
        """The next view that was published."""
        async with asyncio.timeout(20):
            return await self.said.get()

    def until(self, **later: float) -> str:
        return (self.clock.now() + timedelta(**later)).isoformat()


def center_of(tenant_id: str) -> Center:
    agents = {
        agent_id: AgentConfig(
            id=agent_id,
            tenant_id=tenant_id,
            agent_number=str(number),
            name=agent_id.title(),
            endpoint=f"ep-{agent_id}",
            team_id=team,
            queues=("fault",) if agent_id == "wu" else (),
        )
        for number, (agent_id, team) in enumerate([*SEATS.values(), ("away", "day")], start=1001)
    }
    other = AgentConfig(id="x", tenant_id="other", agent_number="1", name="X", endpoint="ep-x", team_id="day")
    fault = QueueConfig(id="fault", tenant_id=tenant_id, number="3001", name="Fault")
    return Center(
        revision=1,
        tenants={tenant_id: Tenant(id=tenant_id, name="demo")},
        agents={**agents, "x": other},
        queues={"fault": fault},
    )


@pytest.fixture
async def office(each_database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    clock = MovableClock()
    parts = parts_for(each_database, tmp_path, clock)
    tenant_id = await people(parts, logins=(*SEATS, "wallboard"))
    async with parts.database.writing(tenant_id) as work:
        for login, (agent_id, _) in SEATS.items():
            await work.session.execute(
                update(UserRow).where(UserRow.login == login).values(agent_id=agent_id)
            )
    office = Office(clock)

    async def hear(_: str, payload: bytes) -> None:
        office.said.put_nowait(json.loads(payload))

    await parts.bus.subscribe(f"live.{tenant_id}", hear)
    book = CenterBook(center_of(tenant_id))
    messages = Messages(parts.database, parts.bus, book, clock, parts.ids)
    notices = Notices(parts.database, parts.bus, book, clock, parts.ids)
    app = app_of(parts, routes(messages, notices))
    async with AsyncExitStack() as stack:
        for login in SEATS:
            office.at[login] = await stack.enter_async_context(signed_browser(app, login))
        yield office


# --- messages


async def test_a_message_is_shown_at_once_and_waits_until_it_is_read(office: Office) -> None:
    status, sent = await office.send("agent", "/api/messages", to_agent_id="wu", text=" 需要支援 ")
    assert (status, sent["text"], sent["from_name"]) == (201, "需要支援", "Wang")
    shown = await office.hears()
    assert (shown["kind"], shown["agent_ids"]) == ("message.new", ["wu", "wang"])
    page = await office.get("supervisor", "/api/messages")
    assert (page["unread"], [one["text"] for one in page["items"]]) == (1, ["需要支援"])
    read = await office.send("supervisor", "/api/messages/read", message_ids=[sent["message_id"]])
    assert read == (200, {"unread": 0})
    readers = await office.get("agent", f"/api/messages/{sent['message_id']}/readers")
    assert [(one["agent_id"], bool(one["at"])) for one in readers["readers"]] == [("wu", True)]


async def test_a_message_to_a_team_reaches_each_of_it_and_nobody_of_another_tenant(office: Office) -> None:
    _, sent = await office.send("team_leader", "/api/messages", to_team_id="day", text="meeting at six")
    assert set((await office.hears())["agent_ids"]) == {"wang", "away", "li"}
    readers = await office.get("team_leader", f"/api/messages/{sent['message_id']}/readers")
    assert [(one["agent_id"], one["at"]) for one in readers["readers"]] == [("away", None), ("wang", None)]
    assert (await office.get("agent", "/api/messages"))["unread"] == 1
    assert (await office.get("supervisor", "/api/messages"))["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"to_agent_id": "nobody", "text": "x"}, 422),
        ({"to_agent_id": "x", "text": "other tenant"}, 422),
        ({"to_team_id": "empty", "text": "x"}, 422),
        ({"text": "to whom?"}, 422),
        ({"to_agent_id": "wu", "to_team_id": "day", "text": "x"}, 422),
        ({"to_agent_id": "wu", "text": "  "}, 422),
        ({"to_agent_id": "wu", "text": "x" * 2001}, 422),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_kept_nowhere(
    office: Office, body: dict[str, str], status: int
) -> None:
    found, refusal = await office.send("agent", "/api/messages", **body)
    assert found == status
    assert refusal["code"]
    assert (await office.get("agent", "/api/messages"))["items"] == []
    assert office.said.empty()


async def test_one_person_sends_so_many_in_a_minute(office: Office) -> None:
    for _ in range(A_MINUTE):
        assert (await office.send("agent", "/api/messages", to_agent_id="wu", text="x"))[0] == 201
    status, refusal = await office.send("agent", "/api/messages", to_agent_id="wu", text="x")
    assert (status, refusal["code"]) == (429, "message.too_many")


async def test_older_messages_follow_page_by_page(office: Office) -> None:
    for number in range(5):
        await office.send("agent", "/api/messages", to_agent_id="wu", text=str(number))
        office.clock.move(seconds=1)
    texts: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await office.get("supervisor", f"/api/messages?at_most=2&cursor={cursor}")
        texts += [one["text"] for one in page["items"]]
        cursor = page["next"]
    assert texts == ["4", "3", "2", "1", "0"]


async def test_nobody_reads_in_another_s_letters(office: Office) -> None:
    _, sent = await office.send("agent", "/api/messages", to_agent_id="wu", text="private")
    assert (await office.get("team_leader", "/api/messages"))["items"] == []
    readers = await office.at["team_leader"].get(f"/api/messages/{sent['message_id']}/readers")
    assert readers.status_code == 404
    await office.send("team_leader", "/api/messages/read", message_ids=[sent["message_id"]])
    assert (await office.get("supervisor", "/api/messages"))["unread"] == 1


# --- notices


async def test_a_notice_is_on_the_board_of_whom_it_concerns_until_its_end(office: Office) -> None:
    status, notice = await office.send(
        "supervisor", "/api/notices", text="outage in Lixia", level="urgent", until=office.until(hours=2),
        queue_ids=["fault"],
    )  # fmt: skip
    assert (status, notice["by_name"]) == (201, "Supervisor")
    shown = await office.hears()
    assert (shown["kind"], shown["agent_ids"], shown["gone"]) == ("notice.board", ["wu"], False)
    assert (await office.get("agent", "/api/notices"))["notices"] == []
    assert len((await office.get("supervisor", "/api/notices"))["notices"]) == 1
    office.clock.move(seconds=10_800)
    assert (await office.get("supervisor", "/api/notices"))["notices"] == []


async def test_who_has_confirmed_is_known_and_who_has_not(office: Office) -> None:
    _, notice = await office.send(
        "supervisor", "/api/notices", text="new prices", until=office.until(hours=2), team_ids=["day"]
    )
    path = f"/api/notices/{notice['notice_id']}"
    for _ in range(2):
        assert (await office.send("agent", f"{path}/confirm"))[0] == 204
    found = {
        one["agent_id"]: bool(one["at"])
        for one in (await office.get("supervisor", f"{path}/readers"))["readers"]
    }
    assert found == {"wang": True, "li": False, "away": False}
    mine = (await office.get("agent", "/api/notices"))["notices"]
    assert mine[0]["confirmed_at"] is not None
    assert (await office.send("supervisor", f"{path}/confirm"))[0] == 404, "it is not for this team"


async def test_two_windows_confirm_a_notice_at_once(office: Office) -> None:
    _, notice = await office.send("supervisor", "/api/notices", text="x", until=office.until(hours=2))
    path = f"/api/notices/{notice['notice_id']}/confirm"
    answers = await asyncio.gather(*(office.send("agent", path) for _ in range(5)))
    assert {status for status, _ in answers} == {204}


async def test_a_notice_is_taken_down_before_its_end(office: Office) -> None:
    _, notice = await office.send("supervisor", "/api/notices", text="x", until=office.until(hours=2))
    answer = await office.at["supervisor"].send("DELETE", f"/api/notices/{notice['notice_id']}")
    assert answer.status_code == 204
    assert [(await office.hears())["gone"] for _ in range(2)] == [False, True]
    assert (await office.get("agent", "/api/notices"))["notices"] == []


async def test_a_team_leader_reaches_the_own_team_and_an_agent_nobody(office: Office) -> None:
    told = {"text": "x", "until": office.until(hours=1)}
    assert (await office.send("agent", "/api/notices", **told))[0] == 403
    for wrong in ({}, {"team_ids": ["night"]}, {"team_ids": ["day"], "queue_ids": ["fault"]}):
        status, refusal = await office.send("team_leader", "/api/notices", **told, **wrong)
        assert (status, refusal["code"]) == (403, "notice.not_your_team")
    status, notice = await office.send("team_leader", "/api/notices", **told, team_ids=["day"])
    assert status == 201
    other = await office.send("supervisor", "/api/notices", **told)
    answer = await office.at["team_leader"].send("DELETE", f"/api/notices/{other[1]['notice_id']}")
    assert answer.status_code == 403
    gone = await office.at["supervisor"].send("DELETE", f"/api/notices/{notice['notice_id']}")
    assert gone.status_code == 204


@pytest.mark.parametrize("later", [{"hours": -1}, {"days": 32}])
async def test_a_notice_ends_in_the_future_and_not_next_year(office: Office, later: dict[str, float]) -> None:
    status, refusal = await office.send("supervisor", "/api/notices", text="x", until=office.until(**later))
    assert (status, refusal["code"]) == (422, "notice.ends_too_soon")

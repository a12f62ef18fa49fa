import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import aiohttp
import msgspec
import pytest
from sqlalchemy import delete, update
from starlette.websockets import WebSocket
from uvicorn.protocols.utils import ClientDisconnected

from lingtong.floor.live import socket
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.hub import Hub
from lingtong.floor.live.listener import MOST_BACKLOG, Listener
from lingtong.floor.live.note_views import BoardNotice, MessageNew, MessageView, NoticeBoard
from lingtong.floor.live.screens import Screens
from lingtong.floor.live.supervising import Trail
from lingtong.floor.live.testing import (
    AT,
    FakeEngine,
    PlainParts,
    Screen,
    Site,
    agent_row,
    center_of,
    interaction_view,
    running,
    seat_view,
)
from lingtong.floor.live.tests.test_listener import Taken
from lingtong.floor.live.views import (
    AgentChanged,
    AgentGone,
    Card,
    CenterChanged,
    InteractionChanged,
    InteractionGone,
    Notice,
    QueueChanged,
    QueueView,
    SeatChanged,
    SwitchChanged,
)
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.tables import SessionRow, UserRow
from lingtong.foundation.identity.testing import app_of, people
from lingtong.interactions.events import InteractionArrived

pytestmark = pytest.mark.room

CARD = Card(interactions=2, last_note="meter")


class Floor:
    """A running api with a fake engine behind it; `wang` is the agent of the login `agent`."""

    def __init__(self, parts: Parts, tenant_id: str) -> None:
        self.parts, self.tenant_id = parts, tenant_id
        self.plain = PlainParts(center_of(tenant_id), self._card)
        self.engine = FakeEngine(parts.bus, tenant_id)
        self.hub = Hub(parts.bus, parts.clock, self.plain, self.plain, self.plain)
        routes = socket.routes(self.hub, Screens(EngineDesk(parts.bus, self.plain, Trail(parts.database))))
        self.app = app_of(parts, routes)
        self.site = Site("")

    def board_is_left(self) -> bool:
        return not self.hub.board(self.tenant_id).is_watched

    async def _card(self) -> Card | None:
        return CARD


@pytest.fixture
async def floor(parts: Parts) -> AsyncIterator[Floor]:
    async with opened(parts) as floor:
        await floor.engine.start()
        yield floor


@asynccontextmanager
async def opened(parts: Parts) -> AsyncIterator[Floor]:
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        for login, agent_id in (("agent", "wang"), ("supervisor", "wu")):
            await work.session.execute(
                update(UserRow).where(UserRow.login == login).values(agent_id=agent_id)
            )
    floor = Floor(parts, tenant_id)
    serving = asyncio.create_task(floor.hub.run())
    try:
        async with running(floor.app) as floor.site:
            yield floor
    finally:
        serving.cancel()
        await asyncio.wait({serving})
        await parts.bus.close()


async def until(what: Callable[[], bool], within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while not what():  # noqa: ASYNC110 - looks from outside at what has no event
            await asyncio.sleep(0.005)


async def test_the_first_message_holds_everything(floor: Floor) -> None:
    floor.engine.interactions["wang"] = (interaction_view("a"),)
    async with floor.site.screen("agent", "w1") as desk:
        hello = await desk.next()
        assert hello["kind"] == "hello"
        assert hello["seat"]["agent_id"] == "wang"
        assert [one["interaction_id"] for one in hello["interactions"]] == ["a"]
        assert len(hello["agents"]) == 3
        assert hello["queues"][0]["offered"] == 40
        assert hello["switch_connected"] is True
        follows = await desk.next("interaction.changed")
        assert follows["interaction"]["card"]["last_note"] == "meter"


async def test_a_window_that_is_gone_before_it_is_let_in_is_no_fault(floor: Floor) -> None:
    class Gone:
        async def accept(self) -> None:
            raise ClientDisconnected

    screens = Screens(EngineDesk(floor.parts.bus, floor.plain, Trail(floor.parts.database)))
    who = Principal(
        user_id="u",
        tenant_id=floor.tenant_id,
        login="agent",
        name="Wang",
        permissions=frozenset({"desk.use"}),
        agent_id="wang",
    )
    await socket.Sockets(floor.hub, screens).accept(cast(WebSocket, Gone()), who, "w1", floor.parts)
    assert floor.board_is_left()
    async with floor.site.screen("agent", "w1") as desk:
        assert (await desk.next())["kind"] == "hello"


async def test_everybody_hears_what_is_theirs(floor: Floor) -> None:
    async with floor.site.screen("agent", "w1") as agent, floor.site.screen("wallboard") as wall:
        await agent.next("hello")
        assert (await wall.next("hello"))["seat"] is None
        await floor.engine.show(
            SeatChanged(seat=seat_view("somebody else")),
            SeatChanged(seat=seat_view("wang", cause="missed")),
            Notice(agent_id="somebody else", code="x", at=floor.parts.clock.now()),
            AgentChanged(agent=agent_row(1, state="talking")),
            InteractionGone(interaction_id="a", agent_id="wang", why="completed"),
            SwitchChanged(connected=False),
            AgentGone(agent_id="agent2"),
        )
        heard = [await agent.next() for _ in range(5)]
        assert [one["kind"] for one in heard] == [
            "seat.changed", "agent.changed", "interaction.gone", "switch.changed", "agent.gone",
        ]  # fmt: skip
        assert heard[0]["seat"]["cause"] == "missed"
        assert [(await wall.next())["kind"] for _ in range(2)] == ["figures.changed", "switch.changed"]
        assert (await wall.next("figures.changed"))["counters"]["logged_in"] == 2


async def test_an_offer_comes_with_the_card_of_the_number(floor: Floor) -> None:
    async with floor.site.screen("agent", "w1") as desk:
        await desk.next("hello")
        arrived = InteractionArrived(
            id="f", tenant_id=floor.tenant_id, at=floor.parts.clock.now(), interaction_id="a",
            direction="in", ani="13800002046", dnis="95598",
        )  # fmt: skip
        await floor.parts.bus.publish(f"facts.{floor.tenant_id}", msgspec.json.encode(arrived))
        await asyncio.sleep(0)
        await floor.engine.show(InteractionChanged(interaction=interaction_view("a")))
        shown = await desk.next("interaction.changed")
        assert shown["interaction"]["card"]["interactions"] == 2
        assert floor.plain.asked == [("a", "+8613800002046")]


async def test_messages_and_notices_are_heard_by_whom_they_are_for(floor: Floor) -> None:
    message = MessageView(message_id="m", at=AT, from_agent_id="wu", from_name="Wu", text="come here")
    notice = BoardNotice(notice_id="n", at=AT, by_name="Wu", text="outage", level="urgent", until=AT)
    async with floor.site.screen("agent", "w") as wang, floor.site.screen("supervisor", "w") as wu:
        for screen in (wang, wu):
            await screen.next("hello")
        await floor.engine.show(MessageNew(agent_ids=("wang",), message=message))
        await floor.engine.show(NoticeBoard(agent_ids=("wang", "wu"), notice=notice))
        assert (await wang.next("message.new"))["message"]["text"] == "come here"
        assert (await wang.next("notice.board"))["notice"]["text"] == "outage"
        heard = (await wu.next("message.new", "notice.board"))["kind"]
        assert heard == "notice.board", "a letter comes to nobody else"


async def test_signs_of_life_are_answered_with_the_servers_time(floor: Floor) -> None:
    async with floor.site.screen("wallboard") as wall:
        await wall.next("hello")
        assert (await wall.says_alive())["server_time"] == floor.parts.clock.now().isoformat()


async def test_the_engine_hears_of_windows_that_open_and_close(floor: Floor) -> None:
    def told() -> list[tuple[str, str, bool]]:
        return [(one.agent_id, one.window_id, one.alive) for one in floor.engine.screens]

    async with floor.site.screen("agent", "w1") as first:
        await first.next("hello")
        async with floor.site.screen("agent", "w1") as reloaded:
            await reloaded.next("hello")
        await until(lambda: len(list(floor.hub.board(floor.tenant_id).screens_of("wang"))) == 1)
        async with floor.site.screen("wallboard") as wall:
            await wall.next("hello")
        assert told() == [("wang", "w1", True)] * 2
    await until(lambda: len(told()) == 3)
    assert told()[-1] == ("wang", "w1", False)
    await until(floor.board_is_left)


async def test_without_an_engine_the_hello_says_so_and_it_gets_better_by_itself(parts: Parts) -> None:
    async with opened(parts) as floor, floor.site.screen("agent", "w1") as desk:
        hello = await desk.next("hello")
        assert (hello["switch_connected"], hello["seat"]) == (False, None)
        await floor.engine.start()
        again = await desk.next("hello")
        assert (again["switch_connected"], again["seat"]["agent_id"]) == (True, "wang")


async def test_a_new_agent_is_on_every_screen_without_a_reload(floor: Floor) -> None:
    async with floor.site.screen("agent", "w1") as desk, floor.site.screen("supervisor") as wall:
        for screen in (desk, wall):
            assert len((await screen.next("hello"))["agents"]) == 3
        more = tuple(agent_row(number) for number in range(1, 5))
        floor.engine.hello = msgspec.structs.replace(floor.engine.hello, agents=more)
        await floor.engine.show(CenterChanged(revision=2))
        for screen in (desk, wall):
            assert (await screen.next("center.changed"))["revision"] == 2
            rows = (await screen.next("hello"))["agents"]
            assert [row["agent_id"] for row in rows] == ["agent1", "agent2", "agent3", "agent4"]


async def test_a_slow_browser_begins_again_and_delays_nobody(floor: Floor) -> None:
    taken = Taken()
    slow = Listener(tenant_id=floor.tenant_id, agent_id="", window_id="slow", outlet=taken)
    floor.hub.join(slow)
    await until(lambda: len(taken.views) == 1)
    taken.backlog = MOST_BACKLOG + 1
    async with floor.site.screen("supervisor") as quick:
        await quick.next("hello")
        for number in range(20):
            await floor.engine.show(SwitchChanged(connected=number % 2 == 1))
            assert (await quick.next("switch.changed"))["connected"] == (number % 2 == 1)
        assert (slow.stale, slow.stuck, len(taken.views)) == (True, True, 1)
    taken.backlog = 0
    await until(lambda: len(taken.views) == 2)
    assert (taken.views[1]["kind"], taken.views[1]["switch_connected"]) == ("hello", True)
    assert not slow.stale


async def test_who_reads_nothing_is_given_up(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "STUCK", 0.05)
    async with floor.site.screen("supervisor") as screen:
        await screen.next("hello")
        (stuck,) = (one for one in floor.hub.board(floor.tenant_id).desks if one.sees_floor)
        stuck.stuck = True
        assert await screen.is_closed() == 1006
    await until(floor.board_is_left)


async def test_queues_are_shown_twice_a_second_at_most(floor: Floor) -> None:
    async with floor.site.screen("supervisor") as desk:
        await desk.next("hello")
        for waiting in range(1, 200):
            queue = QueueView(queue_id="q1", number="3001", name="Fault", waiting=waiting)
            await floor.engine.show(QueueChanged(queue=queue))
        first, second = await desk.next("queue.changed"), await desk.next("queue.changed")
        assert (first["queue"]["waiting"], second["queue"]["waiting"]) == (1, 199)


@pytest.mark.parametrize("message", ["{", "[]", '{"kind":"dead"}', "null", "é" * 10])
async def test_what_cannot_be_read_ends_the_socket(floor: Floor, message: str) -> None:
    async with floor.site.screen("agent", "w1") as desk:
        await desk.next("hello")
        await desk.socket.send_str(message)
        assert await desk.is_closed() == 4422
    await until(floor.board_is_left)


async def test_long_and_binary_messages_end_the_socket(floor: Floor) -> None:
    async with floor.site.screen("agent") as desk:
        await desk.socket.send_str("x" * 5000)
        assert await desk.is_closed() == 1009
    async with floor.site.screen("agent") as desk:
        await desk.socket.send_bytes(b"\x00\xff")
        assert await desk.is_closed() == 1003


async def test_strangers_and_other_sites_get_no_socket(floor: Floor) -> None:
    client = await floor.site.signed_in("agent")
    for path, origin in (("/api/live", "http://evil.example"), ("/api/live?window=%3Cscript%3E", "")):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with floor.site.socket(client, path, origin=origin):
                pass
        assert refused.value.status == 403
    client.cookies.clear()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with floor.site.socket(client, "/api/live"):
            pass
    assert refused.value.status == 403
    await client.aclose()


async def test_who_is_signed_out_does_not_listen_on(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "RECHECK", 0.05)
    async with floor.site.screen("agent", "w1") as desk:
        await desk.next("hello")
        async with floor.parts.database.writing(floor.tenant_id) as work:
            await work.session.execute(delete(SessionRow))
        await asyncio.sleep(0.06)
        await desk.socket.send_str('{"kind":"alive"}')
        assert await desk.is_closed() == 4401


async def test_a_silent_browser_is_taken_for_gone(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "SILENCE", 0.05)
    async with floor.site.screen("agent", "w1") as desk:
        await desk.next("hello")
        assert await desk.is_closed() == 4408
    await until(lambda: floor.engine.screens[-1].alive is False)


async def test_one_agent_does_not_open_windows_without_end(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "MOST_PER_AGENT", 1)
    async with floor.site.screen("agent", "w1") as first, floor.site.screen("agent", "w2") as second:
        await first.next("hello")
        assert await second.is_closed() == 4429
        assert isinstance(second, Screen)

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import aiohttp
import httpx
import pytest
from aiohttp import web
from fastapi import FastAPI

from lingtong.floor.ivr.graph import EntryPoint
from lingtong.floor.live import api, sip_relay
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.sip_relay import LARGEST, SipRelay
from lingtong.floor.live.supervising import Trail
from lingtong.floor.live.testing import PlainParts, Site, center_of, running
from lingtong.floor.live.visitors import LENT_FOR, Visitors
from lingtong.foundation.db.testing import free_port
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, app_of, browser, people, unguarded

pytestmark = pytest.mark.room

REGISTER = "REGISTER sip:lingtong SIP/2.0\r\nVia: SIP/2.0/WS x.invalid\r\n\r\n"


class FakeSwitch:
    """A WebSocket that keeps what it hears and says it again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.heard: list[str | bytes] = []
        self.open = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/ws", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",), max_msg_size=LARGEST * 2)
        await socket.prepare(request)
        assert socket.ws_protocol == "sip"
        self.open += 1
        try:
            async for message in socket:
                self.heard.append(message.data)
                if message.data == "BYE":
                    break
                if message.type is aiohttp.WSMsgType.TEXT:
                    await socket.send_str(message.data)
                else:
                    await socket.send_bytes(message.data)
        finally:
            self.open -= 1
        await socket.close()
        return socket


class Page:
    def __init__(self, parts: Parts, tenant_id: str, switch: FakeSwitch) -> None:
        center = center_of(tenant_id)
        center.entry_points.update(
            e1=EntryPoint(
                id="e1", tenant_id=tenant_id, number="95598", name="电力", flow_id="f", browser=True
            ),
            e2=EntryPoint(id="e2", tenant_id=tenant_id, number="95599", name="hidden", flow_id="f"),
        )
        self.plain = PlainParts(center)
        self.visitors = Visitors(self.plain, parts.clock)
        self.relay = SipRelay(f"ws://127.0.0.1:{switch.port}/ws", self.visitors)
        desk = EngineDesk(parts.bus, self.plain, Trail(parts.database))
        self.app = self.app_with(parts, desk)
        self.site = Site("")

    def app_with(self, parts: Parts, desk: EngineDesk) -> FastAPI:
        routes = api.routes(desk, self.plain, self.plain, self.visitors, parts.settings)
        return app_of(parts, routes, sip_relay.routes(self.relay))


@pytest.fixture
async def switch() -> AsyncIterator[FakeSwitch]:
    found = FakeSwitch()
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
async def page(parts: Parts, switch: FakeSwitch) -> AsyncIterator[Page]:
    page = Page(parts, await people(parts), switch)
    async with running(page.app) as page.site:
        yield page


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not what():  # noqa: ASYNC110 - looks from outside at what has no event
            await asyncio.sleep(0.005)


async def test_the_page_names_its_entry_points_and_lends_a_phone(page: Page) -> None:
    async with browser(page.app) as client:
        shown = (await client.get("/api/visitor")).json()
        lent = await client.post("/api/visitor")
        again = await client.post("/api/visitor")
    assert [entry["number"] for entry in shown["entry_points"]] == ["95598"]
    assert (lent.json()["name"], lent.json()["uri"]) == ("guest-01", "sip:guest-01@lingtong")
    assert again.json() == lent.json()  # a reload keeps the phone
    cookie = lent.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


async def test_each_visitor_has_an_own_phone_until_all_are_lent(page: Page, clock: MovableClock) -> None:
    async def visit(address: str) -> tuple[int, str]:
        async with browser(page.app, address) as client:
            answer = await client.post("/api/visitor")
            return answer.status_code, answer.json().get("name") or answer.json()["code"]

    assert [await visit(f"10.0.0.{n}") for n in range(4)] == [
        (200, "guest-01"), (200, "guest-02"), (200, "guest-03"), (409, "visitor.all_lent"),
    ]  # fmt: skip
    clock.move((LENT_FOR + timedelta(seconds=1)).total_seconds())
    assert await visit("10.0.0.9") == (200, "guest-01")


async def test_one_address_does_not_take_them_all(page: Page) -> None:
    answers = []
    for _ in range(8):
        async with browser(page.app, "10.0.0.1") as client:
            answers.append((await client.post("/api/visitor")).status_code)
    assert answers == [200] * 3 + [409] * 3 + [429] * 2


async def test_another_sites_page_gets_no_phone(page: Page) -> None:
    async with browser(page.app) as client:
        answer = await client.post("/api/visitor", headers={"Origin": "http://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "session.origin")


async def test_a_closed_page_is_not_there(parts: Parts, switch: FakeSwitch) -> None:
    closed = parts.settings.model_copy(update={"customer_page": False})
    page = Page(replace(parts, settings=closed), await people(parts), switch)
    async with browser(page.app) as client:
        assert (await client.get("/api/visitor")).json()["code"] == "visitor.closed"
        assert (await client.post("/api/visitor")).status_code == 404


async def test_frames_go_both_ways_and_both_ends_close(page: Page, switch: FakeSwitch) -> None:
    async with httpx.AsyncClient(base_url=page.site.url) as client:
        await client.post("/api/visitor")
        async with page.site.socket(client, "/sip", ("sip",)) as line:
            assert line.protocol == "sip"
            await line.send_str(REGISTER)
            assert await line.receive_str() == REGISTER
            await line.send_bytes(b"\x00\x01")
            assert await line.receive_bytes() == b"\x00\x01"
            assert page.visitors.loan(client.cookies["lt_visitor"]).lines == 1  # type: ignore[union-attr]
        await until(lambda: switch.open == 0)  # the browser left: the switch's side is closed
        async with page.site.socket(client, "/sip", ("sip",)) as line:
            await line.send_str("BYE")  # the switch leaves: the browser's side is closed
            assert (await line.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
        await until(lambda: page.visitors.loan(client.cookies["lt_visitor"]).lines == 0)  # type: ignore[union-attr]


async def test_an_open_line_keeps_the_phone_lent(page: Page, clock: MovableClock) -> None:
    async with httpx.AsyncClient(base_url=page.site.url) as client:
        await client.post("/api/visitor")
        token = client.cookies["lt_visitor"]
        async with page.site.socket(client, "/sip", ("sip",)) as line:
            await line.send_str(REGISTER)
            await line.receive_str()
            clock.move(LENT_FOR.total_seconds() * 3)
            assert page.visitors.loan(token) is not None
        await until(lambda: page.visitors.loan(token).lines == 0)  # type: ignore[union-attr]
        clock.move(LENT_FOR.total_seconds() + 1)
        assert page.visitors.loan(token) is None


async def test_a_signed_in_agent_needs_no_loan(page: Page, switch: FakeSwitch) -> None:
    client = await page.site.signed_in("agent")
    async with page.site.socket(client, "/sip", ("sip",)) as line:
        await line.send_str(REGISTER)
        assert await line.receive_str() == REGISTER
    await client.aclose()
    assert switch.heard == [REGISTER]


async def test_strangers_do_not_reach_the_switch(page: Page, switch: FakeSwitch) -> None:
    async with httpx.AsyncClient(base_url=page.site.url) as client:
        for protocols, origin in ((("sip",), ""), ((), ""), (("sip",), "http://evil.example")):
            if origin:
                await client.post("/api/visitor")
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with page.site.socket(client, "/sip", protocols, origin=origin):
                    pass
            assert refused.value.status == 403
        client.cookies.clear()
        client.cookies.set("lt_visitor", "guessed")
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with page.site.socket(client, "/sip", ("sip",)):
                pass
    assert switch.heard == []


async def test_a_message_larger_than_any_sip_ends_the_line(page: Page, switch: FakeSwitch) -> None:
    client = await page.site.signed_in("agent")
    async with page.site.socket(client, "/sip", ("sip",)) as line:
        await line.send_str("x" * (LARGEST + 1))
        assert (await line.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
    await client.aclose()
    assert switch.heard == []


async def test_lines_of_one_person_are_counted(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip_relay, "MOST_PER_PERSON", 1)
    client = await page.site.signed_in("agent")
    async with page.site.socket(client, "/sip", ("sip",)) as line:
        await line.send_str(REGISTER)
        await line.receive_str()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with page.site.socket(client, "/sip", ("sip",)):
                pass
    await client.aclose()


async def test_a_switch_that_is_away_is_said_and_tried_again_later(page: Page, switch: FakeSwitch) -> None:
    await switch.stop()
    client = await page.site.signed_in("agent")
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with page.site.socket(client, "/sip", ("sip",)):
            pass
    await switch.start()
    async with page.site.socket(client, "/sip", ("sip",)) as line:
        await line.send_str(REGISTER)
        assert await line.receive_str() == REGISTER
    await client.aclose()


async def test_every_route_is_guarded_or_public_on_purpose(page: Page) -> None:
    assert unguarded(page.app) == []

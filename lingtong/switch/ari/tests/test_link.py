"""A switch that breaks off half-way, played by a small server: whatever it does, the engine tries again."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from lingtong.switch import events as tell
from lingtong.switch.ari import recorder
from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.runtime.settings import SwitchSettings

pytestmark = pytest.mark.room

Answer = Callable[[web.Request], web.Response]


class PlayedSwitch:
    """Knows no calls. `breaks`: by path, how questions beside the socket are answered at first."""

    def __init__(self) -> None:
        self.breaks: dict[str, list[Answer]] = {}

    async def http(self, request: web.Request) -> web.Response:
        if self.breaks.get(request.path):
            return self.breaks[request.path].pop()(request)
        return web.json_response({"name": "lingtong"} if "applications" in request.path else [])

    async def events(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            asked = json.loads(message.data)
            answer = {"type": "RESTResponse", "status_code": 200, "reason_phrase": "OK", "uri": asked["uri"]}
            await socket.send_json({**answer, "request_id": asked["request_id"], "message_body": "[]"})
            if asked["uri"].startswith("events/user/"):
                await socket.send_json({"type": "ChannelUserevent", "eventname": "lingtong-alive"})
        return socket


@pytest.fixture
async def played(tmp_path: Path) -> AsyncIterator[tuple[PlayedSwitch, AriSwitch]]:
    switch, app = PlayedSwitch(), web.Application()
    app.router.add_get("/ari/events", switch.events)
    app.router.add_get("/ari/{what:.*}", switch.http)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    (tmp_path / "asterisk").mkdir()
    settings = SwitchSettings(
        home=tmp_path / "asterisk",
        recordings=tmp_path / "recordings",
        prompts=tmp_path,
        runtime=tmp_path,
        http_port=runner.addresses[0][1],
        ami_port=1,
    )
    yield switch, AriSwitch(settings)
    await runner.cleanup()


def cut_off(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def cut_short(request: web.Request) -> web.Response:
    return web.Response(body=b'[{"id": "', content_type="application/json")


@pytest.mark.parametrize("path", ["/ari/applications/lingtong", "/ari/channels", "/ari/endpoints/PJSIP"])
@pytest.mark.parametrize("answer", [cut_off, cut_short])
async def test_a_switch_that_dies_while_it_is_looked_at_is_looked_at_again(
    played: tuple[PlayedSwitch, AriSwitch], path: str, answer: Answer
) -> None:
    server, switch = played
    server.breaks[path] = [answer, answer, answer]  # a question that is cut off is asked twice by itself
    met = asyncio.Event()
    switch.listen(lambda event: met.set() if isinstance(event, tell.SwitchConnected) else None)
    running = asyncio.create_task(switch.run())
    meeting = asyncio.create_task(met.wait())
    async with asyncio.timeout(10):
        await asyncio.wait([running, meeting], return_when=asyncio.FIRST_COMPLETED)
    assert met.is_set(), running.exception()
    assert not server.breaks[path]
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


async def test_a_disk_that_is_away_ends_no_call(
    played: tuple[PlayedSwitch, AriSwitch], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, switch = played
    looked, met = asyncio.Event(), asyncio.Event()

    def away(_: Path) -> Iterator[Path]:
        loop.call_soon_threadsafe(looked.set)
        raise OSError(5, "Input/output error")

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(recorder, "unfinished", away)
    switch.listen(lambda event: met.set() if isinstance(event, tell.SwitchConnected) else None)
    running = asyncio.create_task(switch.run())
    async with asyncio.timeout(5):
        await asyncio.gather(looked.wait(), met.wait())
    assert not running.done()
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()

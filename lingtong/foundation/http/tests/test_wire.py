import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from fastapi import FastAPI, WebSocket
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from lingtong.floor.live.testing import running
from lingtong.foundation.http.wire import short_text, text_frame, wire_of

pytestmark = pytest.mark.room


@given(st.text(max_size=125), st.booleans())
def test_a_short_frame_is_read_as_the_library_reads_it(text: str, masked: bool) -> None:
    data = text.encode()
    frame = Frame(Opcode.TEXT, data).serialize(mask=masked)
    assert short_text(frame) == (text if masked and len(data) < 126 else None)
    assert short_text(frame + b"\x00") is None
    assert short_text(frame[:-1]) is None


@given(st.binary(max_size=140))
def test_other_bytes_are_left_to_the_library(data: bytes) -> None:
    found = short_text(data)
    assert found is None or (data[0] == 0x81 and data[1] & 0x80)


class Heard:
    def __init__(self) -> None:
        self.texts: list[str | None] = []
        self.ends = 0

    def lost(self) -> None:
        self.ends += 1


@asynccontextmanager
async def detached() -> AsyncIterator[tuple[Heard, str]]:
    """A server that lets go of each socket and answers every text with it."""
    app, heard = FastAPI(), Heard()

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        wire = wire_of(socket.scope)

        def hear(text: str | None) -> None:
            heard.texts.append(text)
            wire.write(text_frame(f"heard {text}"))

        wire.detach(hear, heard.lost)

    async with running(app) as site:
        yield heard, site.host


async def raw(host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(
        f"GET /live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_a_socket_lives_on_after_its_route_and_ends_once() -> None:
    async with detached() as (heard, host), aiohttp.ClientSession() as http:
        async with http.ws_connect(f"ws://{host}/live") as socket:
            for text in ("a", "\u00e9" * 60, "x" * 70_000):
                await socket.send_str(text)
                assert (await socket.receive_str()).removeprefix("heard ") == text
            await socket.send_bytes(b"x")
            assert await socket.receive_str() == "heard None"
        async with asyncio.timeout(20):
            while not heard.ends:  # noqa: ASYNC110 - the server learns of it in its own time
                await asyncio.sleep(0.005)
    assert heard.ends == 1


async def test_frames_in_pieces_in_fragments_and_with_pings_between_are_put_together() -> None:
    async with detached() as (heard, host):
        reader, writer = await raw(host)
        whole = Frame(Opcode.TEXT, b"whole").serialize(mask=True)
        pieces = [
            whole[:3],
            whole[3:],
            Frame(Opcode.TEXT, b"one ", fin=False).serialize(mask=True),
            Frame(Opcode.PING, os.urandom(4)).serialize(mask=True),
            Frame(Opcode.CONT, b"two").serialize(mask=True),
            whole + whole,
        ]
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        async with asyncio.timeout(20):
            while len(heard.texts) < 4:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.005)
        assert heard.texts == ["whole", "one two", "whole", "whole"]
        writer.close()
        assert b"heard whole" in await reader.read()


@pytest.mark.parametrize(
    "wrong", [b"\x81\x81\x00\x00\x00\x00\xff", b"\x81\x01a", b"\xf1\x81\x00\x00\x00\x00a"]
)
async def test_what_breaks_the_protocol_ends_the_socket(wrong: bytes) -> None:
    async with detached() as (heard, host):
        reader, writer = await raw(host)
        writer.write(wrong)
        async with asyncio.timeout(20):
            assert (await reader.read())[:1] == b"\x88"
            while not heard.ends:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.005)
        writer.close()
    assert heard.texts == []

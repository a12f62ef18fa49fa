"""A browser's way of being a phone, without a browser: SIP over a WebSocket (RFC 7118), registered.

It reads what the switch sends; it makes no sound. For sound use a real browser.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import aiohttp

_REGISTER = """REGISTER sip:lingtong SIP/2.0
Via: SIP/2.0/WS rig.invalid;branch=z9hG4bK{call}{number}
From: <sip:{name}@lingtong>;tag={call}
To: <sip:{name}@lingtong>
Call-ID: {call}
CSeq: {number} REGISTER
Contact: <sip:{name}@rig.invalid;transport=ws>;expires=60
Max-Forwards: 70
{more}Content-Length: 0

"""


class BrowserPhone:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse, name: str, secret: str) -> None:
        self._socket, self._name, self._secret = socket, name, secret
        self._call = uuid4().hex

    async def register(self) -> None:
        await self._send(1)
        challenge = await self.next_message("SIP/2.0 401")
        await self._send(2, self._answer_to(challenge))
        await self.next_message("SIP/2.0 200")

    async def next_message(self, begins: str, within: float = 20.0) -> str:
        """The next SIP message that begins so; others are passed over."""
        async with asyncio.timeout(within):
            while True:
                text = str((await self._socket.receive()).data)
                if text.startswith(begins):
                    return text

    async def _send(self, number: int, more: str = "") -> None:
        text = _REGISTER.format(name=self._name, call=self._call, number=number, more=more)
        await self._socket.send_str(text.replace("\n", "\r\n"))

    def _answer_to(self, challenge: str) -> str:
        given = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        realm, nonce = given["realm"], given["nonce"]
        who = _md5(f"{self._name}:{realm}:{self._secret}")
        proof = _md5(f"{who}:{nonce}:00000001:rig:auth:{_md5('REGISTER:sip:lingtong')}")
        return (
            f'Authorization: Digest username="{self._name}", realm="{realm}", nonce="{nonce}", '
            f'uri="sip:lingtong", response="{proof}", qop=auth, nc=00000001, cnonce="rig", '
            f'opaque="{given.get("opaque", "")}", algorithm=MD5\n'
        )


@asynccontextmanager
async def browser_phone(http_port: int, name: str, secret: str) -> AsyncIterator[BrowserPhone]:
    """Registered at the switch; the socket closes at the end of the block, as when a page is closed."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"http://127.0.0.1:{http_port}/ws",
            protocols=["sip"],
            timeout=aiohttp.ClientWSTimeout(ws_close=0.2),
        ) as socket,
    ):
        phone = BrowserPhone(socket, name, secret)
        await phone.register()
        yield phone


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()

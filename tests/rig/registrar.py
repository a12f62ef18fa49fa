"""A carrier that lets in who knows the password: it challenges REGISTER and INVITE (RFC 3261, section 22).

It answers calls and tells what it was asked; to be called by it, see `Floor.calls` with `uri`.
"""

import asyncio
import hashlib
import re
from collections.abc import Callable
from typing import Self

from tests.rig.ports import free_port
from tests.rig.sipp import sdp

_REALM, _NONCE = "carrier.example", "5f1c9a"


class Request:
    def __init__(self, text: str) -> None:
        self.text = text
        head, _, _ = text.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        self.method, self.uri, *_ = first.split(" ")
        self.lines = lines

    def header(self, name: str) -> str:
        begin = f"{name.lower()}:"
        return next((line[len(begin) :].strip() for line in self.lines if line.lower().startswith(begin)), "")

    def headers(self, *names: str) -> list[str]:
        begins = tuple(f"{name.lower()}:" for name in names)
        return [line for line in self.lines if line.lower().startswith(begins)]

    def proves(self, header: str, user: str, password: str) -> bool:
        """The digest of RFC 2617, with and without quality of protection."""
        said: dict[str, str] = dict(re.findall(r'(\w+)="?([^",]+)"?', self.header(header)))
        if said.get("username") != user or said.get("nonce") != _NONCE:
            return False
        first, second = _md5(user, _REALM, password), _md5(self.method, said["uri"])
        middle = [said["nc"], said["cnonce"], said["qop"]] if "qop" in said else []
        return said["response"] == _md5(first, _NONCE, *middle, second)


class Registrar(asyncio.DatagramProtocol):
    """`contact` is where our switch wants to be called; `let_in` and `turned_away` name the methods."""

    def __init__(self, host: str, user: str, password: str, voice_port: int) -> None:
        self.host, self.port = host, free_port("udp")
        self.user, self.password = user, password
        self.contact, self.trunk_id = "", ""
        self.let_in: list[Request] = []
        self.turned_away: list[Request] = []
        self._voice_port = voice_port
        self._news = asyncio.Condition()
        self._telling: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(self.host, self.port)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._transport.close()

    async def lets_in(self, method: str, after: int = 0, within: float = 20.0) -> Request:
        """The next such request that proved to know the password (BYE and ACK need none)."""
        return await self._until(
            lambda: next((one for one in self.let_in[after:] if one.method == method), None), within, method
        )

    async def _until(self, found: Callable[[], Request | None], within: float, what: str) -> Request:
        try:
            async with asyncio.timeout(within), self._news:
                while (it := found()) is None:
                    await self._news.wait()
                return it
        except TimeoutError:
            away = "\n".join(one.text for one in self.turned_away[-2:])
            known = [one.method for one in self.let_in]
            raise AssertionError(f"No {what} in {within} s after {known}\n{away}") from None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        text = data.decode(errors="replace")
        if not text.strip() or text.startswith("SIP/2.0"):
            return
        request = Request(text)
        if request.method == "OPTIONS":
            self._reply(request, addr, "200 OK")
        elif request.method == "REGISTER":
            self._register(request, addr)
        elif request.method == "INVITE":
            self._invite(request, addr)
        else:
            self._let_in(request)
            if request.method != "ACK":
                self._reply(request, addr, "200 OK")

    def _register(self, request: Request, addr: tuple[str, int]) -> None:
        if not request.proves("Authorization", self.user, self.password):
            self._challenge(request, addr, "401 Unauthorized", "WWW-Authenticate")
            return
        contact = request.header("Contact")
        self.contact = contact[contact.index("<") + 1 : contact.index(">")]
        self._let_in(request)
        self._reply(request, addr, "200 OK", f"Contact: {contact};expires=300")

    def _invite(self, request: Request, addr: tuple[str, int]) -> None:
        if not request.proves("Proxy-Authorization", self.user, self.password):
            self._challenge(request, addr, "407 Proxy Authentication Required", "Proxy-Authenticate")
            return
        self._let_in(request)
        here = f"Contact: <sip:{self.host}:{self.port}>"
        self._reply(request, addr, "180 Ringing", here)
        body = "\r\n".join(line.strip() for line in sdp(self._voice_port).splitlines()[3:]) + "\r\n"
        self._reply(
            request,
            addr,
            "200 OK",
            here,
            "Content-Type: application/sdp",
            body=body.replace("[local_ip]", self.host),
        )

    def _challenge(self, request: Request, addr: tuple[str, int], status: str, header: str) -> None:
        self.turned_away.append(request)
        self._reply(
            request, addr, status, f'{header}: Digest realm="{_REALM}", nonce="{_NONCE}", algorithm=MD5'
        )

    def _reply(
        self, request: Request, addr: tuple[str, int], status: str, *headers: str, body: str = ""
    ) -> None:
        kept = request.headers("Via", "From", "Call-ID", "CSeq", "Record-Route")
        to = request.header("To")
        kept.append(f"To: {to}" if ";tag=" in to else f"To: {to};tag=carrier")
        lines = [f"SIP/2.0 {status}", *kept, *headers, f"Content-Length: {len(body)}", "", body]
        self._transport.sendto("\r\n".join(lines).encode(), addr)

    def _let_in(self, request: Request) -> None:
        self.let_in.append(request)
        telling = asyncio.get_running_loop().create_task(self._tell())
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

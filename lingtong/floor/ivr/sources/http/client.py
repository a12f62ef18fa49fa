"""One request to a service: what is sent, what comes, and in one word what was wrong with it."""

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import json
import math
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from yarl import URL

from lingtong.floor.ivr.sources import answers, templates
from lingtong.floor.ivr.sources.http.guard import Forbidden, GuardedResolver, NotFound
from lingtong.floor.ivr.sources.model import HttpService, Request
from lingtong.kit import Clock
from lingtong.kit.addresses import is_inside, is_public

MOST_BYTES = 256 * 1024
HIDDEN = "••••••"
AGAIN_AFTER = 0.2  # seconds
_NOTHING = (204, 404, 410)
_WHY: tuple[tuple[type[BaseException], str], ...] = (
    (Forbidden, "address_forbidden"),
    (NotFound, "name_unknown"),
    (aiohttp.ClientConnectorCertificateError, "certificate_wrong"),
    (aiohttp.ClientSSLError, "certificate_wrong"),
    (TimeoutError, "too_late"),
    (aiohttp.ClientConnectorError, "not_reachable"),
    (aiohttp.ClientError, "broken_off"),
    (OSError, "not_reachable"),
)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """`headers` as they are shown to people: what is secret in them is hidden."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


class Got(msgspec.Struct, frozen=True, kw_only=True):
    """`why` is empty where all is well; `values` are None where the service knows nothing."""

    why: str = ""
    status: int = 0
    text: str = ""
    values: dict[str, str] | None = None

    @property
    def may_go_again(self) -> bool:
        return self.why in ("not_reachable", "broken_off", "too_late") or self.status in (429, 502, 503, 504)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    body: bytes | None
    headers: dict[str, str]
    secret_headers: dict[str, str]


class HttpClient:
    """Two pools: connections that may go inside the house are never used for services that may not."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pools: dict[bool, aiohttp.ClientSession] = {}

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.close()
        self._pools.clear()

    def draft(
        self, service: HttpService, secret: str, request: Request, inputs: Mapping[str, str], key: str
    ) -> Draft:
        """Raises `InputMissing` and `InputUnfit`."""
        url = service.base_url + templates.path(request.path, inputs)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Lingtong"}
        body = None
        if request.body_kind == "json":
            body = templates.body(request.body, inputs).encode()
            headers["Content-Type"] = "application/json"
        elif request.body_kind == "form":
            body = templates.form(request.body, inputs).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if request.method != "GET":
            headers["Idempotency-Key"] = key
        proof = self._proof(service, secret, request.method, url, body or b"")
        return Draft(url=url, body=body, headers=headers, secret_headers=proof)

    def shown(self, request: Request, draft: Draft) -> Sent:
        headers = draft.headers | dict.fromkeys(draft.secret_headers, HIDDEN)
        body = draft.body.decode() if draft.body else ""
        return Sent(method=request.method, url=draft.url, headers=headers, body=body)

    async def ask(self, service: HttpService, request: Request, draft: Draft) -> Got:
        """Again where that is harmless; all of it within the service's time."""
        tries = 1 + (service.retries if request.method == "GET" or request.repeatable else 0)
        got = Got(why="too_late")
        try:
            async with asyncio.timeout(service.within):
                for place in range(tries):
                    if place:
                        await asyncio.sleep(AGAIN_AFTER * place)
                    got = await self._once(service, request, draft)
                    if not got.may_go_again:
                        break
        except TimeoutError:
            return got
        return got

    async def _once(self, service: HttpService, request: Request, draft: Draft) -> Got:
        url = URL(draft.url, encoded=True)
        try:
            _look_at_literal(url.host or "", private=service.private)
            async with self._pool(private=service.private).request(
                request.method,
                url,
                data=draft.body,
                headers={**draft.headers, **draft.secret_headers},
                allow_redirects=False,
            ) as answer:
                return await _read(answer, request)
        except tuple(kind for kind, _ in _WHY) as error:
            return Got(why=_why(error))

    def _pool(self, *, private: bool) -> aiohttp.ClientSession:
        if private not in self._pools:
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(private=private), use_dns_cache=False, limit=100, limit_per_host=20
            )
            self._pools[private] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._pools[private]

    def _proof(self, service: HttpService, secret: str, method: str, url: str, body: bytes) -> dict[str, str]:
        match service.auth:
            case "basic":
                pair = base64.b64encode(f"{service.username}:{secret}".encode()).decode()
                return {"Authorization": f"Basic {pair}"}
            case "bearer":
                return {"Authorization": f"Bearer {secret}"}
            case "header":
                return {service.key_name: secret}
            case "hmac":
                at = str(math.floor(self._clock.now().timestamp()))
                target = URL(url, encoded=True).raw_path_qs
                signed = signature(secret, at, method, target, body)
                own = {"X-Lingtong-Timestamp": at, "X-Lingtong-Signature": signed}
                return own | ({"X-Lingtong-Key": service.key_name} if service.key_name else {})
            case _:
                return {}


def signature(secret: str, at: str, method: str, target: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) over time, method, path with query, and body, each ended by a line feed."""
    text = f"{at}\n{method}\n{target}\n".encode() + body
    return "sha256=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _look_at_literal(host: str, *, private: bool) -> None:
    """An address in place of a name is never resolved, so it is looked at here."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    if not (is_public(host) or (private and is_inside(host))):
        raise Forbidden(host)


async def _read(answer: aiohttp.ClientResponse, request: Request) -> Got:
    body = bytearray()
    async for part in answer.content.iter_chunked(16 * 1024):
        body += part
        if len(body) > MOST_BYTES:
            answer.close()
            return Got(why="too_large", status=answer.status)
    return understood(answer.status, answer.headers.get("Content-Encoding", ""), bytes(body), request)


def understood(status: int, encoding: str, body: bytes, request: Request) -> Got:
    text = body.decode("utf-8", "replace")
    if status in _NOTHING:
        return Got(status=status, text=text)
    if not 200 <= status < 300 or encoding not in ("", "identity"):
        why = "redirected" if 300 <= status < 400 else f"status_{status}" if status >= 400 else "encoded"
        return Got(why=why, status=status, text=text if why != "encoded" else "")
    if not request.answers:
        return Got(status=status, text=text, values={})
    try:
        values = answers.mapped(_json(body), request.answers)
    except answers.Unlike:
        return Got(why="answer_unlike", status=status, text=text)
    except (ValueError, RecursionError):
        return Got(why="no_json", status=status, text=text)
    return Got(status=status, text=text, values=values)


def _json(body: bytes) -> Any:
    return json.loads(body)


def _why(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:  # the client wraps what its resolver raised
        if isinstance(cause, Forbidden | NotFound):
            return "address_forbidden" if isinstance(cause, Forbidden) else "name_unknown"
        cause = cause.__cause__ or cause.__context__
    return next(word for kind, word in _WHY if isinstance(error, kind))

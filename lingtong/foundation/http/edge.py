"""What every request passes first and every answer last: id, host, size, headers, cookie, one log line."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lingtong.foundation.config import HttpSettings
from lingtong.foundation.db import is_conflict, is_outage, is_unstorable
from lingtong.foundation.http.headers import security_headers
from lingtong.foundation.http.refusals import RefusalBody, answer
from lingtong.foundation.telemetry import metrics

log = structlog.get_logger("http")

# The value of a Set-Cookie header that a request's state asks for, or None.
CookieWriter = Callable[[Mapping[str, Any]], str | None]

# Uploads of prompts, lists and faxes are larger than anything else that people send.
LARGE = ("/api/admin/prompts/", "/api/lists/imports", "/api/sources/imports/", "/api/faxes/")
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]+)?")
QUIET = {"/healthz", "/readyz", "/metrics"}


class Edge:
    def __init__(self, app: ASGIApp, settings: HttpSettings, cookie: CookieWriter) -> None:
        self._app = app
        self._settings = settings
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        scope.setdefault("state", {})["request_id"] = request_id
        exchange = _Exchange(self._settings, self._cookie, scope, receive, send)
        try:
            await exchange.run(self._app)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")


class _Exchange:
    """One request and its answer."""

    def __init__(
        self, settings: HttpSettings, cookie: CookieWriter, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self._settings, self._cookie = settings, cookie
        self._scope, self._receive, self._send = scope, receive, send
        self._headers = Headers(scope=scope)
        self._host = self._headers.get("host", "")
        self._left = settings.largest_upload if scope["path"].startswith(LARGE) else settings.largest_request
        self._status = 0
        self._refused = False

    async def run(self, app: ASGIApp) -> None:
        began = time.perf_counter()
        if not self._host_is_ours():
            await self._refuse(400, "request.host", "This name is not served here.")
        elif self._announced_size() > self._left:
            await self._refuse(413, "request.too_large", "This request is too large.")
        else:
            await self._guarded(app)
        self._note(time.perf_counter() - began)

    async def _guarded(self, app: ASGIApp) -> None:
        try:
            await app(self._scope, self._counted, self._finished)
        except Exception as error:
            await self._explain(error)

    async def _explain(self, error: Exception) -> None:
        if is_conflict(error):
            log.warning("request.conflict", path=self._path())
            text = "Somebody else changed this at the same time. Load it again."
            await self._refuse(409, "conflict", text)
        elif is_unstorable(error):
            text = "This holds a character or a number that cannot be stored."
            await self._refuse(422, "request.invalid", text)
        else:
            await self._fail(error)

    async def _fail(self, error: Exception) -> None:
        code = self._scope["state"]["request_id"]
        log.error("request.failed", support_code=code, path=self._path(), exc_info=error)
        if is_outage(error):
            text = "The database does not answer. Calls go on; try again."
            await self._refuse(503, "database.unavailable", text, retry_after=5)
        else:
            text = f"Something went wrong here. Tell support the code {code}."
            await self._refuse(500, "unexpected", text, support_code=code)

    async def _counted(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body") or b"")
        if self._left < 0 and self._scope["type"] == "http" and self._status == 0:
            await self._refuse(413, "request.too_large", "This request is too large.")
            return {"type": "http.disconnect"}
        return message

    async def _finished(self, message: Message) -> None:
        if self._refused:
            return  # the answer was given already
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._dress(message)
        elif message["type"] == "websocket.accept":
            self._status = 101
        elif message["type"] == "websocket.close":
            self._status = self._status or 403
        await self._send(message)

    def _dress(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in security_headers(self._settings, self._host).items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = self._scope["state"]["request_id"]
        if self._scope["path"].startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
        cookie = self._cookie(self._scope["state"])
        if cookie is not None:
            headers.append("Set-Cookie", cookie)

    async def _refuse(self, status: int, code: str, text: str, **params: str | int) -> None:
        if self._status:
            return  # the answer has begun; it breaks off
        if self._scope["type"] == "websocket":
            await self._finished({"type": "websocket.close", "code": 4000 + status, "reason": code})
        else:
            wait = params.get("retry_after")
            headers = {"Retry-After": str(wait)} if wait is not None else None
            response = answer(status, RefusalBody(code=code, message=text, params=dict(params)), headers)
            await response(self._scope, self._receive, self._finished)
        self._refused = True

    def _host_is_ours(self) -> bool:
        """The name without its port; `*` admits any name, as a proxy in front may want."""
        found = HOST.fullmatch(self._host)
        return found is not None and (found[1].lower() in self._settings.hosts or "*" in self._settings.hosts)

    def _announced_size(self) -> int:
        announced = self._headers.get("content-length", "0")
        return int(announced) if announced.isdecimal() and len(announced) < 20 else 0

    def _path(self) -> str:
        """The route's template, never the address itself: addresses may hold what is personal."""
        return getattr(self._scope.get("route"), "path", None) or "(no route)"

    def _note(self, seconds: float) -> None:
        method = self._scope.get("method", "SOCKET")
        metrics.request(method, self._path(), self._status, seconds)
        if self._scope["path"] not in QUIET:
            milliseconds = round(seconds * 1000, 1)
            log.info("request", method=method, path=self._path(), status=self._status, ms=milliseconds)

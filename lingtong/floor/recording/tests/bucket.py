"""For tests: a bucket that checks signatures and hashes, keeps locked files, and may be away."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web

from lingtong.floor.recording.signing import Account, Asked, signed
from lingtong.foundation.config import ArchiveSettings

_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


class Bucket:
    def __init__(self) -> None:
        self.account = Account("key", "secret", "cn-north-1")
        self.files: dict[str, bytes] = {}
        self.locked: dict[str, str] = {}
        self.away = False
        self.endpoint = ""

    def settings(self, **fields: object) -> ArchiveSettings:
        return ArchiveSettings.model_validate(
            {
                "endpoint": self.endpoint,
                "bucket": "recordings",
                "region": self.account.region,
                "access_key": self.account.access_key,
                "secret_key": self.account.secret_key,
                **fields,
            }
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Bucket"]:
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.endpoint = f"http://127.0.0.1:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.away:
            return web.Response(status=503, text="SlowDown")
        no = self._wrong(request, body)
        if no:
            return web.Response(status=403, text=no)
        name = request.raw_path.removeprefix("/recordings/")
        if request.method == "PUT":
            return self._put(name, body, request)
        if name not in self.files:
            return web.Response(status=404)
        return self._delete(name) if request.method == "DELETE" else self._get(name, request)

    def _delete(self, name: str) -> web.Response:
        if name in self.locked:
            return web.Response(status=403, text="AccessDenied")
        del self.files[name]
        return web.Response(status=204)

    def _get(self, name: str, request: web.Request) -> web.Response:
        part = _RANGE.fullmatch(request.headers.get("range", ""))
        data = self.files[name]
        if part is None:
            return web.Response(body=data)
        return web.Response(body=data[int(part[1]) : int(part[2]) + 1], status=206)

    def _put(self, name: str, body: bytes, request: web.Request) -> web.Response:
        if (
            base64.b64encode(hashlib.sha256(body).digest()).decode()
            != request.headers["x-amz-checksum-sha256"]
        ):
            return web.Response(status=400, text="BadDigest")
        self.files[name] = body
        if "x-amz-object-lock-mode" in request.headers:
            self.locked[name] = request.headers["x-amz-object-lock-retain-until-date"]
        return web.Response()

    def _wrong(self, request: web.Request, body: bytes) -> str:
        """Signed by who has the key, with the body that came."""
        given = request.headers["authorization"]
        names = given.split("SignedHeaders=")[1].split(",")[0].split(";")
        at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        headers = {name: request.headers[name] for name in names if not name.startswith("x-amz-date")}
        digest = headers.pop("x-amz-content-sha256")
        asked = Asked(request.method, request.raw_path, "", headers, digest)
        if signed(asked, self.account, at)["authorization"] != given:
            return "SignatureDoesNotMatch"
        return "" if hashlib.sha256(body).hexdigest() == digest else "XAmzContentSHA256Mismatch"

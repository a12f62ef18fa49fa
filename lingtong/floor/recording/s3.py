"""An archive that speaks S3: a bucket of a cloud or of a box in the house."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from lingtong.floor.recording.errors import ArchiveAway
from lingtong.floor.recording.signing import EMPTY, Account, Asked, path_of, signed
from lingtong.floor.recording.tiers import PIECE
from lingtong.foundation.config import ArchiveSettings
from lingtong.kit import Clock

_TIMES = aiohttp.ClientTimeout(total=300, sock_connect=5, sock_read=20)


class S3Tier:
    """`endpoint` such as `https://s3.cn-north-1.amazonaws.com.cn` or `http://10.0.0.9:9000`."""

    def __init__(self, settings: ArchiveSettings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._account = Account(settings.access_key, settings.secret_key, settings.region)
        self._host = urlsplit(settings.endpoint).netloc

    async def put(self, name: str, path: Path, *, sha256: str, until: datetime | None) -> None:
        """The archive checks the hash; with a lock nobody removes it before its time, not we either."""
        headers = {
            "content-length": str((await asyncio.to_thread(path.stat)).st_size),
            "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(sha256)).decode(),
        }
        if until is not None and self._settings.lock:
            headers["x-amz-object-lock-mode"] = self._settings.lock.upper()
            headers["x-amz-object-lock-retain-until-date"] = until.astimezone(UTC).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            )
        with path.open("rb") as file:
            async with self._asked("PUT", name, headers, body=file, sha256=sha256):
                pass

    async def size(self, name: str) -> int | None:
        async with self._asked("HEAD", name, {}, missing_is_fine=True) as answer:
            return None if answer.status == 404 else int(answer.headers["content-length"])

    async def read(self, name: str, first: int, last: int) -> AsyncIterator[bytes]:
        async with self._asked("GET", name, {"range": f"bytes={first}-{last}"}) as answer:
            async for piece in answer.content.iter_chunked(PIECE):
                yield piece

    async def remove(self, name: str) -> None:
        async with self._asked("DELETE", name, {}, missing_is_fine=True):
            pass

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        name: str,
        headers: dict[str, str],
        *,
        body: object = None,
        sha256: str = EMPTY,
        missing_is_fine: bool = False,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        path = path_of(self._settings.bucket, name)
        asked = Asked(method, path, "", {"host": self._host, **headers}, sha256)
        url = URL(self._settings.endpoint.rstrip("/") + path, encoded=True)
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMES, auto_decompress=False) as session,
                session.request(
                    method, url, headers=signed(asked, self._account, self._clock.now()), data=body
                ) as answer,
            ):
                if answer.status >= 400 and not (missing_is_fine and answer.status == 404):
                    said = (await answer.text())[:300]
                    raise ArchiveAway(f"The archive answered {answer.status}. {said}", status=answer.status)
                yield answer
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ArchiveAway(
                f"The archive does not answer: {str(error) or type(error).__name__}."
            ) from error


def sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

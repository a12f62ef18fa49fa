"""Files that people hand in: read no further than allowed, and made into pages beside the event loop."""

import asyncio
from collections.abc import Callable

from fastapi import Request

from lingtong.floor.channels.fax.errors import FaxTooLarge
from lingtong.floor.channels.fax.pages import MOST_BYTES, Page, pages_of_upload

AT_ONCE = 2
_lane = asyncio.Semaphore(AT_ONCE)


async def body_of(request: Request) -> bytes:
    """Refused before it is read where its length is told; no more than allowed is read in any case."""
    too_large = FaxTooLarge("The file is too large; 20 MB are the most.", most=MOST_BYTES // 2**20)
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise too_large
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > MOST_BYTES:
            raise too_large
    return bytes(data)


async def file_of(data: bytes) -> list[Page]:
    return await document_of(lambda: pages_of_upload(data))


async def document_of(make: Callable[[], list[Page]]) -> list[Page]:
    async with _lane:
        return await asyncio.to_thread(make)

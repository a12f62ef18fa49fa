"""Where a request may go: the very address that was looked at, and none that is not allowed."""

import asyncio
import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from lingtong.kit.addresses import is_inside, is_public

LOOK_UP_WITHIN = 5.0


class Forbidden(OSError):
    """An address inside the house without the leave for it, or one that is never asked."""


class NotFound(OSError):
    pass


async def checked_addresses(host: str, port: int, *, private: bool) -> list[tuple[str, int]]:
    """All addresses of a name, each with its family; `Forbidden` where one of them may not be asked."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LOOK_UP_WITHIN):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise NotFound(host) from error
    addresses = [(str(one[4][0]), int(one[0])) for one in found]
    for address, _ in addresses:
        if not (is_public(address) or (private and is_inside(address))):
            raise Forbidden(host)
    return addresses


class GuardedResolver(AbstractResolver):
    """Of an HTTP client: it connects to what was checked, so a name that resolves anew leads nowhere else."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await checked_addresses(host, port, private=self._private)
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
            )
            for address, kind in found
            if family in (socket.AF_UNSPEC, kind)
        ]

    async def close(self) -> None:
        """Nothing is kept."""

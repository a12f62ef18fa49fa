import asyncio

from lingtong.foundation.lease.ports import Lease


class Both:
    """A folder to itself, and the word of all machines: lost when one of them is."""

    def __init__(self, near: Lease, far: Lease) -> None:
        self._near, self._far = near, far

    def holds(self) -> bool:
        return self._near.holds() and self._far.holds()

    async def acquire(self) -> int:
        await self._near.acquire()
        return await self._far.acquire()

    async def keep(self) -> None:
        near = asyncio.ensure_future(self._near.keep())
        try:
            await self._far.keep()
        finally:
            near.cancel()

    async def release(self) -> None:
        await self._far.release()
        await self._near.release()

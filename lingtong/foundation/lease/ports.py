import asyncio
from datetime import datetime
from typing import Protocol

import msgspec


class LeaseLost(Exception):
    """Somebody else may act now, or nobody can tell who may. This one must stop."""


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """`generation` grows with every change of hands: it is the fencing number."""

    node: str
    pid: int
    since: datetime
    generation: int = 0
    behind: int = 0  # bytes of the journal that one who stands by has not got yet


class LastBeat(msgspec.Struct, frozen=True, kw_only=True):
    """The last that was heard of the holder before, by the holder's own clock."""

    at: datetime
    node: str
    generation: int
    given_back: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    active: Holder | None = None
    standbys: tuple[Holder, ...] = ()
    expected: bool = False  # that somebody stands by


class Alone:
    """The lease where there is nobody else."""

    def holds(self) -> bool:
        return True

    async def acquire(self) -> int:
        return 1

    async def keep(self) -> None:
        await asyncio.Event().wait()

    async def release(self) -> None:
        """Nobody waits for it."""


class Lease(Protocol):
    def holds(self) -> bool:
        """Asked before each write and each command, so it is a comparison and nothing more."""
        ...

    async def acquire(self) -> int:
        """Wait until it is ours; the generation."""
        ...

    async def keep(self) -> None:
        """Until cancelled. Raises `LeaseLost`; `holds` is false by then."""
        ...

    async def release(self) -> None: ...

from collections.abc import Mapping, Sequence
from typing import Protocol

from lingtong.floor.ivr.graph import Flow
from lingtong.foundation.db import Reading


class Silences(Protocol):
    async def __call__(self, reader: Reading, queues: Mapping[str, str]) -> dict[str, float]:
        """From how many seconds on a silence in a talk is to be told, for the queues where one is wanted.

        `queues` are all, with the tenant of each.
        """
        ...


class PastFlows(Protocol):
    async def __call__(self, reader: Reading) -> Sequence[Flow]:
        """Replaced versions in which callers may still be."""
        ...

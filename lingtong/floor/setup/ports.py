from collections.abc import Mapping, Set
from typing import Protocol

from lingtong.foundation.db import Reading


class OwnPrompts(Protocol):
    async def own_names(self, reader: Reading) -> Mapping[str, Set[str]]:
        """Names of the prompts that a tenant has replaced or added, by tenant id."""
        ...


class Silences(Protocol):
    async def __call__(self, reader: Reading, queues: Mapping[str, str]) -> dict[str, float]:
        """From how many seconds on a silence in a talk is to be told, for the queues where one is wanted.

        `queues` are all, with the tenant of each.
        """
        ...

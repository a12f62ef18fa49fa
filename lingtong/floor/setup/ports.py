from collections.abc import Mapping, Set
from typing import Protocol

from lingtong.foundation.db import Reading


class OwnPrompts(Protocol):
    async def own_names(self, reader: Reading) -> Mapping[str, Set[str]]:
        """Names of the prompts that a tenant has replaced or added, by tenant id."""
        ...

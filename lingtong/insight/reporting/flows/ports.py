from collections.abc import Sequence, Set
from datetime import datetime
from typing import Protocol

from lingtong.foundation.db import Reading


class PublishedFlows(Protocol):
    async def published(self, reader: Reading, flow_id: str) -> Sequence[tuple[datetime, int]]:
        """When each version went live, the newest first."""
        ...

    async def asking(self, reader: Reading, flow_id: str, version: int) -> Set[str]:
        """The nodes that ask the caller for a key."""
        ...

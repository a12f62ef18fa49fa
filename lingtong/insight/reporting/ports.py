from collections.abc import Iterable
from typing import Protocol

from lingtong.floor.center import Center
from lingtong.floor.live import QueueView


class Centers(Protocol):
    def current(self) -> Center: ...


class LiveQueues(Protocol):
    def queues(self, tenant_id: str) -> Iterable[QueueView]:
        """How the queues stand now; empty while nobody has looked yet."""
        ...

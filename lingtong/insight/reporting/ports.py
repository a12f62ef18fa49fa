from collections.abc import Iterable, Mapping
from typing import Protocol

from lingtong.floor.center import Center
from lingtong.floor.live import QueueView
from lingtong.floor.live.figures import LinesChanged
from lingtong.floor.live.views import AgentRow


class Centers(Protocol):
    def current(self) -> Center: ...


class LiveQueues(Protocol):
    def queues(self, tenant_id: str) -> Iterable[QueueView]:
        """How the queues stand now; empty while nobody has looked yet."""
        ...


class FloorNow(Protocol):
    """The live views as the engine told them last."""

    @property
    def queues(self) -> Mapping[str, QueueView]: ...
    @property
    def agents(self) -> Mapping[str, AgentRow]: ...
    @property
    def lines(self) -> LinesChanged | None: ...

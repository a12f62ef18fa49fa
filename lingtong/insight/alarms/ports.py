from collections.abc import Iterable
from typing import Protocol

from lingtong.floor.live.figures import FiguresChanged


class Floor(Protocol):
    """The figures as boards see them, and who looks."""

    async def figures(self, tenant_id: str) -> FiguresChanged:
        """All of them now."""
        ...

    def people(self, tenant_id: str) -> int:
        """How many look at the floor and may act."""
        ...


class Tenants(Protocol):
    def ids(self) -> Iterable[str]: ...

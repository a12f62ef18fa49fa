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


class Officers(Protocol):
    """Who is on duty now, and how that person hears of something."""

    def mail(self, roster_id: str) -> str:
        """Empty where nobody is on duty, or the address is not known."""
        ...

    async def tell(self, tenant_id: str, roster_id: str, text: str) -> None:
        """A message at the officer's seat, where there is one."""
        ...


class Tenants(Protocol):
    def ids(self) -> Iterable[str]: ...

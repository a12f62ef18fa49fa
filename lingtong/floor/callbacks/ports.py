"""What callbacks need from other rooms: the engine that keeps them, names for what they name."""

from datetime import datetime
from typing import Protocol

from lingtong.foundation.identity import Principal
from lingtong.interactions.ports import Unserved


class Promising(Protocol):
    """Each raises the engine's refusal, and keeps the audit trail."""

    async def ask(
        self,
        who: Principal,
        queue_id: str,
        number: str,
        due: datetime | None,
        why: str,
        interaction_id: str,
    ) -> str:
        """Gives the callback's id."""
        ...

    async def cancel(self, who: Principal, callback_id: str) -> None: ...

    async def call_now(self, who: Principal, callback_id: str) -> None: ...


class Contacts(Protocol):
    async def number_of(self, tenant_id: str, interaction_id: str) -> str: ...

    async def unserved(self, tenant_id: str, since: datetime) -> list[Unserved]: ...

    async def last_served(self, tenant_id: str, since: datetime) -> dict[str, datetime]: ...


class Names(Protocol):
    """Empty where the id is not known any more."""

    def queue(self, queue_id: str) -> str: ...

    def agent(self, agent_id: str) -> str: ...

    def region(self, tenant_id: str) -> str: ...

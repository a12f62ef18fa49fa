from typing import Protocol

from lingtong.foundation.identity.model import Principal


class Participants(Protocol):
    async def took_part(self, tenant_id: str, interaction_id: str, agent_id: str) -> bool: ...


class Zones(Protocol):
    def timezone(self, tenant_id: str) -> str:
        """The name of the tenant's time zone."""
        ...


class Pausing(Protocol):
    async def pause(self, tenant_id: str, interaction_id: str, agent_number: str, *, on: bool) -> str:
        """Pause or resume for a program; gives the interaction. Raises the engine's refusal."""
        ...


class Phones(Protocol):
    async def play(self, who: Principal, media: str) -> None:
        """Let the own phone ring and say this. Raises the engine's refusal."""
        ...

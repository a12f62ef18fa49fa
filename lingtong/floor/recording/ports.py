from typing import Protocol


class Participants(Protocol):
    async def took_part(self, tenant_id: str, interaction_id: str, agent_id: str) -> bool: ...

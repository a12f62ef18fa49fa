from typing import Any, Protocol

from lingtong.foundation.db import Work


class AgentBook(Protocol):
    """The floor keeps the agent that a user is. `given`: `agent_number`, and what else the floor knows."""

    async def save(
        self, work: Work, agent_id: str | None, name: str, given: dict[str, Any]
    ) -> tuple[str, str]:
        """Make or change the agent; its id and number. Refuses what the floor refuses."""
        ...

    async def retire(self, work: Work, agent_id: str) -> None: ...

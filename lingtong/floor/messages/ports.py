from typing import Protocol

from lingtong.floor.center import Center


class Publishes(Protocol):
    async def publish(self, subject: str, payload: bytes) -> None: ...


class Names(Protocol):
    def current(self) -> Center:
        """The configuration as it was last saved."""
        ...

    def agent(self, agent_id: str) -> str:
        """The name, of removed ones too."""
        ...

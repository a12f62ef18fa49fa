"""What faxes need from other rooms."""

from typing import Protocol


class Lines(Protocol):
    """The engine. Each raises its refusal."""

    async def call(self, tenant_id: str, agent_id: str, fax_id: str, number: str, title: str) -> None: ...

    async def drop(self, tenant_id: str, fax_id: str) -> None: ...


class Names(Protocol):
    """Empty where the id is not known any more."""

    def queue(self, queue_id: str) -> str: ...

    def agent(self, agent_id: str) -> str: ...

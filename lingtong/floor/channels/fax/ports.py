"""What faxes need from other rooms."""

from collections.abc import Sequence
from datetime import tzinfo
from email.message import EmailMessage
from typing import Protocol


class Lines(Protocol):
    """The engine. Each raises its refusal."""

    async def call(self, tenant_id: str, agent_id: str, fax_id: str, number: str, title: str) -> None: ...

    async def drop(self, tenant_id: str, fax_id: str) -> None: ...


class Names(Protocol):
    """Empty where the id is not known any more."""

    def queue(self, queue_id: str) -> str: ...

    def agent(self, agent_id: str) -> str: ...


class Center(Protocol):
    """The configuration of now."""

    def queues_of(self, tenant_id: str, agent_id: str) -> frozenset[str]:
        """Those whose work the agent does."""
        ...

    def zone(self, tenant_id: str) -> tzinfo: ...

    def entry_point(self, tenant_id: str, number: str) -> str:
        """The name of the one with this number; empty where there is none."""
        ...


class Floor(Protocol):
    async def ready(self, tenant_id: str, queue_id: str) -> Sequence[str]:
        """Agents of the queue who could begin something now, the longest ready first."""
        ...


class Screens(Protocol):
    async def changed(self, tenant_id: str) -> None:
        """The list of faxes is another one now."""
        ...

    async def tell(self, tenant_id: str, agent_id: str, code: str, params: dict[str, str]) -> None:
        """One line for one agent."""
        ...


class Post(Protocol):
    @property
    def works(self) -> bool:
        """Whether there is a server for letters."""
        ...

    async def send(self, letter: EmailMessage) -> None:
        """Raises what goes wrong."""
        ...

"""What the live screens need from other rooms."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.live.figures import FiguresChanged, LinesChanged
from lingtong.floor.live.views import AgentRow, Card, QueueView


class PhoneAccount(msgspec.Struct, frozen=True):
    """How a browser registers at the switch. The password goes to its owner and nowhere else."""

    name: str
    password: str


class PhoneAccounts(Protocol):
    async def of_agent(self, tenant_id: str, agent_id: str) -> PhoneAccount | None:
        """The account of the agent's browser phone; None for agents with a desk phone."""
        ...

    def guests(self) -> list[PhoneAccount]:
        """The phones lent to the customer page; empty when the page is off."""
        ...


class Centers(Protocol):
    def current(self) -> Center:
        """The configuration as it was last saved."""
        ...


class EarlierContacts(Protocol):
    async def card(self, tenant_id: str, interaction_id: str, number: str) -> Card | None:
        """What was before with this number; `number` may be empty: then that of the interaction's record."""
        ...


class FloorNow(Protocol):
    """The live views as the engine told them last."""

    @property
    def queues(self) -> Mapping[str, QueueView]: ...
    @property
    def agents(self) -> Mapping[str, AgentRow]: ...
    @property
    def lines(self) -> LinesChanged | None: ...


class Figures(Protocol):
    def overlay(self, tenant_id: str, view: QueueView) -> QueueView:
        """The view with today's figures in it."""
        ...

    def whole(self, tenant_id: str, floor: FloorNow) -> FiguresChanged:
        """All figures of the boards as they are now."""
        ...

    def changed(self, tenant_id: str, floor: FloorNow) -> FiguresChanged | None:
        """Those that differ from the last time that this was asked."""
        ...

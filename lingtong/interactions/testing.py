"""For tests: the facts of a call as the engine tells them."""

# ruff: noqa: ARG002 - the doubles take what their ports give

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from lingtong.foundation.journal.facts import Fact
from lingtong.interactions import events as said
from lingtong.interactions.events import InteractionFact
from lingtong.interactions.ports import LiveWrapUp, Names, RecordingsOf

Kind = TypeVar("Kind", bound=InteractionFact)


class Call:
    """Tells facts of one interaction; `seconds` count from its arrival."""

    def __init__(self, tenant_id: str, interaction_id: str, began: datetime) -> None:
        self.tenant_id, self.id, self.began = tenant_id, interaction_id, began
        self.queue_id = ""
        self.facts: list[Fact] = []

    def tell(self, kind: type[Kind], seconds: float, /, **values: Any) -> Kind:
        fact = kind(
            id=f"{self.id}-{len(self.facts):03}",
            tenant_id=self.tenant_id,
            at=self.began + timedelta(seconds=seconds),
            interaction_id=self.id,
            **values,
        )
        self.facts.append(fact)
        return fact

    def arrives(self, ani: str = "13800002046", dnis: str = "95598", **values: Any) -> None:
        self.tell(said.InteractionArrived, 0, direction="in", ani=ani, dnis=dnis, **values)

    def is_answered(self, agent_id: str, queue_id: str = "q1", waited: float = 8.0) -> None:
        recording_id, self.queue_id = f"rec-{self.id}", queue_id
        self.tell(said.InteractionQueued, 2, queue_id=queue_id, priority=0)
        self.tell(said.OfferMade, 5, agent_id=agent_id, queue_id=queue_id, ring_for=15)
        at = 2 + waited
        self.tell(said.OfferEnded, at, agent_id=agent_id, queue_id=queue_id, outcome="answered", rang=3)
        self.tell(said.QueueLeft, at, queue_id=queue_id, waited=waited, outcome="answered")
        self.tell(said.PartyJoined, at, leg_id="leg", role="agent", agent_id=agent_id)
        self.tell(said.RecordingStarted, at, recording_id=recording_id)

    def ends(self, agent_id: str, at: float = 100.0, talked: float = 80.0, held: float = 10.0) -> None:
        self.tell(said.PartyLeft, at, leg_id="leg", role="agent", agent_id=agent_id, talked=talked, held=held)
        self.tell(said.RecordingEnded, at, recording_id=f"rec-{self.id}")
        ending = {"result": "handled", "cause": "normal", "clearing_party": "customer", "lasted": at}
        self.tell(said.InteractionEnded, at, **ending)
        self.tell(said.WrapUpStarted, at, agent_id=agent_id, queue_id=self.queue_id)

    def is_wrapped_up(self, agent_id: str, disposition_id: str = "d1", notes: str = "mended") -> None:
        self.tell(
            said.WrapUpFinished,
            130,
            agent_id=agent_id,
            queue_id=self.queue_id,
            disposition_id=disposition_id,
            notes=notes,
            after_call_work=30.0,
        )

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)


class PlainNames(Names):
    """Every id is its own name; the disposition `gone` does not exist."""

    def agent(self, agent_id: str) -> str:
        return agent_id.title()

    def queue(self, queue_id: str) -> str:
        return f"queue {queue_id}" if queue_id else ""

    def entry_point(self, entry_point_id: str) -> str:
        return entry_point_id

    def has_disposition(self, tenant_id: str, disposition_id: str) -> bool:
        return disposition_id != "gone"

    def region(self, tenant_id: str) -> str:
        return "CN"


class NoRecordings(RecordingsOf):
    async def of(self, reader: Any, interaction_id: str) -> list[Any]:
        return []


class EngineWithout(LiveWrapUp):
    """An engine that holds no interaction, or all of them."""

    def __init__(self, *, holds_all: bool = False) -> None:
        self.holds_all = holds_all
        self.finished: list[str] = []

    async def finish(
        self, tenant_id: str, agent_id: str, interaction_id: str, disposition_id: str, notes: str
    ) -> bool:
        if self.holds_all:
            self.finished.append(interaction_id)
        return self.holds_all

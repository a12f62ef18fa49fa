"""What the customer went through, second by second, from the facts of a contact. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from lingtong.interactions import events as said

Kind = Literal[
    "menu",
    "queue",
    "ring",
    "talk",
    "hold",
    "consult",
    "conference",
    "outside",
    "transfer",
    "parked",
    "link_lost",
]
TALK: frozenset[Kind] = frozenset({"talk", "conference"})


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    until: datetime
    kind: Kind
    agent_id: str = ""
    queue_id: str = ""

    @property
    def seconds(self) -> float:
        return (self.until - self.at).total_seconds()


_OPENS: dict[type[said.InteractionFact], str] = {
    said.NodeEntered: "menu",
    said.CallParked: "parked",
    said.LinkLost: "link_lost",
    said.SentToMenu: "visit",
}
_CLOSES: dict[type[said.InteractionFact], str] = {
    said.CallUnparked: "parked",
    said.LinkRestored: "link_lost",
    said.CameFromMenu: "visit",
}


class _Now:
    """Where the customer is. Supervisors are no part of it: the customer hears no whisper."""

    def __init__(self) -> None:
        self.parties: dict[str, str] = {}  # agent by leg, in the order of coming
        self.held: set[str] = set()
        self.queue_id = ""
        self.consults: set[str] = set()
        self.flags: set[str] = set()
        self.sent = ""

    def take(self, fact: said.InteractionFact) -> None:
        """The facts that open or close something by themselves; those of people follow."""
        if type(fact) in _OPENS:
            self.flags.add(_OPENS[type(fact)])
        elif type(fact) in _CLOSES:
            self.flags.discard(_CLOSES[type(fact)])
        elif isinstance(fact, said.InteractionQueued):
            self.queue_id = fact.queue_id
            self.flags.discard("menu")
        elif isinstance(fact, said.QueueLeft):
            self.queue_id = ""
        elif isinstance(fact, said.CallTransferred):
            self.sent = "outside" if fact.target_kind == "number" else "transfer"
        else:
            self._people(fact)

    def _people(self, fact: said.InteractionFact) -> None:
        match fact:
            case said.PartyJoined(role=role) if role not in ("customer", "supervisor"):
                self.parties[fact.leg_id] = fact.agent_id or fact.number
                self.flags.discard("menu")
                self.sent = ""
            case said.PartyLeft():
                self.parties.pop(fact.leg_id, None)
                self.held.discard(fact.agent_id)
            case said.HoldStarted(agent_id=agent_id):
                self.held.add(agent_id)
            case said.HoldEnded(agent_id=agent_id):
                self.held.discard(agent_id)
            case said.ConsultStarted(agent_id=agent_id):
                self.consults.add(agent_id)
            case said.ConsultEnded(agent_id=agent_id):
                self.consults.discard(agent_id)
            case _:
                pass

    def kind(self) -> Kind:  # noqa: PLR0911 - a table of states
        if "visit" in self.flags:
            return "menu"
        if "parked" in self.flags:
            return "parked"
        if self.consults:
            return "consult"
        if self.parties:
            return self._with_somebody()
        if "link_lost" in self.flags:
            return "link_lost"
        if self.queue_id:
            return "queue"
        if self.sent:
            return "outside" if self.sent == "outside" else "transfer"
        return "menu" if "menu" in self.flags else "ring"

    def _with_somebody(self) -> Kind:
        if all(agent in self.held for agent in self.parties.values()):
            return "link_lost" if "link_lost" in self.flags else "hold"
        return "conference" if len(self.parties) > 1 else "talk"

    def agent(self) -> str:
        return next(iter(self.parties.values()), "")


def segments_of(facts: Sequence[said.InteractionFact]) -> tuple[Segment, ...]:
    """Without gaps from the arrival to the end; up to the last fact while the contact goes on."""
    found: list[Segment] = []
    now = _Now()
    for fact in facts:
        if found and fact.at > found[-1].at:
            found[-1] = msgspec.structs.replace(found[-1], until=fact.at)
        if isinstance(fact, said.InteractionEnded):
            break
        now.take(fact)
        here = Segment(
            at=fact.at, until=fact.at, kind=now.kind(), agent_id=now.agent(), queue_id=now.queue_id
        )
        if not found or _differ(found[-1], here):
            found.append(here)
    return tuple(_joined(segment for segment in found if segment.seconds > 0))


def _differ(one: Segment, other: Segment) -> bool:
    return (one.kind, one.agent_id, one.queue_id) != (other.kind, other.agent_id, other.queue_id)


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Neighbors that are the same, because what lay between them took no time."""
    found: list[Segment] = []
    for segment in segments:
        if found and found[-1].until == segment.at and not _differ(found[-1], segment):
            found[-1] = msgspec.structs.replace(found[-1], until=segment.until)
        else:
            found.append(segment)
    return found

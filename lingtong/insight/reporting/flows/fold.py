"""One ended call becomes counts: where it went in each flow, how long it stayed, whether the flow served it.

Pure. Every call is counted whole and by itself, so nothing needs to be remembered between two calls.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.metrics.spans import HOUR, Spans
from lingtong.interactions.events import (
    CameFromMenu,
    InteractionArrived,
    InteractionEnded,
    InteractionQueued,
    MenuChosen,
    NodeEntered,
    NodeLeft,
    OfferMade,
    PartyJoined,
    SentToMenu,
)

TAKEN = (
    InteractionArrived,
    InteractionEnded,
    InteractionQueued,
    MenuChosen,
    NodeEntered,
    NodeLeft,
    OfferMade,
    PartyJoined,
    SentToMenu,
    CameFromMenu,
)
KINDS = tuple(str(kind.__struct_config__.tag) for kind in TAKEN)


class Place(NamedTuple):
    flow_id: str
    version: int
    node: str


class Count(NamedTuple):
    """`what`: entered, left and hung_up of a node; calls and served of the flow, where `node` is empty."""

    place: Place
    what: str
    hour: datetime
    exit: str = ""
    key: str = ""
    seconds: float = 0.0


class FlowBook(Protocol):
    def version_at(self, flow_id: str, at: datetime) -> int:
        """Which version was live then."""
        ...

    def asks(self, place: Place) -> bool:
        """Whether the caller is asked for a key there."""
        ...


@dataclass
class _Call:
    standing: Place | None = None
    stood_since: datetime | None = None
    versions: dict[str, int] = field(default_factory=dict)
    entered: dict[tuple[str, int], datetime] = field(default_factory=dict)
    with_agent: bool = False  # in a menu of an agent's
    met_person: bool = False
    has_chosen: bool = False
    came_in: bool = False


class CallFold:
    """Counts of one call, out of its facts in their order."""

    def __init__(self, facts: Iterable[Fact], spans: Spans, book: FlowBook) -> None:
        self._facts = list(facts)
        self._spans, self._book = spans, book
        self._call = _Call()

    def counts(self) -> Iterator[Count]:
        for fact in self._facts:
            if isinstance(fact, NodeEntered | NodeLeft):
                self._call.versions.setdefault(fact.flow_id, fact.version)
        for fact in self._facts:
            take = _TAKES.get(type(fact))
            if take is not None:
                yield from take(self, fact)

    def _entered(self, fact: NodeEntered) -> Iterator[Count]:
        place = Place(fact.flow_id, fact.version, fact.node)
        yield self._come(place, fact.at)
        self._call.standing, self._call.stood_since = place, fact.at

    def _left(self, fact: NodeLeft) -> Iterator[Count]:
        call, place = self._call, Place(fact.flow_id, fact.version, fact.node)
        hour = self._hour(fact.at)
        call.has_chosen |= bool(fact.key)
        if call.standing != place:
            yield self._come(place, fact.at)
        yield Count(place, "left", hour, fact.exit, fact.key, fact.seconds)
        for flow_id, node, way in fact.passed:
            through = Place(flow_id, self._version(flow_id, fact), node)
            yield self._come(through, fact.at)
            yield Count(through, "left", hour, way)
        call.standing = None

    def _come(self, place: Place, at: datetime) -> Count:
        if not self._call.with_agent:
            self._call.entered.setdefault((place.flow_id, place.version), at)
        return Count(place, "entered", self._hour(at))

    def _version(self, flow_id: str, fact: NodeLeft) -> int:
        if flow_id == fact.flow_id:
            return fact.version
        return self._call.versions.get(flow_id) or self._book.version_at(flow_id, fact.at)

    def _hour(self, at: datetime) -> datetime:
        return self._spans.starts(at, HOUR)

    def _arrived(self, fact: InteractionArrived) -> Iterator[Count]:
        self._call.came_in = fact.direction == "in"
        yield from ()

    def _chosen(self, _: MenuChosen) -> Iterator[Count]:
        self._call.has_chosen |= not self._call.with_agent
        yield from ()

    def _met(self, fact: InteractionQueued | OfferMade | PartyJoined) -> Iterator[Count]:
        if not isinstance(fact, PartyJoined) or fact.role not in ("customer", "supervisor"):
            self._call.met_person = True
        yield from ()

    def _with_agent(self, _: SentToMenu) -> Iterator[Count]:
        self._call.with_agent, self._call.standing = True, None
        yield from ()

    def _back(self, _: CameFromMenu) -> Iterator[Count]:
        self._call.with_agent, self._call.standing = False, None
        yield from ()

    def _ended(self, fact: InteractionEnded) -> Iterator[Count]:
        call = self._call
        hung_up = fact.result == "abandoned_in_menu"
        if hung_up and call.standing is not None and call.stood_since is not None:
            seconds = (fact.at - call.stood_since).total_seconds()
            yield Count(call.standing, "hung_up", self._hour(fact.at), seconds=seconds)
        for (flow_id, version), at in call.entered.items() if call.came_in else ():
            place = Place(flow_id, version, "")
            yield Count(place, "calls", self._hour(at))
            if self._is_served(fact):
                yield Count(place, "served", self._hour(at))

    def _is_served(self, fact: InteractionEnded) -> bool:
        call = self._call
        if call.met_person:
            return False
        if fact.result == "released":  # by a node of the flow, not because nobody pressed anything
            return call.standing is None
        if fact.result != "abandoned_in_menu" or not call.has_chosen:
            return False
        return call.standing is None or not self._book.asks(call.standing)


_TAKES: dict[type[Fact], Callable[[CallFold, Any], Iterator[Count]]] = {
    InteractionArrived: CallFold._arrived,
    InteractionQueued: CallFold._met,
    OfferMade: CallFold._met,
    PartyJoined: CallFold._met,
    MenuChosen: CallFold._chosen,
    NodeEntered: CallFold._entered,
    NodeLeft: CallFold._left,
    SentToMenu: CallFold._with_agent,
    CameFromMenu: CallFold._back,
    InteractionEnded: CallFold._ended,
}

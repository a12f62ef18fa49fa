from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import datetime, timedelta

from lingtong.floor.live import decode_fact
from lingtong.foundation.db import Database, Reading, Work
from lingtong.foundation.identity.store import tenants
from lingtong.foundation.jobs import Job, Periodic
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.flows import store
from lingtong.insight.reporting.flows.fold import KINDS, CallFold, Count, Place
from lingtong.insight.reporting.flows.ports import PublishedFlows
from lingtong.insight.reporting.flows.views import Containment, FlowFigures, NodeFigures
from lingtong.insight.reporting.metrics.definitions import containment
from lingtong.insight.reporting.metrics.spans import Spans
from lingtong.interactions.events import InteractionFact, NodeEntered, NodeLeft
from lingtong.kit import Clock

EVERY = timedelta(seconds=15)
CALLS_AT_ONCE = 200
ENDED = ("interaction.ended",)


class VersionsKept:
    """What the fold must know of flows, read before it is asked."""

    def __init__(self, flows: PublishedFlows) -> None:
        self._flows = flows
        self._published: dict[str, Sequence[tuple[datetime, int]]] = {}
        self._asking: dict[tuple[str, int], Set[str]] = {}

    async def learn(self, reader: Reading, flows: Iterable[tuple[str, int]]) -> None:
        for flow_id, number in set(flows):
            if flow_id not in self._published:
                self._published[flow_id] = await self._flows.published(reader, flow_id)
            if number and (flow_id, number) not in self._asking:
                self._asking[flow_id, number] = await self._flows.asking(reader, flow_id, number)

    def version_at(self, flow_id: str, at: datetime) -> int:
        published = self._published.get(flow_id, ())
        return next((number for since, number in published if since <= at), 1)

    def asks(self, place: Place) -> bool:
        return place.node in self._asking.get((place.flow_id, place.version), ())


class FlowFiguresKeeper:
    """Counts calls when they have ended, each once whatever dies: counts and place move together."""

    def __init__(self, database: Database, clock: Clock, flows: PublishedFlows) -> None:
        self._database, self._clock, self._flows = database, clock, flows

    def periodic(self) -> Periodic:
        return Periodic(name="flow_figures", every=EVERY, handler=self._job)

    async def catch_up(self) -> int:
        """How many calls were new."""
        total = 0
        while True:
            async with self._database.writing_everywhere() as work:
                found = await self._some(work)
            total += found
            if found < CALLS_AT_ONCE:
                return total

    async def _job(self, _: Job) -> None:
        await self.catch_up()

    async def _some(self, work: Work) -> int:
        place = await store.cursor(work.session)
        rows = await journal.after(work.session, place.sequence, ENDED, CALLS_AT_ONCE)
        place.at = self._clock.now()
        if not rows:
            return 0
        place.sequence = rows[-1].sequence
        ids = [_call(decode_fact(row.body)) for row in rows]
        calls: dict[str, list[Fact]] = defaultdict(list)
        for body in await journal.of_interactions(work.session, ids, KINDS):
            fact = decode_fact(body)
            calls[_call(fact)].append(fact)
        await self._count(work, calls.values())
        return len(rows)

    async def _count(self, work: Work, calls: Iterable[Sequence[Fact]]) -> None:
        zones = {row.id: row.timezone for row in await tenants(work.session)}
        book, counts = VersionsKept(self._flows), defaultdict[str, list[Count]](list)
        for facts in calls:
            await book.learn(work, _flows_in(facts))
            tenant_id = facts[0].tenant_id
            spans = Spans(zones.get(tenant_id, "Asia/Shanghai"))
            counts[tenant_id] += CallFold(facts, spans, book).counts()
        for tenant_id, found in counts.items():
            await store.add(work.session, tenant_id, found)


class FlowStatistics:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(
        self, tenant_id: str, flow_id: str, since: datetime, until: datetime, version: int = 0
    ) -> FlowFigures:
        """`version` 0: all together."""
        async with self._database.reading(tenant_id) as reader:
            found = await store.sums(reader.session, flow_id, since, until)
            counted_at = await store.counted_at(reader.session)
        wanted = [one for one in found if version in (0, one.version)]
        return FlowFigures(
            flow_id=flow_id,
            version=version,
            versions=tuple(sorted({one.version for one in found}, reverse=True)),
            since=since,
            until=until,
            data_until=counted_at,
            nodes=_nodes(wanted),
            containment=_containment(wanted),
        )


def _nodes(found: Sequence[store.Sum]) -> dict[str, NodeFigures]:
    counts: dict[str, Counter[str]] = {what: Counter() for what in ("entered", "left", "hung_up")}
    exits: dict[str, Counter[str]] = defaultdict(Counter)
    keys: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: dict[str, float] = defaultdict(float)
    for one in found:
        if one.what not in counts:
            continue
        counts[one.what][one.node] += one.count
        if one.what == "left":
            seconds[one.node] += one.seconds
            exits[one.node].update({one.exit: one.count} if one.exit else {})
            keys[one.node].update({one.key: one.count} if one.key else {})
    entered, left, hung_up = counts["entered"], counts["left"], counts["hung_up"]
    return {
        node: NodeFigures(
            entered=entered[node],
            exits=dict(exits[node]),
            keys=dict(keys[node]),
            hung_up=hung_up[node],
            mean_seconds=seconds[node] / left[node] if left[node] else None,
        )
        for node in sorted(entered)
    }


def _containment(found: Sequence[store.Sum]) -> Containment:
    calls = sum(one.count for one in found if one.what == "calls")
    served = sum(one.count for one in found if one.what == "served")
    return Containment(share=containment(served, calls), served=served, calls=calls)


def _flows_in(facts: Iterable[Fact]) -> Iterable[tuple[str, int]]:
    for fact in facts:
        if isinstance(fact, NodeEntered | NodeLeft):
            yield fact.flow_id, fact.version
        for flow_id, _, _ in fact.passed if isinstance(fact, NodeLeft) else ():
            yield flow_id, 0


def _call(fact: Fact) -> str:
    assert isinstance(fact, InteractionFact)
    return fact.interaction_id

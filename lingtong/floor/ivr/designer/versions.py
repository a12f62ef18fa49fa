"""What goes live is kept, whoever publishes it and by which way: version after version, for ever."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec

from lingtong.floor.ivr.designer import store
from lingtong.floor.ivr.designer.reading import read, written
from lingtong.floor.ivr.designer.tables import FlowVersionRow
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.nodes import NODES
from lingtong.foundation.catalog import Saving
from lingtong.foundation.db import Reading, Work
from lingtong.kit import Clock

REACHABLE = timedelta(hours=24)  # after it was replaced a version is still at hand for callers inside it
MOST_PAST = 20  # of one flow
Tests = Callable[[Work, Flow], Awaitable[None]]


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """`back_to` repeats an older version, untested: whoever goes back is in a hurry."""

    note: str = ""
    back_to: int = 0


class Versions:
    """`tests` refuses a flow that fails its own test cases."""

    def __init__(self, clock: Clock, tests: Tests) -> None:
        self._clock, self._tests = clock, tests

    async def keep(self, saving: Saving, flow: Flow) -> None:
        """With the save that makes the flow live."""
        about = saving.about if isinstance(saving.about, Publication) else Publication()
        if not about.back_to:
            await self._tests(saving.work, flow)
        session, now = saving.work.session, self._clock.now()
        before = await store.version(session, flow.id, flow.version - 1)
        if before is not None:
            before.replaced_at = now
        row = FlowVersionRow(
            flow_id=flow.id,
            version=flow.version,
            flow=written(flow),
            published_at=now,
            by=saving.by.name if saving.by is not None else "",
            note=about.note,
            back_to=about.back_to,
        )
        session.add(row)
        await session.flush()

    async def retired(self, work: Work, flow: Flow) -> None:
        """Its versions and test cases stay; records name them."""
        await store.forget_draft(work.session, flow.id)
        await store.forget_schedule(work.session, flow.id)

    async def published(self, reader: Reading, flow_id: str) -> list[tuple[datetime, int]]:
        """When each version went live, the newest first."""
        return [(row.published_at, row.version) for row in await store.versions(reader.session, flow_id)]

    async def asking(self, reader: Reading, flow_id: str, version: int) -> set[str]:
        """The nodes of a version that ask the caller for a key."""
        row = await store.version(reader.session, flow_id, version)
        nodes = row.flow["nodes"] if row is not None else {}
        return {name for name, node in nodes.items() if _asks(node["type"])}

    async def past(self, reader: Reading) -> list[Flow]:
        """Versions in which callers may still be, the newest of each flow first."""
        found, count = [], Counter[str]()
        for row in await store.replaced_since(reader.session, self._clock.now() - REACHABLE):
            count[row.flow_id] += 1
            if count[row.flow_id] <= MOST_PAST:
                found.append(read(row.flow, row.flow_id, row.tenant_id, row.version).flow)
        return found


def _asks(kind: str) -> bool:
    return kind in NODES and NODES[kind].GROUP == "ask"

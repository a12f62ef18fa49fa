"""Trials and test cases with the tenant's own center around them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.ivr.designer import store
from lingtong.floor.ivr.designer.cases import outcome
from lingtong.floor.ivr.designer.errors import TestsFailed
from lingtong.floor.ivr.designer.texts import Texts
from lingtong.floor.ivr.designer.trial import Call, Officers, TrialCall, TrialWorld
from lingtong.floor.ivr.designer.views import FlowTest, TestOutcome, Trial, TrialEvent
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.turn import Errand, ErrandDone
from lingtong.foundation.catalog.store import revision
from lingtong.foundation.db import Reading, Work
from lingtong.kit import Clock

Centers = Callable[[Reading], Awaitable[Center]]


class Errands(Protocol):
    async def __call__(self, errand: Errand) -> ErrandDone:
        """Really done; late or failed is an outcome too."""
        ...


class Rehearsals:
    def __init__(self, centers: Centers, officers: Officers, errands: Errands, clock: Clock) -> None:
        self._centers, self._officers, self._errands, self._clock = centers, officers, errands, clock
        self._known: dict[str, tuple[int, Center]] = {}

    async def trial(self, reader: Reading, flow: Flow, call: Call, *, real: bool = False) -> Trial:
        """`real` has the errand done that is open at the end."""
        played = await self._played(reader, flow, call)
        told = None
        if real and played.errand is not None:
            done = await self._errands(msgspec.structs.replace(played.errand, id=f"trial:{flow.id}"))
            told = TrialEvent(answer=done.outcome, values=done.values)
            played.take(told)
        return Trial(
            transcript=tuple(played.lines),
            now=played.now,
            variables=played.shown_variables,
            attached=played.world.attached,
            told=told,
        )

    async def run(self, reader: Reading, flow: Flow, tests: Sequence[FlowTest]) -> list[TestOutcome]:
        return [await self._tested(reader, flow, test) for test in tests]

    async def refuse_failing(self, reader: Reading, flow: Flow) -> None:
        """Refuses with `TestsFailed` a flow that does not do what its own test cases say."""
        row = await store.tests(reader.session, flow.id)
        tests = msgspec.convert(row.tests, tuple[FlowTest, ...]) if row is not None else ()
        failed = [one for one in await self.run(reader, flow, tests) if not one.ok]
        if failed:
            raise TestsFailed(failed)

    async def _tested(self, reader: Reading, flow: Flow, test: FlowTest) -> TestOutcome:
        given: dict[str, Any] = {
            field: getattr(test, field) for field in test.__struct_fields__ if field not in ("name", "expect")
        }
        return outcome(test, await self._played(reader, flow, Call(**given)))

    async def _played(self, reader: Reading, flow: Flow, call: Call) -> TrialCall:
        center = await self._center(reader)
        center = msgspec.structs.replace(center, flows={**center.flows, flow.id: flow})
        world = TrialWorld(center, reader.tenant_id, call, call.at or self._clock.now(), self._officers)
        played = TrialCall(flow, world, await Texts.of(reader))
        played.play(call.events)
        return played

    async def _center(self, reader: Reading) -> Center:
        """As it was saved last; read again only after a save. One that is being saved may yet be undone."""
        if isinstance(reader, Work):
            return await self._centers(reader)
        now = await revision(reader.session)
        known, center = self._known.get(reader.tenant_id, (-1, None))
        if center is None or known != now:
            center = await self._centers(reader)
            self._known = {**dict(list(self._known.items())[-9:]), reader.tenant_id: (now, center)}
        return center

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Response

from lingtong.floor.ivr.designer import errors, store
from lingtong.floor.ivr.designer import schemas as form
from lingtong.floor.ivr.designer.api import Author, Reader, plain, shown
from lingtong.floor.ivr.designer.reading import read
from lingtong.floor.ivr.designer.rehearsals import Rehearsals
from lingtong.floor.ivr.designer.service import Drafts
from lingtong.floor.ivr.designer.tables import FlowTestsRow
from lingtong.floor.ivr.designer.trial import Call
from lingtong.floor.ivr.designer.views import FlowTest, FlowTests, TestRun
from lingtong.floor.ivr.graph import Flow
from lingtong.foundation.catalog.schemas import ItemId
from lingtong.foundation.catalog.store import next_revision
from lingtong.foundation.db import Database, Reading
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, requires
from lingtong.foundation.identity.audit import record
from lingtong.foundation.identity.errors import NotAllowed
from lingtong.kit import Clock

Tester = Annotated[Principal, Depends(requires("flow.edit", "flow.publish"))]


def routes(database: Database, drafts: Drafts, rehearsals: Rehearsals, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/api/flows", tags=["flows"])
    _add_trials(router, database, drafts, rehearsals)
    _add_tests(router, database, drafts, clock)
    return router


def _add_trials(router: APIRouter, database: Database, drafts: Drafts, rehearsals: Rehearsals) -> None:
    @router.post("/try", responses=refusals(errors.FlowUnknown, errors.VersionUnknown, errors.FlowTooLarge))
    async def attempt(body: form.TryAsk, who: Tester) -> Response:
        """A call without a phone, from its start through all `events`; nothing of it is kept: `Trial`."""
        if body.real and not who.may("flow.publish"):
            raise NotAllowed("Your role does not allow real services to be asked.")
        call = msgspec.convert(body.call(), Call, strict=False)
        async with database.reading(who.tenant_id) as reader:
            flow = await _flow(reader, drafts, body)
            return shown(await rehearsals.trial(reader, flow, call, real=body.real))

    @router.post("/{flow_id}/tests/run", responses=refusals(errors.FlowUnknown, errors.FlowTooLarge))
    async def run(flow_id: ItemId, body: form.RunAsk, who: Tester) -> Response:
        """All test cases of the flow, as they would be run before it is published: `TestRun`."""
        async with database.reading(who.tenant_id) as reader:
            flow = (
                read(plain(body.flow), flow_id, who.tenant_id).flow
                if body.flow is not None
                else await drafts.flow(reader, flow_id)
            )
            kept = await _kept(reader, flow_id)
            outcomes = await rehearsals.run(reader, flow, kept.tests)
        return shown(TestRun(ok=all(one.ok for one in outcomes), outcomes=tuple(outcomes)))


def _add_tests(router: APIRouter, database: Database, drafts: Drafts, clock: Clock) -> None:
    @router.get("/{flow_id}/tests", responses=refusals(errors.FlowUnknown))
    async def tests(flow_id: ItemId, who: Reader) -> Response:
        """`FlowTests`."""
        async with database.reading(who.tenant_id) as reader:
            await drafts.whole(reader, flow_id)
            return shown(await _kept(reader, flow_id))

    @router.put("/{flow_id}/tests", responses=refusals(errors.FlowUnknown, errors.TestsStale))
    async def change(flow_id: ItemId, body: form.TestsAsk, who: Author) -> Response:
        """All cases at once: `FlowTests`."""
        given = [one.model_dump(mode="json", exclude_none=True) for one in body.tests]
        async with database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            await drafts.whole(work, flow_id)
            row = await store.tests(work.session, flow_id)
            if body.seen != (row.revision if row is not None else 0):
                by = row.by if row is not None else ""
                raise errors.TestsStale("Somebody saved these test cases meanwhile. Load them again.", by=by)
            if row is None:
                row = FlowTestsRow(flow_id=flow_id, revision=0)
                work.session.add(row)
            row.revision, row.tests = row.revision + 1, given
            row.changed_at, row.by = clock.now(), who.name
            await work.session.flush()
            names: dict[str, Any] = {"tests": [one.name for one in body.tests]}
            await record(work, who, "flows.tests_changed", f"flows/{flow_id}", names)
            return shown(await _kept(work, flow_id))


async def _flow(reader: Reading, drafts: Drafts, body: form.TryAsk) -> Flow:
    if body.flow is not None:
        flow_id = body.flow_id or body.flow.id or "trial"
        return read(plain(body.flow), flow_id, reader.tenant_id).flow
    if not body.flow_id:
        raise errors.FlowUnknown("Say which flow is to be tried.")
    return await drafts.flow(reader, body.flow_id, body.version or "")


async def _kept(reader: Reading, flow_id: str) -> FlowTests:
    row = await store.tests(reader.session, flow_id)
    return FlowTests(
        revision=row.revision if row is not None else 0,
        tests=msgspec.convert(row.tests, tuple[FlowTest, ...]) if row is not None else (),
    )

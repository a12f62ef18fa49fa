"""A draft becomes what callers meet: now, at a time, or back again. Nothing goes live unchecked."""

from datetime import datetime
from typing import Any

import structlog

from lingtong.floor.ivr.designer import store
from lingtong.floor.ivr.designer.errors import DraftMissing, NotPublishable, ScheduleMissing, TimePast
from lingtong.floor.ivr.designer.reading import read
from lingtong.floor.ivr.designer.rehearsals import Rehearsals
from lingtong.floor.ivr.designer.service import Drafts, errors_of
from lingtong.floor.ivr.designer.tables import FlowScheduleRow
from lingtong.floor.ivr.designer.versions import Publication
from lingtong.floor.ivr.designer.views import FlowFinding, Published
from lingtong.floor.ivr.graph import Flow
from lingtong.foundation.catalog import Catalog, Kind
from lingtong.foundation.catalog.store import next_revision
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal
from lingtong.foundation.identity.audit import record
from lingtong.foundation.jobs import Job, JobRunner, enqueue
from lingtong.kit import Clock, Ids, Refusal

log = structlog.get_logger()
JOB = "flow.publish"


class Publishing:
    def __init__(  # noqa: PLR0913 - a parts list
        self,
        *,
        database: Database,
        catalog: Catalog,
        kind: Kind[Flow],
        drafts: Drafts,
        rehearsals: Rehearsals,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._database, self._catalog, self._kind = database, catalog, kind
        self._drafts, self._rehearsals = drafts, rehearsals
        self._clock, self._ids = clock, ids

    def handle(self, runner: JobRunner) -> None:
        runner.handle(JOB, self._due)

    async def publish(self, work: Work, who: Principal, flow_id: str, note: str) -> Published:
        """The draft, now. It is gone then: the next one begins with the version that it became."""
        await next_revision(work.session)  # one at a time
        body = await self._draft(work, flow_id)
        done = await self._go_live(work, who, flow_id, body, Publication(note=note))
        await store.forget_schedule(work.session, flow_id)
        return done

    async def back(self, work: Work, who: Principal, flow_id: str, version: int, note: str) -> Published:
        """An older version once more, under a new number; a draft stays as it is."""
        await next_revision(work.session)
        await self._drafts.whole(work, flow_id)
        body = await self._drafts.body(work, flow_id, version)
        return await self._go_live(work, who, flow_id, body, Publication(note=note, back_to=version), "")

    async def at(self, work: Work, who: Principal, flow_id: str, note: str, at: datetime) -> Published:
        """The draft as it is now, then. What is written into the draft meanwhile is for another day."""
        if at <= self._clock.now():
            raise TimePast("This time has passed.")
        await next_revision(work.session)
        body = await self._draft(work, flow_id)
        findings = await self._fit(work, flow_id, body)
        await self._rehearsals.refuse_failing(work, read(body, flow_id, work.tenant_id).flow)
        await store.forget_schedule(work.session, flow_id)
        row = FlowScheduleRow(
            flow_id=flow_id,
            flow=body,
            at=at,
            by=who.name,
            login=who.login,
            note=note,
            ticket=self._ids.new(),
            failed="",
        )
        work.session.add(row)
        await enqueue(
            work, JOB, {"flow_id": flow_id, "ticket": row.ticket}, due=at, key=f"{JOB}:{row.ticket}"
        )
        await record(work, who, "flows.scheduled", f"flows/{flow_id}", {"at": at.isoformat(), "note": note})
        return Published(version=0, scheduled_at=at, warnings=findings)

    async def not_then(self, work: Work, who: Principal, flow_id: str) -> None:
        if await store.schedule(work.session, flow_id) is None:
            raise ScheduleMissing("No publication is planned for this flow.")
        await store.forget_schedule(work.session, flow_id)
        await record(work, who, "flows.unscheduled", f"flows/{flow_id}")

    async def _due(self, job: Job) -> None:
        """The time has come. A ticket that was given back, or used, does nothing."""
        flow_id, ticket = job.payload["flow_id"], job.payload["ticket"]
        try:
            async with self._database.writing(job.tenant_id or "") as work:
                row = await store.schedule(work.session, flow_id)
                if row is None or row.ticket != ticket or row.failed:
                    return
                who = _as(row, work.tenant_id)
                await self._go_live(work, who, flow_id, row.flow, Publication(note=row.note))
                await store.forget_schedule(work.session, flow_id)
        except Refusal as refusal:
            await self._failed(job, refusal.code)

    async def _failed(self, job: Job, code: str) -> None:
        """Callers stay in the live version; the list of flows says why."""
        log.warning("flow.not_published", flow_id=job.payload["flow_id"], code=code)
        async with self._database.writing(job.tenant_id or "") as work:
            row = await store.schedule(work.session, job.payload["flow_id"])
            if row is not None and row.ticket == job.payload["ticket"]:
                row.failed = code
                await record(
                    work,
                    _as(row, work.tenant_id),
                    "flows.not_published",
                    f"flows/{row.flow_id}",
                    {"why": code},
                )

    async def _draft(self, work: Work, flow_id: str) -> dict[str, Any]:
        whole = await self._drafts.whole(work, flow_id)
        if whole.draft is None:
            raise DraftMissing("There is no draft of this flow.")
        return whole.draft

    async def _fit(self, work: Work, flow_id: str, body: dict[str, Any]) -> tuple[FlowFinding, ...]:
        findings = await self._drafts.checked(work, body, flow_id)
        if errors := errors_of(findings):
            raise NotPublishable(errors)
        return findings

    async def _go_live(
        self,
        work: Work,
        who: Principal,
        flow_id: str,
        body: dict[str, Any],
        about: Publication,
        drafted: str = "draft",
    ) -> Published:
        findings = await self._fit(work, flow_id, body)
        live = await store.live_one(work.session, flow_id)
        if live is None and await store.was_retired(work.session, flow_id):
            raise DraftMissing("This flow was retired. Copy it to use it again.")
        item_id = flow_id if live is not None else None
        saved = await self._catalog.save(work, self._kind, body, item_id, by=who, new_id=flow_id, about=about)
        draft = await store.draft(work.session, flow_id)
        if drafted and draft is not None and draft.flow == body:
            await store.forget_draft(work.session, flow_id)
        version = saved.item.version
        act = "flows.rolled_back" if about.back_to else "flows.published"
        data = {"version": version, "note": about.note, "back_to": about.back_to}
        await record(work, who, act, f"flows/{flow_id}", data)
        return Published(version=version, scheduled_at=None, warnings=findings)


def _as(row: FlowScheduleRow, tenant_id: str) -> Principal:
    """Whoever asked for it; the session from which it was asked is long over."""
    return Principal(user_id="", tenant_id=tenant_id, login=row.login, name=row.by, permissions=frozenset())

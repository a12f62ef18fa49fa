"""Drafts: written by one author at a time, lost by nobody."""

from collections.abc import Sequence
from typing import Any

from lingtong.floor.ivr.check import MOST_NODES, Finding
from lingtong.floor.ivr.checking import Checker
from lingtong.floor.ivr.designer import store
from lingtong.floor.ivr.designer.comparing import compare, text_of
from lingtong.floor.ivr.designer.errors import (
    DraftMissing,
    DraftStale,
    FlowUnknown,
    NameTaken,
    TooManyFlows,
    VersionUnknown,
)
from lingtong.floor.ivr.designer.reading import MOST_BYTES, read, sized, written
from lingtong.floor.ivr.designer.tables import FlowDraftRow, FlowScheduleRow, FlowVersionRow
from lingtong.floor.ivr.designer.views import (
    Compared,
    DraftMark,
    DraftSaved,
    FindingCount,
    FlowFinding,
    FlowListed,
    FlowWhole,
    GroupShape,
    Palette,
    ScheduleMark,
    VersionMark,
    VersionShown,
)
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.palette import palette, words
from lingtong.foundation.catalog.store import next_revision
from lingtong.foundation.db import Reading, Work
from lingtong.foundation.identity import Principal
from lingtong.foundation.identity.audit import record
from lingtong.kit import Clock, Ids

MOST_FLOWS = 300
FRESH: dict[str, Any] = {"start": "", "nodes": {}}
State = str | int  # "draft", "live" or a version


class Drafts:
    def __init__(self, checker: Checker, clock: Clock, ids: Ids) -> None:
        self._checker, self._clock, self._ids = checker, clock, ids

    async def listed(self, reader: Reading) -> list[FlowListed]:
        session = reader.session
        last = await store.last_published(session)
        waiting = {row.flow_id: row for row in await store.schedules(session)}
        drafts = {row.id: row for row in await store.drafts(session)}
        live = {row.id: last[row.id] for row in await store.live(session)}
        found = [_listed(id_, live.get(id_), drafts.get(id_), waiting.get(id_)) for id_ in {**live, **drafts}]
        return sorted(found, key=lambda one: (one.name, one.id))

    async def whole(self, reader: Reading, flow_id: str) -> FlowWhole:
        session = reader.session
        live, draft = await store.live_one(session, flow_id), await store.draft(session, flow_id)
        if live is None and draft is None:
            raise FlowUnknown("This flow does not exist any more, or never did.", id=flow_id)
        versions = await store.versions(session, flow_id)
        waiting = await store.schedule(session, flow_id)
        return FlowWhole(
            id=flow_id,
            live={**versions[0].flow, "version": versions[0].version} if live is not None else None,
            draft=draft.flow if draft is not None else None,
            revision=draft.revision if draft is not None else 0,
            base_version=draft.base_version if draft is not None else 0,
            changed_at=draft.changed_at if draft is not None else None,
            by=draft.by if draft is not None else "",
            scheduled=_scheduled(waiting) if waiting is not None else None,
            versions=tuple(mark(row) for row in versions),
        )

    async def version(self, reader: Reading, flow_id: str, number: int) -> VersionShown:
        row = await self._version(reader, flow_id, number)
        return VersionShown(mark=mark(row), flow=row.flow)

    async def body(self, reader: Reading, flow_id: str, state: State = "") -> dict[str, Any]:
        """A draft, the live flow, or a version; the draft before the live one where nothing is said."""
        if isinstance(state, int):
            return (await self._version(reader, flow_id, state)).flow
        whole = await self.whole(reader, flow_id)
        found = {"draft": whole.draft, "live": whole.live}.get(state, whole.draft or whole.live)
        if found is None:
            raise DraftMissing("There is no such state of this flow.", state=state)
        return {name: value for name, value in found.items() if name != "version"}

    async def checked(self, reader: Reading, body: dict[str, Any], flow_id: str) -> tuple[FlowFinding, ...]:
        flow, unreadable = read(body, flow_id, reader.tenant_id)
        broken = {one.node for one in unreadable}
        found = await self._checker.findings(reader, flow)
        return tuple(shown(one) for one in [*unreadable, *(one for one in found if one.node not in broken)])

    async def flow(self, reader: Reading, flow_id: str, state: State = "") -> Flow:
        """Fit to be walked as far as it goes."""
        return read(await self.body(reader, flow_id, state), flow_id, reader.tenant_id).flow

    async def compared(self, reader: Reading, flow_id: str, one: State, two: State) -> Compared:
        return compare(await self.body(reader, flow_id, one), await self.body(reader, flow_id, two))

    async def exported(self, reader: Reading, flow_id: str, state: State = "") -> str:
        return text_of(await self.body(reader, flow_id, state))

    # --- writing

    async def create(
        self, work: Work, who: Principal, named: dict[str, Any], body: dict[str, Any] | None = None
    ) -> DraftSaved:
        """`named` is the name and what else a new flow is told; `body` what it begins with."""
        await self._name_free(work, named["name"], "")
        if await store.count_drafts(work.session) + len(await store.live(work.session)) >= MOST_FLOWS:
            raise TooManyFlows(f"There are already {MOST_FLOWS} flows.", most=MOST_FLOWS)
        flow_id = self._ids.new()
        flow = written(read({**FRESH, **(body or {}), **named}, flow_id, work.tenant_id).flow)
        flow["nodes"] = (body or FRESH)["nodes"]
        return await self.save(work, who, flow_id, flow, seen=0, new=True)

    async def save(
        self, work: Work, who: Principal, flow_id: str, body: dict[str, Any], seen: int, *, new: bool = False
    ) -> DraftSaved:
        sized(body)
        await next_revision(work.session)  # one save at a time
        row = await store.draft(work.session, flow_id)
        live = await store.live_one(work.session, flow_id)
        if row is None and live is None and not new:
            raise FlowUnknown("This flow does not exist any more, or never did.", id=flow_id)
        if seen != (row.revision if row is not None else 0):
            raise DraftStale(row.by if row is not None else "", row.revision if row is not None else 0)
        await self._name_free(work, body["name"], flow_id)
        findings = await self.checked(work, body, flow_id)
        if row is None or row.by != who.name:
            act = "flows.draft_begun" if row is None else "flows.draft_taken"
            await record(work, who, act, f"flows/{flow_id}")
        if row is None:
            row = FlowDraftRow(id=flow_id, revision=0, base_version=live.version if live is not None else 0)
            work.session.add(row)
        row.revision, row.changed_at, row.by = row.revision + 1, self._clock.now(), who.name
        row.flow = body
        row.errors = sum(one.severity == "error" for one in findings)
        row.warnings = len(findings) - row.errors
        await work.session.flush()
        return DraftSaved(
            id=flow_id,
            revision=row.revision,
            base_version=row.base_version,
            changed_at=row.changed_at,
            by=row.by,
            findings=findings,
        )

    async def discard(self, work: Work, who: Principal, flow_id: str) -> None:
        """What was never published is gone with its draft."""
        if await store.draft(work.session, flow_id) is None:
            raise DraftMissing("There is no draft of this flow.")
        await store.forget_draft(work.session, flow_id)
        if await store.live_one(work.session, flow_id) is None:
            await store.forget_tests(work.session, flow_id)
            await store.forget_schedule(work.session, flow_id)
        await record(work, who, "flows.draft_discarded", f"flows/{flow_id}")

    async def _version(self, reader: Reading, flow_id: str, number: int) -> FlowVersionRow:
        row = await store.version(reader.session, flow_id, number)
        if row is None:
            raise VersionUnknown("There is no such version of this flow.", version=number)
        return row

    async def _name_free(self, reader: Reading, name: str, flow_id: str) -> None:
        live = {row.name for row in await store.live(reader.session) if row.id != flow_id}
        drafts = {row.flow["name"] for row in await store.drafts(reader.session) if row.id != flow_id}
        if name in live | drafts:
            raise NameTaken(f"Another flow is called {name}.", name=name)


def mark(row: FlowVersionRow) -> VersionMark:
    return VersionMark(
        version=row.version,
        published_at=row.published_at,
        by=row.by,
        note=row.note,
        back_to=row.back_to,
        replaced_at=row.replaced_at,
    )


def shown(one: Finding) -> FlowFinding:
    return FlowFinding(
        node=one.node, field=one.field, code=f"flow.{one.code}", message=one.message, severity=one.severity
    )


def whole_palette() -> Palette:
    groups: dict[str, list[Any]] = {name: [] for name in words().groups}
    for shape in palette():
        groups[shape.group].append(shape)
    return Palette(
        groups=tuple(
            GroupShape(group=name, words=words().groups[name], nodes=tuple(nodes))
            for name, nodes in groups.items()
        ),
        findings=words().findings,
        most_nodes=MOST_NODES,
        most_bytes=MOST_BYTES,
    )


def errors_of(findings: Sequence[FlowFinding]) -> list[FlowFinding]:
    return [one for one in findings if one.severity == "error"]


def _scheduled(row: FlowScheduleRow) -> ScheduleMark:
    return ScheduleMark(at=row.at, by=row.by, note=row.note, failed=row.failed)


def _listed(
    flow_id: str, live: FlowVersionRow | None, draft: FlowDraftRow | None, waiting: FlowScheduleRow | None
) -> FlowListed:
    body = live.flow if live is not None else draft.flow if draft is not None else {}
    return FlowListed(
        id=flow_id,
        name=body["name"],
        name_en=body.get("name_en", ""),
        returns=body.get("returns", False),
        live_version=live.version if live is not None else 0,
        published_at=live.published_at if live is not None else None,
        by=live.by if live is not None else "",
        draft=DraftMark(changed_at=draft.changed_at, by=draft.by) if draft is not None else None,
        scheduled_at=waiting.at if waiting is not None and not waiting.failed else None,
        schedule_failed=waiting.failed if waiting is not None else "",
        findings=FindingCount(errors=draft.errors, warnings=draft.warnings) if draft else FindingCount(),
    )

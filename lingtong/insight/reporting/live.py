"""Boards' figures: the router's own state for what is now, the fold of the facts for what is counted."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.duty.config import DutyRoster
from lingtong.floor.duty.model import Calendars, gaps, on_duty
from lingtong.floor.live import QueueView
from lingtong.floor.live.figures import (
    AgentCounters,
    AgentFigures,
    Counted,
    DutyNow,
    EntryCounted,
    EntryPointFigures,
    EntryPointNow,
    FiguresChanged,
    LinesChanged,
    QueueFigures,
    SurgeNow,
    TrunkFigures,
)
from lingtong.floor.live.ports import FloorNow
from lingtong.floor.live.views import AgentRow
from lingtong.insight.reporting.metrics import HALF_HOUR, HOUR, Column, Fold, Presence, average_queue_time
from lingtong.insight.reporting.metrics import EntryFigures as EntryFolded
from lingtong.insight.reporting.metrics import QueueFigures as QueueFolded
from lingtong.insight.reporting.ports import Centers
from lingtong.insight.reporting.today import Today
from lingtong.kit import Clock

NOBODY = Presence()
GAP_AHEAD = timedelta(days=7)
Key = tuple[str, str]


@dataclass
class _Shown:
    """What was made last of each thing, and out of what; what a screen has been told."""

    made_of: dict[Key, tuple[Any, ...]] = field(default_factory=dict)
    made: dict[Key, Any] = field(default_factory=dict)
    told: dict[Key, Any] = field(default_factory=dict)

    def of(self, key: Key, made_of: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Made anew only when something that it is made of has changed."""
        if self.made_of.get(key) != made_of:
            self.made_of[key] = made_of
            self.made[key] = make()
        return self.made[key]

    def fresh(self, things: Mapping[Key, Any]) -> list[Any]:
        """Those that differ from what was told; they are told by this."""
        found = [(key, thing) for key, thing in things.items() if self.told.get(key) != thing]
        self.told.update(found)
        return [thing for _, thing in found]


class LiveFigures:
    def __init__(self, today: Today, centers: Centers, clock: Clock) -> None:
        self._today, self._centers, self._clock = today, centers, clock
        self._shown: dict[str, _Shown] = {}

    def overlay(self, tenant_id: str, view: QueueView) -> QueueView:
        return self._today.overlay(tenant_id, view)

    def whole(self, tenant_id: str, floor: FloorNow) -> FiguresChanged:
        return _view(self._all(tenant_id, floor).values(), self._clock.now(), whole=True)

    def changed(self, tenant_id: str, floor: FloorNow) -> FiguresChanged | None:
        """What differs from the last time that this was asked; None when nothing does."""
        fresh = self._of(tenant_id).fresh(self._all(tenant_id, floor))
        return _view(fresh, self._clock.now()) if fresh else None

    def _of(self, tenant_id: str) -> _Shown:
        return self._shown.setdefault(tenant_id, _Shown())

    def _all(self, tenant_id: str, floor: FloorNow) -> dict[Key, Any]:
        center, lines = self._centers.current(), floor.lines or LinesChanged()
        made: dict[Key, Any] = {}
        for queue in center.queues.values():
            if queue.tenant_id == tenant_id:
                made["queue", queue.id] = self._queue(tenant_id, queue.id, floor)
        made.update(self._entry_points(tenant_id, center, lines))
        for row in floor.agents.values():
            made["agent", row.agent_id] = self._agent(tenant_id, row)
        made["counters", ""] = counters(floor.agents.values())
        for trunk in lines.trunks:
            made["trunk", trunk.trunk_id] = msgspec.convert(trunk, TrunkFigures, from_attributes=True)
        made["ports", ""] = lines.ports
        made.update(self._surge(tenant_id, center))
        for roster in center.duty_rosters.values():
            if roster.tenant_id == tenant_id:
                made["roster", roster.id] = self._duty(tenant_id, roster.id)
        return made

    def _queue(self, tenant_id: str, queue_id: str, floor: FloorNow) -> QueueFigures:
        fold, now = self._today.fold(tenant_id), self._clock.now()
        config, view = self._centers.current().queues[queue_id], floor.queues.get(queue_id)
        half_hour = fold.spans.starts(now, HALF_HOUR)
        made_of = (config, view, fold.moved["queue", queue_id], int(now.timestamp() // 60), half_hour)

        def make() -> QueueFigures:
            goal, pace = self._today.goal(queue_id), fold.pace(queue_id)
            state = {} if view is None else {name: getattr(view, name) for name in _OF_THE_ROUTER}
            return QueueFigures(
                queue_id=queue_id,
                number=config.number,
                name=config.name,
                name_en=config.name_en,
                goal_seconds=config.goal_seconds,
                goal_share=config.goal_share,
                oldest_queued_at=view.oldest_arrived_at if view is not None else None,
                arrivals=pace.columns(now),
                change=pace.change(now),
                interval_starts=half_hour,
                interval=_counted(fold.half_hour(half_hour, queue_id, goal)),
                today=_counted(fold.queue(fold.day_of(now), queue_id, goal)),
                **state,
            )

        made: QueueFigures = self._of(tenant_id).of(("queue", queue_id), made_of, make)
        return made

    def _entry_points(
        self, tenant_id: str, center: Center, lines: LinesChanged
    ) -> dict[Key, EntryPointFigures]:
        now_at = {one.entry_point_id: one for one in lines.entry_points}
        made: dict[Key, EntryPointFigures] = {}
        by_media: dict[str, list[EntryPointFigures]] = {}
        for point in center.entry_points.values():
            if point.tenant_id != tenant_id or not point.enabled:
                continue
            one = self._entry_point(tenant_id, point.id, now_at.get(point.id))
            made["entry_point", point.id] = one
            if one.media:
                by_media.setdefault(one.media, []).append(one)
        made.update({("media", name): together(name, parts) for name, parts in by_media.items()})
        return made

    def _entry_point(
        self, tenant_id: str, entry_point_id: str, state: EntryPointNow | None
    ) -> EntryPointFigures:
        fold, now = self._today.fold(tenant_id), self._clock.now()
        config = self._centers.current().entry_points[entry_point_id]
        hour = fold.spans.starts(now, HOUR)
        made_of = (config, state, fold.moved["entry_point", entry_point_id], hour)

        def make() -> EntryPointFigures:
            folded = fold.entry_points
            return EntryPointFigures(
                entry_point_id=entry_point_id,
                number=config.number,
                name=config.name,
                name_en=config.name_en,
                media=config.media,
                in_menu=state.in_menu if state else 0,
                waiting=state.waiting if state else 0,
                talking=state.talking if state else 0,
                oldest_queued_at=state.oldest_queued_at if state else None,
                last_arrived_at=folded.last_arrival.get(entry_point_id),
                hour_starts=hour,
                this_hour=_entry(folded.of_hour(hour, entry_point_id)),
                last_hour=_entry(folded.of_hour(fold.spans.before(hour, HOUR), entry_point_id)),
                today=_entry(folded.of_day(fold.day_of(now), entry_point_id)),
            )

        made: EntryPointFigures = self._of(tenant_id).of(("entry_point", entry_point_id), made_of, make)
        return made

    def _surge(self, tenant_id: str, center: Center) -> dict[Key, SurgeNow]:
        """Of the center, of each entry point and of each trunk (which facts know by its name)."""
        surge, now = self._today.fold(tenant_id).surge, self._clock.now()
        places: list[tuple[str, str, str]] = [("center", "", "")]
        entries = (one for one in center.entry_points.values() if one.tenant_id == tenant_id)
        trunks = (one for one in center.trunks.values() if one.tenant_id == tenant_id)
        places += [("entry_point", one.id, one.id) for one in entries]
        places += [("trunk", one.id, one.name) for one in trunks]
        known = set(surge.keys())
        return {
            (f"surge:{kind}", id_): msgspec.convert(
                {"kind": kind, "id": id_, **msgspec.structs.asdict(surge.figures((kind, key), now))}, SurgeNow
            )
            for kind, id_, key in places
            if (kind, key) in known or kind == "center"
        }

    def curve(self, tenant_id: str, kind: str, thing_id: str) -> list[Column]:
        """Today's columns of one thing; a trunk by its id."""
        trunk = self._centers.current().trunks.get(thing_id) if kind == "trunk" else None
        key = trunk.name if trunk is not None else thing_id
        return self._today.fold(tenant_id).surge.columns((kind, key), self._clock.now())

    def _duty(self, tenant_id: str, roster_id: str) -> DutyNow:
        center, now = self._centers.current(), self._clock.now()
        roster = center.duty_rosters[roster_id]
        minute = int(now.timestamp() // 60)  # shifts begin and end with a minute
        made_of = (roster, center.calendars.get(roster.calendar_id), minute)

        def make() -> DutyNow:
            return duty_now(roster, now, center.calendars)

        made: DutyNow = self._of(tenant_id).of(("roster", roster_id), made_of, make)
        return made

    def _agent(self, tenant_id: str, row: AgentRow) -> AgentFigures:
        fold, now = self._today.fold(tenant_id), self._clock.now()
        day = fold.day_of(now)
        made_of = (row, fold.moved["agent", row.agent_id], day)

        def make() -> AgentFigures:
            return _agent(row, fold, fold.presence.get(row.agent_id, NOBODY), now)

        made: AgentFigures = self._of(tenant_id).of(("agent", row.agent_id), made_of, make)
        return made


def counters(rows: Iterable[AgentRow]) -> AgentCounters:
    """How many agents are in each state (BIA-25)."""
    here = [row for row in rows if row.state != "logged_out"]
    talking = [row for row in here if row.state == "talking"]

    def count(state: str) -> int:
        return sum(row.state == state for row in here)

    return AgentCounters(
        logged_in=len(here),
        ready=count("ready"),
        not_ready=count("not_ready"),
        ringing=count("reserved"),
        talking=len(talking),
        on_hold=sum(row.on_hold for row in talking),
        outbound=sum(row.direction == "out" for row in talking),
        after_call_work=count("after_call_work"),
        unreachable=sum(not row.phone_reachable for row in here),
    )


def duty_now(roster: DutyRoster, now: datetime, calendars: Calendars) -> DutyNow:
    here = on_duty(roster, now, calendars)
    minute = now.replace(second=0, microsecond=0)
    open_times = gaps(roster, calendars, minute, minute + GAP_AHEAD)
    officer = here.officer if here is not None else None
    return DutyNow(
        roster_id=roster.id,
        name=roster.name,
        name_en=roster.name_en,
        officer=officer.name if officer else "",
        agent_id=officer.agent_id if officer else "",
        mobile=officer.mobile if officer else "",
        since=here.since if here else None,
        until=here.until if here else None,
        gap_at=open_times[0].starts if open_times else None,
    )


def together(media: str, parts: list[EntryPointFigures]) -> EntryPointFigures:
    """Several numbers of one medium as one."""
    oldest = [part.oldest_queued_at for part in parts if part.oldest_queued_at is not None]
    return EntryPointFigures(
        entry_point_id="",
        number="",
        name=media,
        media=media,
        in_menu=sum(part.in_menu for part in parts),
        waiting=sum(part.waiting for part in parts),
        talking=sum(part.talking for part in parts),
        oldest_queued_at=min(oldest, default=None),
        last_arrived_at=max((part.last_arrived_at for part in parts if part.last_arrived_at), default=None),
        hour_starts=parts[0].hour_starts,
        this_hour=_sum([part.this_hour for part in parts]),
        last_hour=_sum([part.last_hour for part in parts]),
        today=_sum([part.today for part in parts]),
    )


_OF_THE_ROUTER = (
    "waiting",
    "callbacks",
    "expected_wait",
    "logged_in",
    "ready",
    "not_ready",
    "ringing",
    "talking",
    "after_call_work",
)
_PLACES: dict[Any, str] = {
    QueueFigures: "queues",
    AgentFigures: "agents",
    TrunkFigures: "trunks",
    DutyNow: "duty",
    SurgeNow: "surge",
}


def _view(things: Iterable[Any], at: datetime, *, whole: bool = False) -> FiguresChanged:
    lists: dict[str, list[Any]] = {name: [] for name in (*_PLACES.values(), "entry_points", "media")}
    alone: dict[str, Any] = {}
    for thing in things:
        if isinstance(thing, EntryPointFigures):
            lists["entry_points" if thing.entry_point_id else "media"].append(thing)
        elif type(thing) in _PLACES:
            lists[_PLACES[type(thing)]].append(thing)
        else:
            alone["counters" if isinstance(thing, AgentCounters) else "ports"] = thing
    alone.update({name: tuple(found) for name, found in lists.items()})
    return FiguresChanged(at=at, whole=whole, **alone)


def _agent(row: AgentRow, fold: Fold, presence: Presence, now: datetime) -> AgentFigures:
    counted = fold.agent(fold.day_of(now), row.agent_id, now)
    return AgentFigures(
        agent_id=row.agent_id,
        agent_number=row.agent_number,
        name=row.name,
        team_id=row.team_id,
        state=row.state,
        reason_id=row.reason_id,
        since=row.since,
        on_hold=row.on_hold,
        direction=row.direction,
        queue_id=row.queue_id,
        phone_reachable=row.phone_reachable,
        phone_since=presence.phone_since,
        logged_in_at=presence.logged_in_at,
        logged_out_at=presence.logged_out_at,
        came_in=counted.answered,
        lost=counted.missed,
        went_out=counted.went_out,
        handled=counted.handled,
        quiet_since=row.quiet_since,
    )


def _counted(folded: QueueFolded) -> Counted:
    return msgspec.convert(folded, Counted, from_attributes=True)


def _entry(folded: EntryFolded) -> EntryCounted:
    return msgspec.convert(folded, EntryCounted, from_attributes=True)


def _sum(parts: list[EntryCounted]) -> EntryCounted:
    names = [name for name in EntryCounted.__struct_fields__ if name != "average_queue_time"]
    sums = {name: sum(getattr(part, name) for part in parts) for name in names}
    average = average_queue_time(sums["queue_time"], sums["queue_ends"])
    return EntryCounted(average_queue_time=average, **sums)

"""From the facts of seats to days. Pure: the same facts in the same order give the same days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.attendance.tables import AttendanceRow

OUT, NOT_READY = "logged_out", "not_ready"
WORKING = ("ready", "reserved", "talking", "after_call_work", "watching")

Piece = tuple[date, datetime, datetime]


def day_of(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A day is as long as the clocks of its place make it."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=1)
    return begin, datetime(after.year, after.month, after.day, tzinfo=zone)


def pieces(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Piece]:
    """The span cut at each midnight."""
    while begin < end:
        day = day_of(begin, zone)
        cut = min(end, bounds(day, zone)[1].astimezone(end.tzinfo))
        yield day, begin, cut
        begin = cut


def span_of(fact: AgentStateChanged) -> tuple[datetime, datetime]:
    return fact.at - timedelta(seconds=fact.lasted), fact.at


def spend(row: AttendanceRow, state: str, reason_id: str, begin: datetime, end: datetime) -> None:
    """Put a span of one day into its row. The maps are made anew, so that the change is seen."""
    seconds = (end - begin).total_seconds()
    row.seconds = {**row.seconds, state: row.seconds.get(state, 0.0) + seconds}
    if state == NOT_READY:
        row.reasons = {**row.reasons, reason_id: row.reasons.get(reason_id, 0.0) + seconds}
    row.first_in, row.last_out = min(row.first_in, begin), max(row.last_out, end)


def fresh(tenant_id: str, agent_id: str, day: date, at: datetime) -> AttendanceRow:
    return AttendanceRow(
        tenant_id=tenant_id,
        agent_id=agent_id,
        day=day.isoformat(),
        first_in=at,
        last_out=at,
        sessions=0,
        overruns=0,
        seconds={},
        reasons={},
    )

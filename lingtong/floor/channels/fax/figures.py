"""Figures of faxes, each defined once. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

import msgspec

from lingtong.floor.channels.fax.model import State
from lingtong.floor.channels.fax.schemas import DayFigures, EntryFigures, Figures
from lingtong.floor.channels.fax.tables import FaxRow


class FaxesWaiting(msgspec.Struct, frozen=True, kw_only=True):
    """Faxes of one queue that nobody has taken, and the beginning of the oldest."""

    queue_id: str
    new: int = 0
    overdue: int = 0
    oldest: datetime | None = None


def figures_of(
    rows: Sequence[FaxRow],
    start: datetime,
    end: datetime,
    waiting: Sequence[FaxesWaiting],
    zone: tzinfo,
    name_of: Callable[[str], str],
) -> Figures:
    """A fax counts when it is over, by how it ended; the work with it when that is done."""
    over = [row for row in rows if row.ended_at is not None and start <= row.ended_at < end]
    settled = [row for row in rows if row.settled_at is not None and start <= row.settled_at < end]
    bound = [row for row in settled if row.due is not None]
    in_time = sum(row.due is not None and row.settled_at <= row.due for row in bound if row.settled_at)
    came = [row for row in over if row.direction == "in" and row.state != State.FAILED]
    sent = [row for row in over if row.state == State.SENT]
    lost = [row for row in over if row.state == State.FAILED]
    seconds = [row.seconds for row in over if row.seconds]
    return Figures(
        received=len(came),
        sent=len(sent),
        pages_received=sum(row.pages for row in came),
        pages_sent=sum(row.pages for row in sent),
        failed=len(lost),
        failed_by=dict(Counter(row.error or "lost" for row in lost)),
        minutes=round(sum(seconds) / 60, 2),
        mean_minutes=round(sum(seconds) / len(seconds) / 60, 2) if seconds else 0.0,
        done=len(settled),
        in_time=in_time,
        service_level=round(in_time / len(bound), 4) if bound else None,
        waiting=sum(one.new for one in waiting),
        overdue=sum(one.overdue for one in waiting),
        days=_days(came, sent, lost, zone),
        entry_points=_entry_points(over, name_of),
    )


def _days(
    came: Sequence[FaxRow], sent: Sequence[FaxRow], lost: Sequence[FaxRow], zone: tzinfo
) -> list[DayFigures]:
    """Days on which nothing ended are left out."""
    found: dict[str, DayFigures] = {}
    for kind, rows in (("received", came), ("sent", sent), ("failed", lost)):
        for row in rows:
            assert row.ended_at is not None
            day = row.ended_at.astimezone(zone).date()
            one = found.setdefault(day.isoformat(), DayFigures(day=day))
            setattr(one, kind, getattr(one, kind) + 1)
            one.pages += row.pages if kind != "failed" else 0
    return [found[day] for day in sorted(found)]


def _entry_points(over: Sequence[FaxRow], name_of: Callable[[str], str]) -> list[EntryFigures]:
    by_number: dict[str, list[FaxRow]] = defaultdict(list)
    for row in over:
        if row.direction == "in":
            by_number[row.dnis].append(row)
    return [
        EntryFigures(
            number=number,
            name=name_of(number),
            received=sum(row.state != State.FAILED for row in rows),
            pages=sum(row.pages for row in rows if row.state != State.FAILED),
            failed=sum(row.state == State.FAILED for row in rows),
        )
        for number, rows in sorted(by_number.items())
    ]

"""Find recordings by everything that is known of them, and count them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.recording import store as recordings
from lingtong.floor.recording.search import store
from lingtong.floor.recording.search.store import Counted, Wanted
from lingtong.floor.recording.tables import RecordingAccountRow, RecordingRow
from lingtong.foundation.db import Database
from lingtong.switch.numbers import e164

_NO_DIGIT = re.compile(r"[^\d*?+]")
MOST_DAYS = 400
SHORTEST_EXACT = 7  # digits: from so many on a number is tried in its international form, too


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    talked: float
    recorded: float
    why_not: dict[str, float]
    uncovered: list[RecordingAccountRow]


class Search:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def found(
        self, tenant_id: str, wanted: Wanted
    ) -> tuple[Sequence[RecordingRow], dict[str, list[str]]]:
        """With the agents of each."""
        async with self._database.reading(tenant_id) as reader:
            rows = await store.found(reader.session, wanted)
            return rows, await recordings.agents_of(reader.session, [row.id for row in rows])

    async def figures(
        self, tenant_id: str, by: str, since: datetime, until: datetime, zone: str
    ) -> list[Counted]:
        async with self._database.reading(tenant_id) as reader:
            if by == "queue":
                return await store.counted_by_queue(reader.session, since, until)
            if by == "agent":
                return await store.counted_by_agent(reader.session, since, until)
            if by == "form":
                return await store.counted_by_form(reader.session, since, until)
            return [
                await store.counted(reader.session, day.isoformat(), *bounds)
                for day, bounds in _days(since, until, ZoneInfo(zone))
            ]

    async def coverage(self, tenant_id: str, since: datetime, until: datetime) -> Coverage:
        async with self._database.reading(tenant_id) as reader:
            accounts = await store.accounts_between(reader.session, since, until)
        why_not: dict[str, float] = {}
        for account in accounts:
            for gap in account.gaps:
                why_not[gap["why"]] = round(why_not.get(gap["why"], 0.0) + gap["seconds"], 3)
        return Coverage(
            talked=round(sum(account.talked for account in accounts), 3),
            recorded=round(sum(account.recorded for account in accounts), 3),
            why_not=why_not,
            uncovered=[account for account in accounts if account.unknown > 0],
        )


def number_patterns(typed: str, region: str) -> tuple[str, ...]:
    """What a typed number may be in the index: whole, a part, or with `*` and `?` for what is not known."""
    text = _NO_DIGIT.sub("", typed)
    if not text:
        return ()
    if "*" in text or "?" in text:
        return (text.replace("*", "%").replace("?", "_"),)
    whole = e164(text, region) if len(text) >= SHORTEST_EXACT else None
    return (whole, f"%{text.lstrip('0+')}%") if whole else (f"%{text}%",)


def _days(
    since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[tuple[date, tuple[datetime, datetime]]]:
    day, count = since.astimezone(zone).date(), 0
    while count < MOST_DAYS:
        begin = datetime(day.year, day.month, day.day, tzinfo=zone)
        following = day + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=zone)
        if begin >= until:
            return
        yield day, (max(begin, since), min(end, until))
        day, count = following, count + 1

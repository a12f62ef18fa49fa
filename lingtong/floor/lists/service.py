from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lingtong.floor.lists import store
from lingtong.floor.lists.check import read_number
from lingtong.floor.lists.config import NumberList
from lingtong.floor.lists.errors import (
    EntryKnown,
    EntryOver,
    EntryUnknown,
    ListFull,
    ListUnknown,
    UntilPast,
)
from lingtong.floor.lists.model import Entry
from lingtong.floor.lists.ports import Names
from lingtong.floor.lists.schemas import EntryAsk, EntryChange
from lingtong.floor.lists.tables import ListEntryRow
from lingtong.floor.lists.telling import ListsTeller
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, Ids
from lingtong.switch.numbers import NumberUnreadable, masked

MOST_ENTRIES = 200_000  # of one list


class Lists:
    """The entries of a tenant's lists. Each change is told to the engine after its commit."""

    def __init__(self, database: Database, teller: ListsTeller, names: Names, clock: Clock, ids: Ids) -> None:
        self._database, self._teller, self._names = database, teller, names
        self._clock, self._ids = clock, ids

    async def listed(self, tenant_id: str, wanted: store.Wanted) -> Sequence[ListEntryRow]:
        async with self._database.reading(tenant_id) as reader:
            return await store.listed(reader.session, wanted, self._clock.now())

    async def held(self, tenant_id: str) -> dict[str, int]:
        async with self._database.reading(tenant_id) as reader:
            return await store.held_now(reader.session, self._clock.now())

    async def add(self, who: Principal, ask: EntryAsk) -> ListEntryRow:
        one, now = self.list_of(who, ask.list_id), self._clock.now()
        found = read_number(ask.number, self.region(who))
        if found is None:
            raise NumberUnreadable("This is no telephone number. Behind the begin of numbers stands a star.")
        self._check_until(ask.until, now)
        number, prefix = found
        async with self._database.writing(who.tenant_id) as work:
            revision = await store.next_revision(work.session)
            await store.end_expired(work.session, one.id, now)
            if await store.live(work.session, one.id, number, prefix) is not None:
                raise EntryKnown("This number is on the list already.")
            if await store.held(work.session, one.id) >= MOST_ENTRIES:
                raise ListFull(f"A list holds {MOST_ENTRIES} numbers at most.", most=MOST_ENTRIES)
            row = ListEntryRow(**self.values(who, one.id, number, prefix), why=ask.why, until=ask.until)
            work.session.add(row)
            await self._told(work, who, "added", row)
            self._tell(work, revision, put=(entry_of(row),))
        return row

    async def change(self, who: Principal, entry_id: str, ask: EntryChange) -> ListEntryRow:
        self._check_until(ask.until, self._clock.now())
        async with self._database.writing(who.tenant_id) as work:
            revision = await store.next_revision(work.session)
            row = await self._live(work, entry_id)
            row.why, row.until = ask.why, ask.until
            await self._told(work, who, "changed", row)
            self._tell(work, revision, put=(entry_of(row),))
        return row

    async def end(self, who: Principal, entry_id: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            revision = await store.next_revision(work.session)
            row = await self._live(work, entry_id)
            row.state, row.listed, row.ended_at = "ended", False, self._clock.now()
            await self._told(work, who, "ended", row)
            self._tell(work, revision, gone=(entry_of(row),))

    # --- shared with imports

    def list_of(self, who: Principal, list_id: str) -> NumberList:
        one = self._names.current().number_lists.get(list_id)
        if one is None or one.tenant_id != who.tenant_id:
            raise ListUnknown("This list does not exist any more.")
        return one

    def region(self, who: Principal) -> str:
        tenant = self._names.current().tenants.get(who.tenant_id)
        return tenant.region if tenant is not None else "CN"

    def zone(self, who: Principal) -> ZoneInfo:
        tenant = self._names.current().tenants.get(who.tenant_id)
        return ZoneInfo(tenant.timezone if tenant is not None else "Asia/Shanghai")

    def values(self, who: Principal, list_id: str, number: str, prefix: bool) -> dict[str, Any]:
        """Columns of a new entry."""
        return {
            "id": self._ids.new(),
            "tenant_id": who.tenant_id,
            "list_id": list_id,
            "number": number,
            "is_prefix": prefix,
            "state": "active",
            "listed": True,
            "since": self._clock.now(),
            "ended_at": None,
            "asked_by": who.name,
            "approved_by": who.name,
            "interaction_id": "",
            "import_id": "",
        }

    def _tell(self, work: Work, revision: int, put: Sequence[Entry] = (), gone: Sequence[Entry] = ()) -> None:
        work.after_commit(lambda: self._teller.tell(revision, put, gone))

    def _check_until(self, until: datetime | None, now: datetime) -> None:
        if until is not None and until <= now:
            raise UntilPast("This time is over already.")

    async def _live(self, work: Work, entry_id: str) -> ListEntryRow:
        row = await store.one(work.session, entry_id)
        if row is None:
            raise EntryUnknown("This entry does not exist, or not for you.")
        if not row.listed:
            raise EntryOver("This entry is over.")
        return row

    async def _told(self, work: Work, who: Principal, act: str, row: ListEntryRow) -> None:
        data = {"list": row.list_id, "number": masked(row.number), "why": row.why}
        await audit.record(work, who, f"lists.{act}", f"list_entries/{row.id}", data)


def entry_of(row: ListEntryRow) -> Entry:
    until = row.until.timestamp() if row.until is not None else 0.0
    return Entry(row.tenant_id, row.list_id, row.number, row.is_prefix, until)

"""Whole files of numbers: all rows or none, and back again."""

import asyncio
from collections.abc import Sequence

import msgspec

from lingtong.floor.lists import store
from lingtong.floor.lists.check import Good, Wrong, read_row
from lingtong.floor.lists.errors import EntryOver, EntryUnknown, FileUnreadable, ListFull
from lingtong.floor.lists.service import MOST_ENTRIES, Lists
from lingtong.floor.lists.sheets import rows_of
from lingtong.floor.lists.tables import ListImportRow
from lingtong.floor.lists.telling import ListsTeller
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, Ids

AT_ONCE = 500  # rows between two looks at what else is to be done: calls may be in this process


class Checked(msgspec.Struct):
    rows: int = 0
    good: dict[tuple[str, bool], Good] = {}
    wrong: list[Wrong] = []


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    import_id: str = ""
    rows: int
    good: int
    known: int
    wrong: Sequence[Wrong]


class Imports:
    def __init__(self, database: Database, lists: Lists, teller: ListsTeller, clock: Clock, ids: Ids) -> None:
        self._database, self._lists, self._teller = database, lists, teller
        self._clock, self._ids = clock, ids

    async def take(
        self, who: Principal, list_id: str, name: str, data: bytes, *, check_only: bool
    ) -> Imported:
        """All rows or none. A number that is on the list already stays as it is and is no error."""
        one = self._lists.list_of(who, list_id)
        found = await self._checked(who, data)
        if not found.rows:
            raise FileUnreadable("There is no row under the heading.", why="empty")
        async with self._database.reading(who.tenant_id) as reader:
            known = await store.numbers_of(reader.session, one.id, self._clock.now())
        fresh = [row for key, row in found.good.items() if key not in known]
        answer = Imported(
            rows=found.rows, good=len(found.good), known=len(found.good) - len(fresh), wrong=found.wrong
        )
        if found.wrong or check_only or not fresh:
            return answer
        if len(known) + len(fresh) > MOST_ENTRIES:
            raise ListFull(f"A list holds {MOST_ENTRIES} numbers at most.", most=MOST_ENTRIES)
        import_id = self._ids.new()
        async with self._database.writing(who.tenant_id) as work:
            revision = await store.next_revision(work.session)
            await store.end_expired(work.session, one.id, self._clock.now())
            await self._put(work, who, one.id, import_id, fresh)
            work.session.add(
                ListImportRow(
                    id=import_id,
                    list_id=one.id,
                    name=name[:200],
                    at=self._clock.now(),
                    by=who.name,
                    entries=len(fresh),
                    undone_at=None,
                )
            )
            data_of = {"list": one.id, "file": name[:200], "entries": len(fresh)}
            await audit.record(work, who, "lists.imported", f"list_imports/{import_id}", data_of)
            work.after_commit(lambda: self._teller.tell_whole(revision))
        return msgspec.structs.replace(answer, import_id=import_id)

    async def undo(self, who: Principal, import_id: str) -> int:
        """Takes back what is still listed of it; gives how many entries that were."""
        now = self._clock.now()
        async with self._database.writing(who.tenant_id) as work:
            revision = await store.next_revision(work.session)
            row = await store.one_import(work.session, import_id)
            if row is None:
                raise EntryUnknown("This import does not exist, or not for you.")
            if row.undone_at is not None:
                raise EntryOver("This import was taken back already.")
            ended = await store.end_import(work.session, import_id, now)
            row.undone_at = now
            await audit.record(
                work, who, "lists.import_undone", f"list_imports/{import_id}", {"ended": ended}
            )
            work.after_commit(lambda: self._teller.tell_whole(revision))
        return ended

    async def made(self, tenant_id: str) -> Sequence[ListImportRow]:
        async with self._database.reading(tenant_id) as reader:
            return await store.imports(reader.session)

    async def _checked(self, who: Principal, data: bytes) -> Checked:
        region, zone, now = self._lists.region(who), self._lists.zone(who), self._clock.now()
        found = Checked()
        first: dict[tuple[str, bool], int] = {}
        for number, row in rows_of(data):
            found.rows += 1
            if found.rows % AT_ONCE == 0:
                await asyncio.sleep(0)
            read = read_row(number, row, region, zone, now)
            if isinstance(read, list):
                found.wrong += read
                continue
            key = (read.number, read.prefix)
            if key in first:
                message = f"The same number is in row {first[key]}."
                found.wrong.append(Wrong(number, "number", "number_twice", message))
                continue
            first[key] = number
            found.good[key] = read
        return found

    async def _put(
        self, work: Work, who: Principal, list_id: str, import_id: str, fresh: Sequence[Good]
    ) -> None:
        for begin in range(0, len(fresh), AT_ONCE):
            rows = [
                {
                    **self._lists.values(who, list_id, one.number, one.prefix),
                    "why": one.why,
                    "until": one.until,
                    "import_id": import_id,
                }
                for one in fresh[begin : begin + AT_ONCE]
            ]
            await store.add_many(work.session, rows)
            await asyncio.sleep(0)

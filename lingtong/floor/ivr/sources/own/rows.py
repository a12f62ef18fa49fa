"""Rows of our tables by hand and by file: all rows of a file or none."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import islice

import msgspec

from lingtong.floor.ivr.sources.book import SourceBook
from lingtong.floor.ivr.sources.model import DataSource
from lingtong.floor.ivr.sources.own import store
from lingtong.floor.ivr.sources.own.errors import (
    MOST_ROWS,
    RowUnknown,
    RowWrong,
    SheetUnreadable,
    TableFull,
    TableUnknown,
)
from lingtong.floor.ivr.sources.own.service import cells_of
from lingtong.floor.ivr.sources.tables import DataRowRow
from lingtong.foundation.db import Database
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, Ids
from lingtong.kit.sheets import NoTable, table_of

AT_ONCE = 500


class WrongRow(msgspec.Struct, frozen=True):
    row: int
    column: str
    why: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    rows: int
    wrong: Sequence[WrongRow] = ()


class Rows:
    def __init__(self, database: Database, book: SourceBook, clock: Clock, ids: Ids) -> None:
        self._database, self._book, self._clock, self._ids = database, book, clock, ids

    async def table(self, who: Principal, source_id: str) -> DataSource:
        source = await self._book.source(who.tenant_id, source_id)
        if source is None or source.kind != "table":
            raise TableUnknown("This table does not exist, or not for you.")
        return source

    async def page(
        self, who: Principal, source_id: str, begins: str, after: tuple[str, str] | None, at_most: int
    ) -> tuple[Sequence[DataRowRow], int]:
        source = await self.table(who, source_id)
        async with self._database.reading(who.tenant_id) as reader:
            rows = await store.page(reader.session, source.id, begins, after, at_most)
            return rows, await store.count(reader.session, source.id)

    async def put(
        self, who: Principal, source_id: str, given: Mapping[str, str], row_id: str = ""
    ) -> DataRowRow:
        """A new row, or with `row_id` another content of one."""
        source = await self.table(who, source_id)
        cells = cells_of(source, given)
        async with self._database.writing(who.tenant_id) as work:
            row = await store.one(work.session, source.id, row_id) if row_id else None
            if row_id and row is None:
                raise RowUnknown("This row does not exist any more.")
            if row is None:
                if await store.count(work.session, source.id) >= MOST_ROWS:
                    raise _full()
                row = DataRowRow(id=self._ids.new(), source_id=source.id)
                work.session.add(row)
            row.key, row.cells, row.changed_at = cells[source.key.name], cells, self._clock.now()
            await audit.record(work, who, "data.row_kept", f"data-sources/{source.id}", {"row": row.id})
        return row

    async def remove(self, who: Principal, source_id: str, row_id: str) -> None:
        source = await self.table(who, source_id)
        async with self._database.writing(who.tenant_id) as work:
            row = await store.one(work.session, source.id, row_id)
            if row is None:
                raise RowUnknown("This row does not exist any more.")
            await work.session.delete(row)
            await audit.record(work, who, "data.row_removed", f"data-sources/{source.id}", {"row": row_id})

    async def take(
        self, who: Principal, source_id: str, data: bytes, *, replace: bool, check_only: bool
    ) -> Taken:
        """`replace`: these rows instead of those that are there."""
        source = await self.table(who, source_id)
        cells, wrong = await self._read(source, data)
        if wrong or check_only:
            return Taken(rows=len(cells), wrong=wrong)
        async with self._database.writing(who.tenant_id) as work:
            held = 0 if replace else await store.count(work.session, source.id)
            if held + len(cells) > MOST_ROWS:
                raise _full()
            if replace:
                await store.forget_all(work.session, source.id)
            for begin in range(0, len(cells), AT_ONCE):
                await store.put_all(
                    work.session, [self._row(who, source, one) for one in cells[begin : begin + AT_ONCE]]
                )
            told = {"rows": len(cells), "replace": replace}
            await audit.record(work, who, "data.rows_imported", f"data-sources/{source.id}", told)
        return Taken(rows=len(cells))

    async def lines(self, who: Principal, source_id: str) -> AsyncIterator[list[str]]:
        """The heading, then every row."""
        source = await self.table(who, source_id)
        yield [one.name for one in source.columns]
        after = None
        while True:
            rows, _ = await self.page(who, source_id, "", after, AT_ONCE)
            for row in rows:
                yield [str(row.cells.get(one.name, "")) for one in source.columns]
            if len(rows) < AT_ONCE:
                return
            after = (rows[-1].key, rows[-1].id)

    def _row(self, who: Principal, source: DataSource, cells: dict[str, str]) -> dict[str, object]:
        return {
            "id": self._ids.new(),
            "tenant_id": who.tenant_id,
            "source_id": source.id,
            "key": cells[source.key.name],
            "cells": cells,
            "changed_at": self._clock.now(),
        }

    async def _read(self, source: DataSource, data: bytes) -> tuple[list[dict[str, str]], list[WrongRow]]:
        try:
            table = table_of(data)
            places = _places(source, next(table, []))
            found: list[dict[str, str]] = []
            wrong: list[WrongRow] = []
            for number, row in enumerate(islice(table, MOST_ROWS + 1), 2):
                if number > MOST_ROWS + 1:
                    raise SheetUnreadable(f"At most {MOST_ROWS} rows.", why="too_many_rows", most=MOST_ROWS)
                if any(row):
                    _take(source, places, number, row, found, wrong)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
        except NoTable as error:
            raise SheetUnreadable("This is no table. Save it as CSV or XLSX.", why=error.why) from None
        if not found and not wrong:
            raise SheetUnreadable("There is no row under the heading.", why="empty")
        return found, wrong


def _take(
    source: DataSource,
    places: Mapping[str, int],
    number: int,
    row: list[str],
    found: list[dict[str, str]],
    wrong: list[WrongRow],
) -> None:
    given = {name: row[at] if at < len(row) else "" for name, at in places.items()}
    try:
        found.append(cells_of(source, given))
    except RowWrong as refusal:
        wrong.append(WrongRow(number, str(refusal.params["column"]), str(refusal.params["why"])))


def _places(source: DataSource, heading: list[str]) -> dict[str, int]:
    """Which column of the file is which of ours, by its heading."""
    titles = [title.strip().lstrip("\ufeff").strip().lower() for title in heading]
    missing = next((one.name for one in source.columns if one.name.lower() not in titles), "")
    if missing:
        text = f"No column is headed {missing}."
        raise SheetUnreadable(text, why="column_missing", column=missing)
    return {one.name: titles.index(one.name.lower()) for one in source.columns}


def _full() -> TableFull:
    return TableFull(f"A table holds {MOST_ROWS} rows at most.", most=MOST_ROWS)

"""Rows of a table of ours: checked by their columns, looked up by their key, written once."""

from collections.abc import Mapping

from lingtong.floor.ivr.errands import Answer, failed
from lingtong.floor.ivr.sources.answers import Unlike, as_value
from lingtong.floor.ivr.sources.model import DataSource
from lingtong.floor.ivr.sources.own import store
from lingtong.floor.ivr.sources.own.errors import MOST_ROWS, RowWrong
from lingtong.floor.ivr.sources.tables import DataRowRow
from lingtong.foundation.db import Database, Work
from lingtong.kit import Clock, Ids

LONGEST_KEY, LONGEST_CELL = 200, 500


def cells_of(source: DataSource, given: Mapping[str, str]) -> dict[str, str]:
    """Each cell in the one form of its type. Refuses with `RowWrong`."""
    cells: dict[str, str] = {}
    for column in source.columns:
        value = given.get(column.name, "")[: LONGEST_CELL + 1]
        try:
            cells[column.name] = as_value(value, column.type)
        except Unlike:
            raise RowWrong(
                f"{column.name}: this is no {column.type}.", column=column.name, why="type_wrong"
            ) from None
        if len(value) > LONGEST_CELL:
            raise RowWrong(f"{column.name} is too long.", column=column.name, why="too_long")
    key = cells[source.key.name]
    if not key or len(key) > LONGEST_KEY:
        raise RowWrong(f"{source.key.name} must be given.", column=source.key.name, why="key_missing")
    return cells


class OwnTables:
    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database, self._clock, self._ids = database, clock, ids

    async def look_up(self, source: DataSource, inputs: Mapping[str, str]) -> Answer:
        """The first row whose columns are all as given; the key is always among them."""
        try:
            wanted = _wanted(source, inputs)
        except Unlike:
            return Answer("empty", why="input_unfit")
        if source.key.name not in wanted:
            return failed("key_missing")
        async with self._database.reading(source.tenant_id) as reader:
            rows = await store.of_key(reader.session, source.id, wanted[source.key.name])
        for row in rows:
            if all(row.cells.get(name, "") == value for name, value in wanted.items()):
                return Answer("done", {one.name: str(row.cells.get(one.name, "")) for one in source.columns})
        return Answer("empty", dict.fromkeys((one.name for one in source.columns), ""))

    async def write(self, source: DataSource, inputs: Mapping[str, str], errand_id: str) -> Answer:
        """Change the first row of this key, or make one; the same errand does it once."""
        if set(inputs) - {one.name for one in source.columns}:
            return failed("column_unknown")
        now = self._clock.now()
        async with self._database.writing(source.tenant_id) as work:
            if errand_id and not await store.is_first(work.session, errand_id, source.tenant_id, now):
                return Answer("done")
            row = await self._row(work, source, inputs.get(source.key.name, ""))
            try:
                cells = cells_of(source, {**(row.cells if row is not None else {}), **inputs})
            except RowWrong:
                return failed("input_unfit")
            if row is None:
                if await store.count(work.session, source.id) >= MOST_ROWS:
                    return failed("table_full")
                row = DataRowRow(id=self._ids.new(), source_id=source.id, key=cells[source.key.name])
                work.session.add(row)
            row.cells, row.changed_at = cells, now
        return Answer("done")

    async def _row(self, work: Work, source: DataSource, key: str) -> DataRowRow | None:
        try:
            found = await store.of_key(work.session, source.id, as_value(key, source.key.type))
        except Unlike:
            return None
        return found[0] if found else None


def _wanted(source: DataSource, inputs: Mapping[str, str]) -> dict[str, str]:
    types = {one.name: one.type for one in source.columns}
    if set(inputs) - set(types):
        raise Unlike
    return {name: as_value(value, types[name]) for name, value in inputs.items()}

from lingtong.floor.lists.config import NumberList
from lingtong.floor.lists.schemas import NumberListBody
from lingtong.floor.lists.store import held
from lingtong.floor.lists.tables import NumberListRow
from lingtong.foundation.catalog import Kind
from lingtong.foundation.db import Reading


async def _entries(reader: Reading, item: NumberList) -> list[str]:
    count = await held(reader.session, item.id)
    return [f"{count} numbers"] if count else []


NUMBER_LISTS = Kind(
    name="number-lists",
    item=NumberList,
    table=NumberListRow,
    body=NumberListBody,
    at_most=50,
    also_used_by=_entries,
)

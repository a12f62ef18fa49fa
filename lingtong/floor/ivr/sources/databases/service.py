from collections.abc import Mapping

from lingtong.floor.ivr.errands import Answer, failed
from lingtong.floor.ivr.sources.answers import Unlike, as_value
from lingtong.floor.ivr.sources.databases.errors import Wrong
from lingtong.floor.ivr.sources.databases.store import Databases, Row, bound
from lingtong.floor.ivr.sources.model import DataSource, Query

# What says more about what was asked than about the database.
OF_THE_QUESTION = frozenset({"input_missing", "input_unfit"})


async def ask(
    databases: Databases, source: DataSource, password: str, query: Query, inputs: Mapping[str, str]
) -> Answer:
    try:
        row = await databases.first_row(source, password, query, bound(query, inputs))
    except Wrong as wrong:
        return of_wrong(wrong.why)
    return Answer("empty") if row is None else of_row(row)


async def write(
    databases: Databases,
    source: DataSource,
    password: str,
    query: Query,
    inputs: Mapping[str, str],
    errand_id: str,
) -> Answer:
    try:
        changed, row = await databases.write(source, password, query, bound(query, inputs), errand_id)
    except Wrong as wrong:
        return of_wrong(wrong.why)
    return Answer("empty") if changed == 0 else of_row(row or {})


def of_wrong(why: str) -> Answer:
    return Answer("late", why=why) if why == "too_late" else failed(why)


def of_row(row: Row) -> Answer:
    try:
        return Answer("done", {name: as_value(value, "text") for name, value in row.items()})
    except Unlike:
        return failed("answer_unlike")

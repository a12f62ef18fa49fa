"""What flows may ask of the services and sources that are kept, for forms and the check."""

from collections.abc import Iterator
from typing import Any

import msgspec

from lingtong.floor.ivr.around import Offer, Offering
from lingtong.floor.ivr.sources import templates
from lingtong.floor.ivr.sources.model import DataSource, HttpService, Request
from lingtong.floor.ivr.sources.tables import DataSourceRow, HttpServiceRow
from lingtong.foundation.catalog.store import live, values_of
from lingtong.foundation.db import Reading

_OF = ((HttpService, HttpServiceRow), (DataSource, DataSourceRow))


async def offerings(reader: Reading) -> dict[str, Offering]:
    """By the id of the service or source."""
    found: dict[str, Offering] = {}
    for kind, table in _OF:
        for row in await live(reader.session, table):
            one: Any = msgspec.convert(values_of(row), kind)
            found[one.id] = of_service(one) if isinstance(one, HttpService) else of_source(one)
    return found


def of_service(service: HttpService) -> Offering:
    """An input that stands in the path or the body has to be given: nothing is sent half."""
    return tuple(
        Offer(
            name=one.name,
            inputs=(inputs := tuple(dict.fromkeys(_inputs(one)))),
            needed=inputs,
            answers=tuple(answer.name for answer in one.answers),
        )
        for one in service.requests
    )


def of_source(source: DataSource) -> Offering:
    """A table of ours is asked by its columns, to read and to write; what a query gives, it alone knows."""
    if source.kind == "table":
        columns = tuple(one.name for one in source.columns)
        of_all = Offer(name="", inputs=columns, needed=columns[:1], answers=columns)
        return (of_all, msgspec.structs.replace(of_all, answers=(), writes=True))
    return tuple(
        Offer(
            name=one.name,
            inputs=(inputs := tuple(parameter.name for parameter in one.parameters)),
            needed=inputs,
            answers=None,
            writes=one.writes,
        )
        for one in source.queries
    )


def _inputs(request: Request) -> Iterator[str]:
    yield from templates.names_in(request.path)
    if request.body_kind != "none":
        yield from templates.names_in(request.body)

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.routing.config import Site
from lingtong.floor.routing.tables import QueueRow, SiteRow
from lingtong.foundation.db import Base


async def ways_out_of(session: AsyncSession, instead: Site | None = None) -> dict[str, list[str]]:
    """To which queues the rules of each queue send callers; `instead`: a site as it is about to be kept."""
    query = select(QueueRow).where(QueueRow.retired_at.is_(None))
    led_to = {site.id: site.overflow_queue for site in await sites(session)}
    if instead is not None:
        led_to[instead.id] = instead.overflow_queue
    return {row.id: _ways(row, led_to) for row in await session.scalars(query)}


async def sites(session: AsyncSession) -> list[Site]:
    rows = await session.scalars(select(SiteRow).where(SiteRow.retired_at.is_(None)))
    return [msgspec.convert(row, Site, from_attributes=True) for row in rows]


def _ways(row: QueueRow, led_to: dict[str, str]) -> list[str]:
    targets = [rule["target"] for rule in row.after_wait if rule["do"] == "queue" and rule["target"]]
    targets += [led_to.get(rule["target"], "") for rule in row.after_wait if rule["do"] == "site"]
    targets = [target for target in targets if target]
    return [*([row.overflow_queue] if row.overflow_queue else []), *targets]


async def some_stay_connected(session: AsyncSession) -> bool:
    """Whether any agent of the tenant has a phone that stays connected between calls."""
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    agents = tables["agents"]  # of the agents' own room, and of this tenant alone
    query = select(agents.id).where(agents.retired_at.is_(None), agents.persistent_leg)
    return (await session.scalar(query.limit(1))) is not None

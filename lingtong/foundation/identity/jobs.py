from datetime import timedelta

import structlog

from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit, sessions, store
from lingtong.foundation.jobs import Job, Periodic

log = structlog.get_logger("identity")


def periodic(parts: Parts) -> tuple[Periodic, ...]:
    async def clean(_: Job) -> None:
        await sessions.clean(parts)

    async def walk(_: Job) -> None:
        await walk_audits(parts)

    return (
        Periodic(name="identity.clean_sessions", every=timedelta(minutes=15), handler=clean),
        Periodic(name="identity.walk_audit", every=timedelta(days=1), handler=walk),
    )


async def walk_audits(parts: Parts) -> list[tuple[str, audit.Broken]]:
    """Verify every tenant's chain; the short names of the broken ones and where, logged as errors too."""
    broken: list[tuple[str, audit.Broken]] = []
    async with parts.database.reading_everywhere() as reader:
        tenants = [(row.id, row.code) for row in await store.tenants(reader.session)]
    for tenant_id, code in tenants:
        async with parts.database.reading(tenant_id) as reader:
            found = await audit.verify(reader)
        if found is not None:
            log.error("audit.broken", tenant=code, sequence=found.sequence, why=found.why)
            broken.append((code, found))
    return broken

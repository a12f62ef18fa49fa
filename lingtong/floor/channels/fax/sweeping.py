"""Pages leave when their time is over. The entry stays, with its hash, and says that they were there."""

import asyncio
from datetime import timedelta

from lingtong.floor.channels.fax import store
from lingtong.floor.channels.fax.archive import Archive
from lingtong.floor.channels.fax.config import FaxRule
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.foundation.db import Database
from lingtong.foundation.identity import audit
from lingtong.foundation.jobs import Job, Periodic
from lingtong.kit import Clock

AT_ONCE = 500
EVERY = timedelta(hours=1)


class Sweeping:
    def __init__(self, database: Database, archive: Archive, clock: Clock) -> None:
        self._database, self._archive, self._clock = database, archive, clock

    def periodic(self) -> Periodic:
        return Periodic(name="fax.sweep", every=EVERY, handler=self._run)

    async def _run(self, _: Job) -> None:
        await self.sweep()

    async def sweep(self) -> int:
        """How many were removed."""
        async with self._database.reading_everywhere() as reader:
            rules = await store.rules(reader.session)
        return sum([await self._of(tenant_id, found) for tenant_id, found in rules.items()])

    async def _of(self, tenant_id: str, rules: list[FaxRule]) -> int:
        named = {queue_id for rule in rules for queue_id in rule.queues}
        removed = 0
        for rule in rules:
            if not rule.keep_days:
                continue
            before = self._clock.now() - timedelta(days=rule.keep_days)
            async with self._database.reading(tenant_id) as reader:
                rows = await store.removable(reader.session, rule, named, before, AT_ONCE)
            for row in rows:
                removed += await self._remove(row, rule)
        return removed

    async def _remove(self, row: FaxRow, rule: FaxRule) -> bool:
        """Said when it is done: who dies in between removes again what is not there."""
        async with self._database.writing(row.tenant_id) as work:
            own = await store.one(work.session, row.id)
            if own is None or own.held_by or own.removed_at is not None:
                return False
            await asyncio.to_thread(self._archive.remove, row.tenant_id, row.id)
            own.removed_at, own.text = self._clock.now(), ""
            await audit.record_by(work, "retention", None, "fax.removed", row.id, {"rule": rule.name})
        return True

"""The process that keeps: facts from the journal go to the database, records and recordings follow them."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
import structlog

from lingtong.floor.live import decode_fact
from lingtong.floor.recording import service as recording
from lingtong.floor.recording.service import Recordings
from lingtong.foundation.bus import NobodyAnswers
from lingtong.foundation.db import Database, is_outage
from lingtong.foundation.identity import store as identity
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.today import STORED
from lingtong.interactions import service as interactions

log = structlog.get_logger()


class Publishes(Protocol):
    async def publish(self, subject: str, payload: bytes) -> None: ...


class Keeper:
    """Where the shipper of the journal delivers. `region` gives a tenant's country for its numbers."""

    def __init__(self, database: Database, bus: Publishes, region: Callable[[str], str]) -> None:
        self._database, self._bus, self._region = database, bus, region
        self._tenants: set[str] = set()

    async def store(self, shipped: Sequence[tuple[str, bytes]]) -> None:
        """Tenant and JSON of each fact, as the journal gives them."""
        facts: list[Fact] = []
        for tenant_id, body in shipped:
            try:
                facts.append(decode_fact(body))
            except msgspec.MsgspecError as error:  # of a newer version; its journal segment tells more
                log.error("fact.unreadable", tenant_id=tenant_id, error=str(error))
        await self.store_facts(facts)

    async def store_facts(self, facts: Sequence[Fact]) -> None:
        """Idempotent by fact id and in order: facts, records and recordings in one transaction.

        Raises when the database is away, and is then called again with the same facts. A fact that cannot
        be kept does not hold up those behind it.
        """
        known = await self._of_known_tenants(facts)
        try:
            await self._store(known)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("facts.batch_failed", count=len(known))
            await self._store_one_by_one(known)
        with contextlib.suppress(NobodyAnswers):  # stored is stored; figures look by themselves now and then
            await self._bus.publish(STORED, b"")

    async def _store(self, facts: Sequence[Fact], *, projected: bool = True) -> None:
        async with self._database.writing_everywhere() as work:
            new = await journal.add_new(work.session, facts)
            if projected:
                await interactions.take_facts(work, new, self._region)
                await recording.take_facts(work, new)

    async def _store_one_by_one(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            try:
                await self._store([fact])
            except Exception as error:
                if is_outage(error):
                    raise
                log.exception("fact.not_projected", fact_id=fact.id, kind=type(fact).__name__)
                await self._store([fact], projected=False)

    async def _of_known_tenants(self, facts: Sequence[Fact]) -> list[Fact]:
        if any(fact.tenant_id not in self._tenants for fact in facts):
            async with self._database.reading_everywhere() as reader:
                self._tenants = {tenant.id for tenant in await identity.tenants(reader.session)}
        known = [fact for fact in facts if fact.tenant_id in self._tenants]
        if len(known) < len(facts):
            log.error("facts.of_unknown_tenant", count=len(facts) - len(known))
        return known


async def run(recordings: Recordings) -> None:
    """The worker's own round, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(recordings.run())

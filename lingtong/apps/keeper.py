"""Facts from the journal go to the database; records and recordings follow them."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog

from lingtong.floor.attendance import service as attendance
from lingtong.floor.callbacks import service as callbacks
from lingtong.floor.channels.fax import reactions as faxes
from lingtong.floor.lists import reactions as lists
from lingtong.floor.live import decode_fact
from lingtong.floor.recording import service as recording
from lingtong.floor.survey import reactions as survey
from lingtong.floor.voicemail import reactions as voicemail
from lingtong.foundation.db import Database, is_outage
from lingtong.foundation.identity import store as identity
from lingtong.foundation.journal import Fact, Shipping
from lingtong.foundation.journal import store as journal
from lingtong.insight.availability import reactions as availability
from lingtong.interactions import service as interactions

log = structlog.get_logger()
LOOK_EVERY = 0.25  # seconds: what has gathered meanwhile costs hardly more than one fact
AGAIN_AFTER = 2.0  # the database is away
MOST_FACTS = 1000
ANY_REGION = "CN"

Stored = Callable[[], Awaitable[None]]


class Keeper:
    """Where the shipper of the journal delivers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._regions: dict[str, str] = {}

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

    async def _store(self, facts: Sequence[Fact], *, projected: bool = True) -> None:
        async with self._database.writing_everywhere() as work:
            new = await journal.add_new(work.session, facts)
            if projected:
                await interactions.take_facts(work, new, self._region)
                await recording.take_facts(work, new)
                await callbacks.take_facts(work, new)
                await attendance.take_facts(work, new)
                await lists.take_facts(work, new)
                await faxes.take_facts(work, new)
                await voicemail.take_facts(work, new)
                await survey.take_facts(work, new)
                await availability.take_facts(work, new)

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
        """Read with each batch: there are few tenants, and a region may change."""
        async with self._database.reading_everywhere() as reader:
            self._regions = {tenant.id: tenant.region for tenant in await identity.tenants(reader.session)}
        known = [fact for fact in facts if fact.tenant_id in self._regions]
        if len(known) < len(facts):
            log.error("facts.of_unknown_tenant", count=len(facts) - len(known))
        return known

    def _region(self, tenant_id: str) -> str:
        return self._regions.get(tenant_id, ANY_REGION)


async def store_rest(shipping: Shipping, keeper: Keeper) -> None:
    """All that nobody has stored yet, however long the database is away."""
    stop = asyncio.Event()
    stop.set()

    async def stored() -> None: ...

    while await asyncio.to_thread(shipping.unshipped, 1):
        await follow(shipping, keeper, stored, stop)
        await asyncio.sleep(LOOK_EVERY)


async def follow(shipping: Shipping, keeper: Keeper, stored: Stored, stop: asyncio.Event) -> None:
    """Store what the journal gets, in order, and say so each time. Ends at `stop` when nothing is left.

    A database that is away stops nothing but this.
    """
    while True:
        pause, facts = LOOK_EVERY, list[tuple[str, bytes]]()
        try:
            facts = await asyncio.to_thread(shipping.unshipped, MOST_FACTS)
            if facts:
                await keeper.store(facts)
            if shipping.moved:
                shipping.shipped()
            if facts:
                await stored()
        except Exception as error:
            log.warning("journal.not_shipped", error=type(error).__name__, exc_info=True)
            pause, facts = AGAIN_AFTER, []
        if stop.is_set() and not facts:
            return
        if len(facts) < MOST_FACTS and not stop.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()

"""When a contact is over: what its recordings are found by, and the account of every second of talk."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import structlog

from lingtong.floor.recording import store
from lingtong.floor.recording.describing import Description, describe, facts_in
from lingtong.floor.recording.tables import RecordingAccountRow, RecordingRow
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import store as identity
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions import events as said
from lingtong.kit import Clock
from lingtong.kit.searching import words_of

log = structlog.get_logger()
SETTLED = timedelta(seconds=2)
ANY_REGION = "CN"
_AFTERWARDS = (said.InteractionEnded, said.NotesSaved, said.WrapUpFinished, said.WrapUpUnfinished)


async def note_ends(work: Work, facts: Sequence[Fact]) -> None:
    """Contacts that are over, or were written about since, are to be settled (again)."""
    mine = [fact for fact in facts if isinstance(fact, _AFTERWARDS)]
    known = await store.accounts(work.session, (fact.interaction_id for fact in mine))
    for fact in mine:
        row = known.get(fact.interaction_id)
        if row is not None:
            row.settled = False
        elif isinstance(fact, said.InteractionEnded):
            known[fact.interaction_id] = row = RecordingAccountRow(
                interaction_id=fact.interaction_id, tenant_id=fact.tenant_id, at=fact.at, gaps=[]
            )
            work.session.add(row)


class Settling:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._regions: dict[str, str] = {}

    async def settle_ended(self, at_most: int = 200) -> int:
        async with self._database.reading_everywhere() as reader:
            rows = await store.unsettled(reader.session, self._clock.now() - SETTLED, at_most)
            if rows:
                self._regions = {one.id: one.region for one in await identity.tenants(reader.session)}
        for row in rows:
            await self._settle(row.tenant_id, row.interaction_id)
        return len(rows)

    async def _settle(self, tenant_id: str, interaction_id: str) -> None:
        async with self._database.writing(tenant_id) as work:
            bodies = await _journal_of(work, interaction_id)
            found = describe(facts_in(bodies), self._regions.get(tenant_id, ANY_REGION))
            recordings = await store.of_interaction(work.session, interaction_id)
            for recording in recordings:
                _fill(recording, found)
                await store.describe(work.session, recording, found.agents)
            if recordings:
                texts = (*found.texts, *await store.noted_texts(work.session, interaction_id))
                await store.put_words(work.session, tenant_id, interaction_id, words_of(*texts))
            account = (await store.accounts(work.session, [interaction_id]))[interaction_id]
            _enter(account, found)
        if account.unknown > 0:
            log.error("recording.seconds_missing", interaction_id=interaction_id, seconds=account.unknown)


async def _journal_of(work: Work, interaction_id: str) -> list[str]:
    return await journal.of_interaction(work.session, interaction_id)


def _fill(row: RecordingRow, found: Description) -> None:
    row.direction, row.number, row.dialed = found.direction, found.number, found.dialed
    row.entry_point_id, row.queue_id = found.entry_point_id, found.queue_id
    row.segments = [msgspec.to_builtins(segment) for segment in found.segments]


def _enter(row: RecordingAccountRow, found: Description) -> None:
    account = found.account
    row.talked, row.recorded = round(account.talked, 3), round(account.recorded, 3)
    row.unknown = round(account.unknown, 3)
    row.gaps = [{**msgspec.to_builtins(gap), "seconds": round(gap.seconds, 3)} for gap in account.gaps]
    row.settled = True

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from lingtong.foundation.db import Database, Reading, Work
from lingtong.foundation.http import cursor_of
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions import reactions, store
from lingtong.interactions.errors import (
    DispositionUnknown,
    InteractionUnknown,
    WrapUpFinishedAlready,
    WrapUpNotYours,
    WrapUpTooEarly,
)
from lingtong.interactions.events import InteractionFact, WrapUpFinished
from lingtong.interactions.ports import LiveWrapUp, Names, RecordingEntry, RecordingsOf, Unserved
from lingtong.interactions.store import Earlier, Wanted
from lingtong.interactions.tables import InteractionRow, PartRow
from lingtong.interactions.timeline import Line, lines
from lingtong.kit import Clock, Ids
from lingtong.switch.numbers import names_a_customer


class Whole(msgspec.Struct, frozen=True):
    """One interaction with all that belongs to it."""

    record: InteractionRow
    timeline: list[Line]
    recordings: list[RecordingEntry]


async def take_facts(work: Work, facts: Sequence[Fact], region: Callable[[str], str]) -> None:
    """Bring the records up to these facts: new ones only, in order, in the transaction that stores them."""
    mine = [fact for fact in facts if isinstance(fact, InteractionFact) and reactions.changes_records(fact)]
    records = await store.by_ids(work.session, (fact.interaction_id for fact in mine))
    for fact in mine:
        record = records.get(fact.interaction_id)
        if record is None:
            record = records[fact.interaction_id] = reactions.fresh(fact)
            work.session.add(record)
        if record.tenant_id == fact.tenant_id:
            reactions.project(record, fact, region(fact.tenant_id))


class Attendance:
    """Who took part in what: for rooms that show one's own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def took_part(self, tenant_id: str, interaction_id: str, agent_id: str) -> bool:
        async with self._database.reading(tenant_id) as reader:
            record = await store.one(reader.session, interaction_id)
        return record is not None and any(
            part.agent_id == agent_id and part.took_part for part in record.parts
        )


class Contacts:
    """Who called and who was spoken with: for rooms that call back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def number_of(self, tenant_id: str, interaction_id: str) -> str:
        async with self._database.reading(tenant_id) as reader:
            return await store.number_of(reader.session, interaction_id)

    async def unserved(self, tenant_id: str, since: datetime) -> list[Unserved]:
        """Oldest first."""
        async with self._database.reading(tenant_id) as reader:
            rows = await store.not_served(reader.session, since)
        return [
            Unserved(
                interaction_id=row.id,
                number=row.number,
                at=row.arrived_at,
                queue_id=row.queue_id,
                waited=row.waited,
                result=row.result,
            )
            for row in rows
        ]

    async def last_served(self, tenant_id: str, since: datetime) -> dict[str, datetime]:
        """By number."""
        async with self._database.reading(tenant_id) as reader:
            return await store.last_served(reader.session, since)


class Interactions:
    def __init__(
        self,
        database: Database,
        names: Names,
        recordings: RecordingsOf,
        live: LiveWrapUp,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._database, self.names, self._recordings = database, names, recordings
        self._live, self._clock, self._ids = live, clock, ids

    async def listed(self, tenant_id: str, wanted: Wanted) -> Sequence[InteractionRow]:
        async with self._database.reading(tenant_id) as reader:
            return await store.listed(reader.session, wanted)

    async def with_same_number(
        self, tenant_id: str, interaction_id: str, wanted: Wanted
    ) -> Sequence[InteractionRow]:
        """Everything with the customer of this interaction; without a number only the interaction itself."""
        async with self._database.reading(tenant_id) as reader:
            record = await _known(reader, interaction_id)
            if not names_a_customer(record.number):
                return [record]
            return await store.listed(reader.session, msgspec.structs.replace(wanted, number=record.number))

    async def whole(self, tenant_id: str, interaction_id: str) -> Whole:
        async with self._database.reading(tenant_id) as reader:
            record = await _known(reader, interaction_id)
            facts = await journal.of_interaction(reader.session, interaction_id)
            recordings = await self._recordings.of(reader, interaction_id)
        return Whole(record, lines(facts, self.names), recordings)

    async def number(self, who: Principal, interaction_id: str) -> str:
        """In clear text; who asked stands in the audit."""
        async with self._database.writing(who.tenant_id) as work:
            record = await _known(work, interaction_id)
            await audit.record(work, who, "interaction.number_seen", target=interaction_id)
            return record.number

    async def earlier(self, tenant_id: str, interaction_id: str, number: str) -> Earlier | None:
        """What there was before with this number; the interaction's own where `number` is empty."""
        async with self._database.reading(tenant_id) as reader:
            number = number or await store.number_of(reader.session, interaction_id)
            if not names_a_customer(number):
                return None
            return await store.earlier_with(reader.session, number, interaction_id)

    async def finish_wrap_up(
        self, tenant_id: str, agent_id: str, interaction_id: str, disposition_id: str, notes: str
    ) -> None:
        """Finish what ran out of time: at the engine while it holds the interaction, else in the records."""
        if not self.names.has_disposition(tenant_id, disposition_id):
            raise DispositionUnknown("This disposition does not exist any more. Choose another.")
        async with self._database.reading(tenant_id) as reader:
            await _known(reader, interaction_id)
        if await self._live.finish(tenant_id, agent_id, interaction_id, disposition_id, notes):
            return
        async with self._database.writing(tenant_id) as work:
            record = await _known(work, interaction_id)
            _own_unfinished(record, agent_id)
            fact = WrapUpFinished(
                id=self._ids.new(),
                tenant_id=tenant_id,
                at=self._clock.now(),
                interaction_id=interaction_id,
                agent_id=agent_id,
                queue_id=record.queue_id,
                disposition_id=disposition_id,
                notes=notes,
                after_call_work=0.0,
            )
            await journal.add_new(work.session, [fact])
            reactions.project(record, fact, self.names.region(tenant_id))
            work.announce(fact)


async def _known(reader: Reading, interaction_id: str) -> InteractionRow:
    record = await store.one(reader.session, interaction_id)
    if record is None:
        raise InteractionUnknown("There is no such interaction.")
    return record


def _own_unfinished(record: InteractionRow, agent_id: str) -> PartRow:
    part = next((part for part in record.parts if part.agent_id == agent_id), None)
    if part is None:
        raise WrapUpNotYours("You took no part in this interaction.")
    if part.finished:
        raise WrapUpFinishedAlready("This wrap-up is finished already.")
    if not part.unfinished and record.ended_at is None:
        raise WrapUpTooEarly("This interaction still goes on. Finish it at the call bar.")
    return part


def cursor_after(record: InteractionRow) -> str:
    return cursor_of(record.arrived_at, record.id)

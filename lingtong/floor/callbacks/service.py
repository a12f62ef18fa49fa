from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from lingtong.floor.callbacks import reactions, store
from lingtong.floor.callbacks.errors import CallbackWithoutNumber, DueTooFar
from lingtong.floor.callbacks.events import CallbackFact
from lingtong.floor.callbacks.model import EXPIRES
from lingtong.floor.callbacks.ports import Contacts, Names, Promising
from lingtong.floor.callbacks.schemas import CallbackAsk
from lingtong.floor.callbacks.tables import CallbackRow
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.ports import Unserved
from lingtong.kit import Clock
from lingtong.switch.numbers import names_a_customer


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    """Bring the list up to these facts: new ones only, in order, in the transaction that stores them."""
    mine = [fact for fact in facts if isinstance(fact, CallbackFact)]
    rows = await store.by_ids(work.session, (fact.callback_id for fact in mine)) if mine else {}
    for fact in mine:
        row = rows.get(fact.callback_id)
        if row is None:
            row = rows[fact.callback_id] = reactions.fresh(fact)
            work.session.add(row)
        if row.tenant_id == fact.tenant_id:
            reactions.project(row, fact)


class Missed(msgspec.Struct, frozen=True):
    """A customer's last call that reached nobody; `times` counts all of them."""

    last: Unserved
    times: int


class Callbacks:
    def __init__(
        self, database: Database, engine: Promising, contacts: Contacts, names: Names, clock: Clock
    ) -> None:
        self._database, self._engine, self._contacts = database, engine, contacts
        self.names, self._clock = names, clock

    async def listed(
        self, tenant_id: str, state: str, queue_id: str, since: datetime | None, at_most: int
    ) -> Sequence[CallbackRow]:
        async with self._database.reading(tenant_id) as reader:
            return await store.listed(reader.session, state, queue_id, since, at_most)

    async def missed(self, tenant_id: str, since: datetime) -> list[Missed]:
        """Who called, reached nobody, was not spoken with since and is promised nothing; newest first."""
        calls = await self._contacts.unserved(tenant_id, since)
        served = await self._contacts.last_served(tenant_id, since)
        async with self._database.reading(tenant_id) as reader:
            promised = await store.promised_since(reader.session, since)
        found: dict[str, Missed] = {}
        for call in calls:
            since_then = (served.get(call.number), promised.get(call.number))
            over = any(at is not None and at >= call.at for at in since_then)
            if over or not names_a_customer(call.number):
                continue
            before = found.get(call.number)
            found[call.number] = Missed(call, before.times + 1 if before else 1)
        return sorted(found.values(), key=lambda one: one.last.at, reverse=True)

    async def ask(self, who: Principal, ask: CallbackAsk) -> str:
        if ask.due is not None and ask.due > self._clock.now() + 8 * EXPIRES:
            raise DueTooFar("Choose a time within the next month.")
        number = ask.number or await self._number_of(who.tenant_id, ask.interaction_id)
        return await self._engine.ask(who, ask.queue_id, number, ask.due, ask.why, ask.interaction_id)

    async def cancel(self, who: Principal, callback_id: str) -> None:
        await self._engine.cancel(who, callback_id)

    async def call_now(self, who: Principal, callback_id: str) -> None:
        await self._engine.call_now(who, callback_id)

    async def _number_of(self, tenant_id: str, interaction_id: str) -> str:
        number = await self._contacts.number_of(tenant_id, interaction_id) if interaction_id else ""
        if not number:
            raise CallbackWithoutNumber("Give a number, or a contact that has one.")
        return number

    def a_day_ago(self) -> datetime:
        return self._clock.now() - timedelta(days=1)

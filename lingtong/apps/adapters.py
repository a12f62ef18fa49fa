"""Ports of one room fulfilled by another: nothing here decides anything."""

from collections.abc import Callable, Sequence
from datetime import datetime

from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.commands import (
    AskCallback,
    CallbackNow,
    CancelCallback,
    EndPlan,
    StartPlan,
    WrapUp,
)
from lingtong.floor.live.ports import PhoneAccount
from lingtong.floor.live.views import Card
from lingtong.foundation.db import Database
from lingtong.foundation.identity import Principal
from lingtong.interactions.service import Interactions
from lingtong.kit import Refusal
from lingtong.switch.plan import Phone
from lingtong.switch.trunks import Phones


class CardsFromRecords:
    def __init__(self, interactions: Interactions, book: CenterBook) -> None:
        self._interactions, self._book = interactions, book

    async def card(self, tenant_id: str, interaction_id: str, number: str) -> Card | None:
        found = await self._interactions.earlier(tenant_id, interaction_id, number)
        if found is None:
            return None
        return Card(
            interactions=found.interactions,
            last_at=found.last_at,
            last_note=found.last_note,
            last_disposition=self._book.disposition(found.last_disposition_id),
        )


class WrapUpsAtTheEngine:
    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def finish(
        self, tenant_id: str, agent_id: str, interaction_id: str, disposition_id: str, notes: str
    ) -> bool:
        command = WrapUp(
            tenant_id=tenant_id,
            agent_id=agent_id,
            interaction_id=interaction_id,
            disposition_id=disposition_id,
            notes=notes,
        )
        try:
            await self._engine.ask(command)
        except Refusal:
            return False
        return True


class SurgeAtTheEngine:
    """Callbacks and plans, asked of the engine by whoever is signed in, with or without a seat."""

    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def ask(
        self,
        who: Principal,
        queue_id: str,
        number: str,
        due: datetime | None,
        why: str,
        interaction_id: str,
    ) -> str:
        command = AskCallback(
            **_by(who), queue_id=queue_id, number=number, due=due, why=why, interaction_id=interaction_id
        )
        return (await self._engine.ask_as(who, command)).callback_id

    async def cancel(self, who: Principal, callback_id: str) -> None:
        await self._engine.ask_as(who, CancelCallback(**_by(who), callback_id=callback_id))

    async def call_now(self, who: Principal, callback_id: str) -> None:
        await self._engine.ask_as(who, CallbackNow(**_by(who), callback_id=callback_id))

    async def start(self, who: Principal, plan_id: str) -> None:
        await self._engine.ask_as(who, StartPlan(**_by(who), plan_id=plan_id))

    async def end(self, who: Principal, plan_id: str) -> None:
        await self._engine.ask_as(who, EndPlan(**_by(who), plan_id=plan_id))


def _by(who: Principal) -> dict[str, str]:
    return {"tenant_id": who.tenant_id, "agent_id": who.agent_id or ""}


class BrowserPhones:
    def __init__(self, database: Database, phones: Phones, guests: Callable[[], Sequence[Phone]]) -> None:
        self._database, self._phones = database, phones
        self._guests = guests

    async def of_agent(self, tenant_id: str, agent_id: str) -> PhoneAccount | None:
        try:
            async with self._database.reading(tenant_id) as reader:
                phone = await self._phones.browser_phone(reader, agent_id)
        except Refusal:
            return None
        return PhoneAccount(phone.name, phone.secret)

    def guests(self) -> list[PhoneAccount]:
        """Read anew each time: their secrets change whenever an engine starts."""
        return [PhoneAccount(phone.name, phone.secret) for phone in self._guests()]

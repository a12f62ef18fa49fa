"""The caller's card on an offer: looked up once for each interaction and agent, never waited for too long."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import structlog

from lingtong.floor.live.ports import EarlierContacts
from lingtong.floor.live.views import Card, InteractionView

log = structlog.get_logger()
PATIENCE = 0.1  # seconds that a view waits for its card
GIVEN_UP = 5.0
MOST_NUMBERS = 20_000

SlotKey = tuple[str, str]
Show = Callable[[str, InteractionView], None]


@dataclass
class _Slot:
    """`latest` waits while the card is looked up."""

    tenant_id: str
    latest: InteractionView | None
    card: Card | None = None
    waits: bool = True


class Cards:
    """`group` owns the look-ups; `show` gets views that may be sent now."""

    def __init__(self, contacts: EarlierContacts, group: asyncio.TaskGroup, show: Show) -> None:
        self._contacts, self._group, self._show = contacts, group, show
        self._slots: dict[SlotKey, _Slot] = {}
        self._numbers: OrderedDict[str, str] = OrderedDict()

    def arrived(self, interaction_id: str, number: str) -> None:
        """The clear number, which views do not carry; newer than any record in the database."""
        self._numbers[interaction_id] = number
        if len(self._numbers) > MOST_NUMBERS:
            self._numbers.popitem(last=False)

    def changed(self, tenant_id: str, view: InteractionView) -> None:
        """Shows the view with its card: now where that is known, after the look-up where it is new."""
        slot = self._slots.get((view.interaction_id, view.agent_id))
        if slot is None:
            self._begin(tenant_id, view)
            return
        slot.latest = view
        if not slot.waits:
            self._show(tenant_id, with_card(view, slot.card))

    def known(self, tenant_id: str, view: InteractionView) -> InteractionView:
        """For a hello: with the card if it is known; else the card follows in a view of its own."""
        slot = self._slots.get((view.interaction_id, view.agent_id))
        if slot is None:
            self._begin(tenant_id, view).waits = False
            return view
        return with_card(view, slot.card)

    def gone(self, interaction_id: str, agent_id: str) -> None:
        slot = self._slots.pop((interaction_id, agent_id), None)
        if slot is not None:
            slot.latest = None

    def _begin(self, tenant_id: str, view: InteractionView) -> _Slot:
        if len(self._slots) >= MOST_NUMBERS:  # ends that were never told, after crashes of the engine
            del self._slots[next(iter(self._slots))]
        slot = self._slots[view.interaction_id, view.agent_id] = _Slot(tenant_id, view)
        self._group.create_task(self._fill(slot, view.interaction_id))
        return slot

    async def _fill(self, slot: _Slot, interaction_id: str) -> None:
        looking = self._group.create_task(self._card(slot.tenant_id, interaction_id))
        await asyncio.wait({looking}, timeout=PATIENCE)
        if not looking.done():
            self._release(slot)  # the view goes without its card; the card follows
            slot.card = await looking
            if slot.card is None:
                return
        else:
            slot.card = looking.result()
        slot.waits = slot.waits or slot.card is not None
        self._release(slot)

    def _release(self, slot: _Slot) -> None:
        if slot.waits and slot.latest is not None:
            self._show(slot.tenant_id, with_card(slot.latest, slot.card))
        slot.waits = False

    async def _card(self, tenant_id: str, interaction_id: str) -> Card | None:
        try:
            async with asyncio.timeout(GIVEN_UP):
                number = self._numbers.get(interaction_id, "")
                return await self._contacts.card(tenant_id, interaction_id, number)
        except Exception as error:  # a call is handled without its card when the database is away
            log.warning("card.not_found", interaction_id=interaction_id, error=type(error).__name__)
            return None


def with_card(view: InteractionView, card: Card | None) -> InteractionView:
    return msgspec.structs.replace(view, card=card) if card is not None else view

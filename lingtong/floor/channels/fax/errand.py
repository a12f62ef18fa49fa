"""A flow asks for a document: made with the values of the call, for the caller's machine or for a number."""

import asyncio

from lingtong.floor.channels.fax import store
from lingtong.floor.channels.fax.archive import Archive, Kept
from lingtong.floor.channels.fax.model import State
from lingtong.floor.channels.fax.pages import pages_of_text
from lingtong.floor.channels.fax.reactions import SEND
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.floor.turn import Errand, ErrandOutcome
from lingtong.foundation.db import Database
from lingtong.foundation.jobs import enqueue
from lingtong.kit import Clock, Refusal


class DocumentErrand:
    """The pages lie ready for the switch under the id of the visit, so that asking twice makes one fax."""

    def __init__(self, database: Database, archive: Archive, clock: Clock) -> None:
        self._database, self._archive, self._clock = database, archive, clock

    async def make(self, errand: Errand) -> tuple[ErrandOutcome, dict[str, str], str]:
        title, text, number = (str(errand.request.get(name, "")) for name in ("title", "text", "number"))
        fax_id = errand.id.replace(":", "-")
        try:
            made = await asyncio.to_thread(pages_of_text, title, text)
        except Refusal as refusal:
            return "failed", {}, refusal.code
        kept = await asyncio.to_thread(self._archive.keep, errand.tenant_id, fax_id, made)
        await asyncio.to_thread(self._archive.hand_over, errand.tenant_id, fax_id)
        await self._note(errand, fax_id, title, number, kept)
        return "done", {"pages": str(kept.pages)}, ""

    async def _note(self, errand: Errand, fax_id: str, title: str, number: str, kept: Kept) -> None:
        async with self._database.writing(errand.tenant_id) as work:
            if await work.session.get(FaxRow, fax_id) is not None:
                return
            row = store.new_row(
                id=fax_id,
                direction="out",
                state=State.WAITING,
                number=number,
                title=title[:200],
                interaction_id="" if number else errand.interaction_id,
                created_at=self._clock.now(),
                pages=kept.pages,
                size=kept.size,
                sha256=kept.sha256,
            )
            work.session.add(row)
            await work.session.flush()
            if number:
                await enqueue(work, SEND, {"fax_id": fax_id, "tenant_id": errand.tenant_id})

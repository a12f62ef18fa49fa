from datetime import datetime
from typing import Any

import msgspec
import structlog

from lingtong.floor.live.figures import BoardMessage, BoardsChanged
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.catalog import Finding, Invalid
from lingtong.foundation.catalog.errors import ItemUnknown, RevisionStale, TooManyItems
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal, audit
from lingtong.insight.boards import store
from lingtong.insight.boards.check import findings
from lingtong.insight.boards.model import Board
from lingtong.insight.boards.tables import BoardMessageRow, BoardRow
from lingtong.kit import Clock, Ids

log = structlog.get_logger()
MOST = 100


class Boards:
    def __init__(self, database: Database, bus: Bus, clock: Clock, ids: Ids) -> None:
        self._database, self._bus, self._clock, self._ids = database, bus, clock, ids

    async def all(self, who: Principal) -> list[Board]:
        async with self._database.reading(who.tenant_id) as reader:
            return sorted(await store.boards(reader.session), key=lambda board: (board.name, board.id))

    async def get(self, who: Principal, board_id: str) -> Board:
        async with self._database.reading(who.tenant_id) as reader:
            row = await store.row_of(reader.session, board_id)
            if row is None:
                raise ItemUnknown("This board does not exist any more.", kind="boards", id=board_id)
            return store.board_of(row)

    async def save(self, who: Principal, given: dict[str, Any], board_id: str | None = None) -> Board:
        """Refuses tiles that cannot be read from the farthest place, each by its own field."""
        wanted = given.pop("revision", None)
        async with self._database.writing(who.tenant_id) as work:
            row = await self._row(work, board_id, wanted)
            board = msgspec.convert({**given, "id": row.id, "revision": row.revision + 1}, Board)
            wrong = list(findings(board))
            if await store.named(work.session, board.name, row.id):
                wrong.append(Finding(field="name", code="duplicate", message="Another board has this name."))
            if wrong:
                raise Invalid(wrong)
            await store.put(work.session, row, board, self._clock.now())
            tiles = sum(len(page.tiles) for page in board.pages)
            data = {"name": board.name, "pages": len(board.pages), "tiles": tiles}
            await audit.record(work, who, "boards.changed", target=row.id, data=data)
        await self._tell(who.tenant_id, BoardsChanged(board_id=board.id))
        return board

    async def retire(self, who: Principal, board_id: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await self._row(work, board_id, None)
            row.retired_at = self._clock.now()
            await audit.record(work, who, "boards.retired", target=board_id, data={"name": row.name})
        await self._tell(who.tenant_id, BoardsChanged(board_id=board_id))

    async def say(self, who: Principal, text: str, level: str, until: datetime | None) -> BoardMessage:
        """The one line for all walls; an empty one takes it away."""
        async with self._database.writing(who.tenant_id) as work:
            row = await store.message(work.session) or BoardMessageRow(id=self._ids.new())
            row.text, row.level, row.until, row.by = text, level, until, who.name
            work.session.add(row)
            await audit.record(work, who, "boards.message", target="walls", data={"text": text})
            said = self._shown(row)
        await self._tell(who.tenant_id, said)
        return said

    async def message(self, tenant_id: str) -> BoardMessage:
        async with self._database.reading(tenant_id) as reader:
            row = await store.message(reader.session)
            return self._shown(row) if row is not None else BoardMessage()

    async def messages(self) -> list[tuple[str, BoardMessage]]:
        """Of all tenants that ever had one."""
        async with self._database.reading_everywhere() as reader:
            return [(row.tenant_id, self._shown(row)) for row in await store.messages(reader.session)]

    def _shown(self, row: BoardMessageRow) -> BoardMessage:
        if row.until is not None and row.until <= self._clock.now():
            return BoardMessage()
        return msgspec.convert(row, BoardMessage, from_attributes=True)

    async def _row(self, work: Work, board_id: str | None, revision: int | None) -> BoardRow:
        if board_id is None:
            if len(await store.boards(work.session)) >= MOST:
                raise TooManyItems(f"There are already {MOST} boards.", kind="boards", most=MOST)
            return BoardRow(id=self._ids.new(), revision=0)
        row = await store.row_of(work.session, board_id)
        if row is None:
            raise ItemUnknown("This board does not exist any more.", kind="boards", id=board_id)
        if revision not in (None, row.revision):
            raise RevisionStale("Somebody saved this meanwhile. Load it again.", revision=row.revision)
        return row

    async def _tell(self, tenant_id: str, view: BoardMessage | BoardsChanged) -> None:
        try:
            await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(view))
        except NobodyAnswers:
            log.warning("boards.not_told")

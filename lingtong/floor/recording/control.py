"""Programs that pause recordings: a payment page, say, while a card number is said. Each has a token."""

import hashlib
import secrets
from collections.abc import Sequence

from lingtong.floor.recording import store
from lingtong.floor.recording.errors import TokenUnknown
from lingtong.floor.recording.tables import RecordingTokenRow
from lingtong.foundation.db import Database
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.model import Principal
from lingtong.kit import Clock, Ids

PREFIX = "ltr_"


class Tokens:
    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database, self._clock, self._ids = database, clock, ids

    async def listed(self, who: Principal) -> Sequence[RecordingTokenRow]:
        async with self._database.reading(who.tenant_id) as reader:
            return await store.tokens(reader.session)

    async def make(self, who: Principal, label: str) -> tuple[RecordingTokenRow, str]:
        """With the token itself, which is told once and never again."""
        token = PREFIX + secrets.token_urlsafe(32)
        row = RecordingTokenRow(
            id=self._ids.new(),
            label=label,
            hash=_digest(token),
            made_by=who.login,
            made_at=self._clock.now(),
        )
        async with self._database.writing(who.tenant_id) as work:
            work.session.add(row)
            await audit.record(work, who, "recording.token_made", target=row.id, data={"label": label})
        return row, token

    async def retire(self, who: Principal, token_id: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await work.get(RecordingTokenRow, token_id)
            row.retired_at = self._clock.now()
            await audit.record(work, who, "recording.token_retired", target=row.id, data={"label": row.label})

    async def owner(self, token: str) -> RecordingTokenRow:
        """Whose token this is."""
        async with self._database.writing_everywhere() as work:
            row = await store.token_by_hash(work.session, _digest(token))
            if row is None:
                raise TokenUnknown("This token is not known here.")
            row.used_at = self._clock.now()
        return row


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

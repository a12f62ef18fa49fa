"""Whether a caller knows the PIN of an account. No PIN is ever logged, told or shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lingtong.floor.ivr.errands import Answer, failed
from lingtong.floor.ivr.sources.pins import store
from lingtong.floor.ivr.sources.pins.errors import PinUnknown
from lingtong.floor.ivr.sources.pins.hashing import PinHashes
from lingtong.floor.ivr.sources.tables import CallerPinRow, PinTryRow
from lingtong.foundation.config import PinSettings
from lingtong.foundation.db import Database, Work
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, Ids

LONGEST_ACCOUNT = 120
LOCKED = Answer("refused", {"locked": "yes"})
_ROWS = ("0123456789" * 2, "9876543210" * 2)


class Pins:
    def __init__(
        self, database: Database, hashes: PinHashes, settings: PinSettings, clock: Clock, ids: Ids
    ) -> None:
        self._database, self._hashes, self._settings = database, hashes, settings
        self._clock, self._ids = clock, ids

    async def check(self, tenant_id: str, account: str, caller: str, pin: str) -> Answer:
        """The try is counted before it is looked at, so that many at once gain nothing."""
        if not _is_account(account):
            return failed("account_missing")
        async with self._database.writing(tenant_id) as work:
            row = await store.of_account(work.session, account)
            if row is None:
                return Answer("empty")
            if not await self._counted(work, tenant_id, account, caller):
                return LOCKED
            known = row.hashed
        if not await self._hashes.fits(tenant_id, account, pin, known):
            return Answer("refused")
        async with self._database.writing(tenant_id) as work:
            row = await store.of_account(work.session, account)
            if row is not None:
                row.used_at = self._clock.now()
            await self._forgive(work, tenant_id, account, caller)
        return Answer("done")

    async def set(self, tenant_id: str, account: str, pin: str) -> Answer:
        """`refused`: too easy to guess."""
        if not _is_account(account):
            return failed("account_missing")
        if _is_easy(pin, account):
            return Answer("refused")
        hashed = await self._hashes.hashed(tenant_id, account, pin)
        async with self._database.writing(tenant_id) as work:
            row = await store.of_account(work.session, account)
            if row is None:
                row = CallerPinRow(id=self._ids.new(), account=account, used_at=None)
                work.session.add(row)
            row.hashed, row.set_at = hashed, self._clock.now()
        return Answer("done")

    # --- for administrators

    async def listed(self, who: Principal, begins: str, after: str, at_most: int) -> Sequence[CallerPinRow]:
        async with self._database.reading(who.tenant_id) as reader:
            return await store.page(reader.session, begins, after, at_most)

    async def locked_until(self, who: Principal, accounts: Sequence[str]) -> dict[str, datetime]:
        keys = {self._hashes.what("account", who.tenant_id, one): one for one in accounts}
        async with self._database.reading(who.tenant_id) as reader:
            rows = await store.tries(reader.session, keys)
        return {keys[row.what]: until for row in rows if (until := self._until(row)) is not None}

    async def reset(self, who: Principal, account: str) -> None:
        """The account has no PIN any more, and no lock."""
        async with self._database.writing(who.tenant_id) as work:
            await self._row(work, account)
            await store.forget(work.session, account)
            await store.forget_tries(work.session, self._hashes.what("account", who.tenant_id, account))
            await audit.record(work, who, "pins.reset", f"pins/{account}", {})

    async def unlock(self, who: Principal, account: str) -> None:
        """The PIN stays and may be tried again."""
        async with self._database.writing(who.tenant_id) as work:
            await self._row(work, account)
            await store.forget_tries(work.session, self._hashes.what("account", who.tenant_id, account))
            await audit.record(work, who, "pins.unlocked", f"pins/{account}", {})

    async def _row(self, work: Work, account: str) -> CallerPinRow:
        row = await store.of_account(work.session, account)
        if row is None:
            raise PinUnknown("This account has no PIN.")
        return row

    # --- tries

    async def _counted(self, work: Work, tenant_id: str, account: str, caller: str) -> bool:
        """False when this account, or this number, is locked; it is then locked no longer than it was."""
        now = self._clock.now()
        await store.forget_old(work.session, now - self._lock)
        keys = self._keys(tenant_id, account, caller)
        known = {row.what: row for row in await store.tries(work.session, keys)}
        if any(row.tries >= self._settings.tries for row in known.values()):
            return False
        for key in keys:
            row = known.get(key)
            if row is None:
                work.session.add(PinTryRow(what=key, tries=1, began_at=now))
            else:
                row.tries, row.began_at = row.tries + 1, now
        return True

    async def _forgive(self, work: Work, tenant_id: str, account: str, caller: str) -> None:
        """The account begins anew; the number keeps its other failures."""
        account_key, *caller_key = self._keys(tenant_id, account, caller)
        await store.forget_tries(work.session, account_key)
        for row in await store.tries(work.session, caller_key):
            row.tries = max(row.tries - 1, 0)

    def _keys(self, tenant_id: str, account: str, caller: str) -> list[str]:
        keys = [self._hashes.what("account", tenant_id, account)]
        return keys + ([self._hashes.what("caller", tenant_id, caller)] if caller else [])

    def _until(self, row: PinTryRow) -> datetime | None:
        until = row.began_at + self._lock
        return until if row.tries >= self._settings.tries and until > self._clock.now() else None

    @property
    def _lock(self) -> timedelta:
        return timedelta(minutes=self._settings.lock_minutes)


def _is_account(account: str) -> bool:
    return 0 < len(account) <= LONGEST_ACCOUNT


def _is_easy(pin: str, account: str) -> bool:
    """One digit alone, a row of them, or what stands in the account."""
    return len(set(pin)) == 1 or any(pin in row for row in _ROWS) or pin in account

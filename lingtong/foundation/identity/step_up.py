"""The own password once more, good for some minutes: an open screen that somebody finds is not enough."""

from datetime import datetime, timedelta

from starlette.requests import HTTPConnection

from lingtong.foundation.db import Reading
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import audit, passwords, throttle
from lingtong.foundation.identity.errors import ConfirmationWrong, PasswordNeeded
from lingtong.foundation.identity.guard import signed_in_by_cookie
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.tables import SessionRow, UserRow

GOOD_FOR = timedelta(minutes=5)


async def confirm(parts: Parts, who: Principal, password: str, address: str) -> None:
    """Tries are counted as those at log-in are; wrong ones stand in the audit."""
    await throttle.count_try(parts, who.tenant_id, who.user_id, address)
    async with parts.database.reading(who.tenant_id) as reader:
        known = (await reader.get(UserRow, who.user_id)).password_hash
    fits = await passwords.fits(password, known)
    async with parts.database.writing(who.tenant_id) as work:
        if fits:
            (await work.get(SessionRow, who.session_id)).confirmed_at = parts.clock.now()
        act = "password.confirmed" if fits else "password.not_confirmed"
        await audit.record(work, who, act, target=who.user_id)
    if not fits:
        raise ConfirmationWrong("This is not your password.")
    await throttle.forgive(parts, who.tenant_id, who.user_id, address)


async def need(reader: Reading, who: Principal, now: datetime) -> None:
    """Refuses where this session has not given its password a moment ago."""
    session = await reader.session.get(SessionRow, who.session_id) if who.session_id else None
    given = session.confirmed_at if session is not None else None
    if given is None or now - given > GOOD_FOR:
        raise PasswordNeeded("This asks for your own password once more.")


async def confirmed(connection: HTTPConnection) -> None:
    """A dependency: `Annotated[None, Depends(confirmed)]`, beside the one that knows who asks."""
    parts, who = parts_of(connection), (await signed_in_by_cookie(connection)).principal
    async with parts.database.reading(who.tenant_id) as reader:
        await need(reader, who, parts.clock.now())

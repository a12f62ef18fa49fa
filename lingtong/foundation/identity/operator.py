"""What an operator at the machine may do, without signing in: the audit trail says "command line"."""

from collections.abc import Sequence

from lingtong.foundation.db import NotFound, Reading, Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit, passwords, store
from lingtong.foundation.identity.errors import TenantNeeded
from lingtong.foundation.identity.tables import TenantRow, UserRow

ACTOR = "command line"


async def tenant_of(parts: Parts, code: str | None) -> TenantRow:
    """By its short name, or the only one."""
    async with parts.database.reading_everywhere() as reader:
        known = [row for row in await store.tenants(reader.session) if code in {None, row.code}]
    if not known:
        raise NotFound("There is no such tenant.")
    if len(known) > 1:
        raise TenantNeeded(f"Which tenant? {', '.join(row.code for row in known)}")
    return known[0]


async def people_of(parts: Parts, tenant_id: str) -> Sequence[tuple[UserRow, str]]:
    """Users with the names of their roles."""
    async with parts.database.reading(tenant_id) as reader:
        names = {role.id: role.code or role.name for role in await store.roles(reader.session)}
        return [(user, names[user.role_id]) for user in await store.users(reader.session, retired=True)]


async def set_password(parts: Parts, tenant_id: str, login: str, password: str) -> None:
    """Ends the user's sessions."""
    passwords.check_strength(password, parts.settings.security.password_shortest, login)
    fresh = await passwords.hashed(password)
    async with parts.database.writing(tenant_id) as work:
        user = await _user(work, login)
        user.password_hash = fresh
        await store.end_sessions(work.session, user.id)
        await audit.record_by(work, ACTOR, None, "password.changed", target=user.id)


async def set_locked(parts: Parts, tenant_id: str, login: str, *, locked: bool) -> None:
    async with parts.database.writing(tenant_id) as work:
        user = await _user(work, login)
        user.locked = locked
        if locked:
            await store.end_sessions(work.session, user.id)
        await audit.record_by(work, ACTOR, None, "user.locked" if locked else "user.unlocked", target=user.id)


async def take_off_second_factor(parts: Parts, tenant_id: str, login: str) -> None:
    async with parts.database.writing(tenant_id) as work:
        user = await _user(work, login)
        user.totp_secret = user.totp_pending = None
        await audit.record_by(work, ACTOR, None, "totp.disabled", target=user.id)


async def _user(reader: Reading | Work, login: str) -> UserRow:
    user = await store.user_by_login(reader.session, reader.tenant_id, login)
    if user is None:
        raise NotFound(f"There is no user {login}.")
    return user

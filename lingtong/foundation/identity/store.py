"""All queries on people, roles and sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.foundation.identity.tables import RoleRow, SessionRow, TenantRow, ThrottleRow, UserRow

Signed = tuple[SessionRow, UserRow, RoleRow, TenantRow]


async def tenant_by_code(session: AsyncSession, code: str) -> TenantRow | None:
    return await session.scalar(select(TenantRow).where(TenantRow.code == code))


async def tenants(session: AsyncSession) -> Sequence[TenantRow]:
    return (await session.scalars(select(TenantRow).order_by(TenantRow.code))).all()


async def dial_rights(session: AsyncSession) -> dict[str, str]:
    """By agent: what the role of the user at that seat may dial."""
    query = select(UserRow.agent_id, RoleRow.dial_right).join(RoleRow, RoleRow.id == UserRow.role_id)
    rows = await session.execute(query.where(UserRow.agent_id.is_not(None), UserRow.retired_at.is_(None)))
    return {str(agent_id): right for agent_id, right in rows}


async def roles_of_agents(session: AsyncSession) -> dict[str, str]:
    """By agent: the role of the user at that seat."""
    query = select(UserRow.agent_id, UserRow.role_id)
    rows = await session.execute(query.where(UserRow.agent_id.is_not(None), UserRow.retired_at.is_(None)))
    return {str(agent_id): role_id for agent_id, role_id in rows}


async def user_by_login(session: AsyncSession, tenant_id: str, login: str) -> UserRow | None:
    query = select(UserRow).where(UserRow.tenant_id == tenant_id, UserRow.login == login.strip().lower())
    return await session.scalar(query)


async def user_of_agent(session: AsyncSession, agent_id: str) -> tuple[UserRow, RoleRow] | None:
    """Who sits in this seat and may sign in."""
    query = select(UserRow, RoleRow).join(RoleRow, RoleRow.id == UserRow.role_id)
    query = query.where(UserRow.agent_id == agent_id, UserRow.retired_at.is_(None), UserRow.locked.is_(False))
    row = (await session.execute(query)).first()
    return None if row is None else (row[0], row[1])


async def users(session: AsyncSession, retired: bool = False) -> Sequence[UserRow]:
    query = select(UserRow).order_by(UserRow.login)
    return (await session.scalars(query if retired else query.where(UserRow.retired_at.is_(None)))).all()


async def roles(session: AsyncSession) -> Sequence[RoleRow]:
    return (await session.scalars(select(RoleRow).order_by(RoleRow.name))).all()


async def role_by_name(session: AsyncSession, name: str) -> RoleRow | None:
    return await session.scalar(select(RoleRow).where(RoleRow.name == name))


async def users_with_role(session: AsyncSession, role_id: str) -> Sequence[UserRow]:
    return (
        await session.scalars(select(UserRow).where(UserRow.role_id == role_id).order_by(UserRow.login))
    ).all()


async def somebody_has(session: AsyncSession, permission: str) -> bool:
    """Among those who can sign in."""
    query = select(RoleRow.permissions).join(UserRow, UserRow.role_id == RoleRow.id)
    query = query.where(UserRow.retired_at.is_(None), UserRow.locked.is_(False))
    return any(permission in permissions for permissions in await session.scalars(query))


async def signed_by_hash(session: AsyncSession, token_hash: str) -> Signed | None:
    by_token = or_(SessionRow.token_hash == token_hash, SessionRow.previous_hash == token_hash)
    return await _signed(session, by_token)


async def signed_by_id(session: AsyncSession, session_id: str) -> Signed | None:
    return await _signed(session, SessionRow.id == session_id)


async def _signed(session: AsyncSession, which: object) -> Signed | None:
    query = (
        select(SessionRow, UserRow, RoleRow, TenantRow)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .join(RoleRow, RoleRow.id == UserRow.role_id)
        .join(TenantRow, TenantRow.id == SessionRow.tenant_id)
        .where(which)  # type: ignore[arg-type]
    )
    row = (await session.execute(query)).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


async def end_sessions(session: AsyncSession, user_id: str, but: str = "") -> None:
    await session.execute(delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.id != but))


async def forget_old_sessions(session: AsyncSession, expired: datetime, idle: datetime) -> None:
    await session.execute(
        delete(SessionRow).where(or_(SessionRow.expires_at < expired, SessionRow.seen_at < idle))
    )


async def count_try(
    session: AsyncSession, key: str, at: datetime, window_began: datetime
) -> tuple[int, datetime]:
    """Count one more try; how many there are in the window, and when it began."""
    row = await session.get(ThrottleRow, key, with_for_update=True)
    if row is not None and row.began_at < window_began:
        row.tries, row.began_at = 0, at
    if row is not None:
        row.tries += 1
        return row.tries, row.began_at
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(ThrottleRow).values(key=key, tries=1, began_at=at)
    fresh = fresh.on_conflict_do_update(
        index_elements=[ThrottleRow.key], set_={"tries": ThrottleRow.tries + 1}
    )
    tries = await session.scalar(fresh.returning(ThrottleRow.tries))
    return int(tries or 1), at


async def uncount_try(session: AsyncSession, key: str, *, wholly: bool) -> None:
    row = await session.get(ThrottleRow, key, with_for_update=True)
    if row is None:
        return
    if wholly or row.tries <= 1:
        await session.delete(row)
    else:
        row.tries -= 1


async def forget_old_tries(session: AsyncSession, before: datetime, at_most: int) -> None:
    """Those out of the window, and the oldest beyond a bound: an attack must not fill the disk."""
    await session.execute(delete(ThrottleRow).where(ThrottleRow.began_at < before))
    count = await session.scalar(select(func.count()).select_from(ThrottleRow)) or 0
    if count > at_most:
        oldest = select(ThrottleRow.key).order_by(ThrottleRow.began_at).limit(count - at_most)
        await session.execute(delete(ThrottleRow).where(ThrottleRow.key.in_(oldest)))

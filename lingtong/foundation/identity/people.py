"""Users, as an administrator keeps them."""

import secrets

from lingtong.foundation.db import Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit, passwords, store
from lingtong.foundation.identity.errors import (
    AgentsUnavailable,
    LastAdministrator,
    LoginTaken,
    MoreThanOwn,
    UnknownRole,
)
from lingtong.foundation.identity.model import Permission, Principal
from lingtong.foundation.identity.schemas import UserAsk
from lingtong.foundation.identity.tables import RoleRow, UserRow
from lingtong.foundation.identity.telling import tell_of_change


async def add(parts: Parts, who: Principal, ask: UserAsk) -> UserRow:
    fresh = await _new_hash(parts, ask)
    async with parts.database.writing(who.tenant_id) as work:
        await _check_role(work, who, ask.role_id)
        if await store.user_by_login(work.session, who.tenant_id, ask.login) is not None:
            raise LoginTaken("Somebody has this login, or had it.", login=ask.login)
        user = UserRow(
            id=parts.ids.new(),
            login=ask.login,
            name=ask.name,
            role_id=ask.role_id,
            language=ask.language,
            locked=ask.locked,
            password_hash=fresh or await passwords.hashed(secrets.token_urlsafe(32)),
            created_at=parts.clock.now(),
        )
        await _keep_agent(parts, work, user, ask)
        work.session.add(user)
        await work.session.flush()
        await audit.record(work, who, "user.added", target=user.id, data=_told(ask))
        return user


async def change(parts: Parts, who: Principal, user_id: str, ask: UserAsk) -> UserRow:
    fresh = await _new_hash(parts, ask)
    async with parts.database.writing(who.tenant_id) as work:
        user = await work.get(UserRow, user_id)
        await check_reach(work, who, user, ask.role_id)
        namesake = await store.user_by_login(work.session, who.tenant_id, ask.login)
        if namesake is not None and namesake.id != user.id:
            raise LoginTaken("Somebody has this login, or had it.", login=ask.login)
        user.login, user.name, user.role_id = ask.login, ask.name, ask.role_id
        user.language, user.locked = ask.language, ask.locked
        await _keep_agent(parts, work, user, ask)
        await work.session.flush()
        await _keep_an_administrator(work, user.id)
        if fresh is not None:
            user.password_hash = fresh
        if fresh is not None or user.locked:
            await store.end_sessions(work.session, user.id)
        await audit.record(work, who, "user.changed", target=user.id, data=_told(ask))
        tell_of_change(work, parts.bus)
        return user


async def retire(parts: Parts, who: Principal, user_id: str) -> None:
    async with parts.database.writing(who.tenant_id) as work:
        user = await work.get(UserRow, user_id)
        await check_reach(work, who, user, user.role_id)
        user.retired_at = parts.clock.now()
        if user.agent_id is not None and parts.agents is not None:
            await parts.agents.retire(work, user.agent_id)
        await work.session.flush()
        await _keep_an_administrator(work, user.id)
        await store.end_sessions(work.session, user.id)
        await audit.record(work, who, "user.retired", target=user.id)


async def _new_hash(parts: Parts, ask: UserAsk) -> str | None:
    if ask.password is None:
        return None
    passwords.check_strength(ask.password, parts.settings.security.password_shortest, ask.login)
    return await passwords.hashed(ask.password)


async def check_reach(work: Work, who: Principal, user: UserRow, new_role: str) -> None:
    """Nobody takes over who may do more, and nobody makes themselves more."""
    await _check_role(work, who, user.role_id)
    await _check_role(work, who, new_role)


async def _check_role(work: Work, who: Principal, role_id: str) -> None:
    role = await work.session.get(RoleRow, role_id)
    if role is None:
        raise UnknownRole("There is no such role.")
    if not who.permissions.issuperset(role.permissions):
        raise MoreThanOwn("This role may do more than you. Ask somebody who has it.", role=role.name)


async def _keep_agent(parts: Parts, work: Work, user: UserRow, ask: UserAsk) -> None:
    if ask.agent is None:
        return
    if parts.agents is None:
        raise AgentsUnavailable("Agents cannot be kept here.")
    given = ask.agent.model_dump()
    user.agent_id, user.agent_number = await parts.agents.save(work, user.agent_id, ask.name, given)


async def _keep_an_administrator(work: Work, but: str) -> None:
    """One of those who keep users always remains able to sign in."""
    if not await store.somebody_has(work.session, Permission.ADMIN_USERS):
        raise LastAdministrator(
            "Nobody could keep users any more. Give the right to somebody else first.", user=but
        )


def _told(ask: UserAsk) -> dict[str, object]:
    told = ask.model_dump(exclude={"password", "agent"})
    return {
        **told,
        "password_set": ask.password is not None,
        "agent": ask.agent.agent_number if ask.agent else None,
    }

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from lingtong.foundation.db import NotFound
from lingtong.foundation.http import Parts, parts_of, refusals
from lingtong.foundation.identity import audit, errors, own, people, roles, store
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Permission, Principal
from lingtong.foundation.identity.schemas import (
    AuditPage,
    AuditView,
    ChainView,
    RoleAsk,
    RoleView,
    UserAsk,
    UserView,
)
from lingtong.foundation.identity.tables import RoleRow, UserRow

router = APIRouter(
    prefix="/api/admin", tags=["administration"], responses=refusals(errors.NotSignedIn, errors.NotAllowed)
)

Joined = Annotated[Parts, Depends(parts_of)]
Keeper = Annotated[Principal, Depends(requires(Permission.ADMIN_USERS))]
Auditor = Annotated[Principal, Depends(requires(Permission.ADMIN_AUDIT))]
ROLE_READERS = (Permission.ADMIN_USERS, Permission.ADMIN_CENTER)
RoleReader = Annotated[Principal, Depends(requires(*ROLE_READERS))]

PAGE = 100
KEEPING = refusals(
    NotFound, errors.MoreThanOwn, errors.LoginTaken, errors.LastAdministrator, errors.UnknownRole
)
ROLES = refusals(NotFound, errors.MoreThanOwn, errors.RoleNameTaken, errors.UnknownPermission)


@router.get("/users")
async def list_users(who: Keeper, parts: Joined, retired: bool = False) -> list[UserView]:
    async with parts.database.reading(who.tenant_id) as reader:
        return [UserView.of(row) for row in await store.users(reader.session, retired)]


@router.get("/users/{user_id}", responses=KEEPING)
async def show_user(user_id: str, who: Keeper, parts: Joined) -> UserView:
    async with parts.database.reading(who.tenant_id) as reader:
        return UserView.of(await reader.get(UserRow, user_id))


@router.post("/users", status_code=201, responses=KEEPING)
async def add_user(ask: UserAsk, who: Keeper, parts: Joined) -> UserView:
    return UserView.of(await people.add(parts, who, ask))


@router.put("/users/{user_id}", responses=KEEPING)
async def change_user(user_id: str, ask: UserAsk, who: Keeper, parts: Joined) -> UserView:
    return UserView.of(await people.change(parts, who, user_id, ask))


@router.delete("/users/{user_id}", status_code=204, responses=KEEPING)
async def retire_user(user_id: str, who: Keeper, parts: Joined) -> None:
    await people.retire(parts, who, user_id)


@router.delete("/users/{user_id}/totp", status_code=204, responses=KEEPING)
async def reset_second_factor(user_id: str, who: Keeper, parts: Joined) -> None:
    async with parts.database.writing(who.tenant_id) as work:
        user = await work.get(UserRow, user_id)
        await people.check_reach(work, who, user, user.role_id)
        await own.reset_of_another(work, who, user)


@router.get("/roles")
async def list_roles(who: RoleReader, parts: Joined) -> list[RoleView]:
    async with parts.database.reading(who.tenant_id) as reader:
        return [RoleView.of(row) for row in await store.roles(reader.session)]


@router.get("/roles/{role_id}", responses=ROLES)
async def show_role(role_id: str, who: RoleReader, parts: Joined) -> RoleView:
    async with parts.database.reading(who.tenant_id) as reader:
        return RoleView.of(await reader.get(RoleRow, role_id))


@router.post("/roles", status_code=201, responses=ROLES)
async def add_role(ask: RoleAsk, who: Keeper, parts: Joined) -> RoleView:
    return RoleView.of(await roles.add(parts, who, ask))


@router.put("/roles/{role_id}", responses=ROLES)
async def change_role(role_id: str, ask: RoleAsk, who: Keeper, parts: Joined) -> RoleView:
    return RoleView.of(await roles.change(parts, who, role_id, ask))


@router.delete("/roles/{role_id}", status_code=204, responses={**ROLES, **refusals(errors.RoleInUse)})
async def remove_role(role_id: str, who: Keeper, parts: Joined) -> None:
    await roles.remove(parts, who, role_id)


@router.get("/audit")
async def read_audit(
    who: Auditor, parts: Joined, cursor: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> AuditPage:
    """Newest first."""
    async with parts.database.reading(who.tenant_id) as reader:
        rows = await audit.newest(reader, cursor, PAGE + 1)
        items = [AuditView.of(row, _readable(row.data)) for row in rows[:PAGE]]
        more = str(rows[PAGE - 1].sequence) if len(rows) > PAGE else None
    return AuditPage(items=items, next=more)


@router.get("/audit/chain")
async def check_audit(
    who: Auditor, parts: Joined, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> ChainView:
    """One bounded step of the check of the chain: ask again from `checked` until it has reached `until`."""
    async with parts.database.reading(who.tenant_id) as reader:
        step = await audit.check(reader, after)
    at = step.broken.sequence if step.broken else None
    return ChainView(checked=step.checked, until=step.until, broken_at=at)


def _readable(data: str) -> dict[str, Any]:
    """Also of an entry that somebody tampered with: it must stay visible."""
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"unreadable": data}

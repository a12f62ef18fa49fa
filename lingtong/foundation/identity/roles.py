from lingtong.foundation.db import Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit, store
from lingtong.foundation.identity.errors import (
    LastAdministrator,
    MoreThanOwn,
    RoleInUse,
    RoleNameTaken,
    UnknownPermission,
)
from lingtong.foundation.identity.model import Permission, Principal
from lingtong.foundation.identity.schemas import RoleAsk
from lingtong.foundation.identity.tables import RoleRow
from lingtong.foundation.identity.telling import tell_of_change

NAMED = 5


async def add(parts: Parts, who: Principal, ask: RoleAsk) -> RoleRow:
    _check_permissions(who, ask.permissions)
    async with parts.database.writing(who.tenant_id) as work:
        await _check_name(work, ask.name, "")
        role = RoleRow(
            id=parts.ids.new(),
            name=ask.name,
            name_en=ask.name_en,
            permissions=sorted(set(ask.permissions)),
            dial_right=ask.dial_right,
        )
        work.session.add(role)
        await work.session.flush()
        await audit.record(work, who, "role.added", target=role.id, data=ask.model_dump())
        return role


async def change(parts: Parts, who: Principal, role_id: str, ask: RoleAsk) -> RoleRow:
    _check_permissions(who, ask.permissions)
    async with parts.database.writing(who.tenant_id) as work:
        role = await work.get(RoleRow, role_id)
        _check_permissions(who, role.permissions)
        await _check_name(work, ask.name, role.id)
        before = {"permissions": sorted(role.permissions), "dial_right": role.dial_right}
        role.name, role.name_en, role.dial_right = ask.name, ask.name_en, ask.dial_right
        role.permissions = sorted(set(ask.permissions))
        await work.session.flush()
        if not await store.somebody_has(work.session, Permission.ADMIN_USERS):
            raise LastAdministrator("Nobody could keep users any more.")
        await audit.record(
            work, who, "role.changed", target=role.id, data={**ask.model_dump(), "before": before}
        )
        tell_of_change(work, parts.bus)
        return role


async def remove(parts: Parts, who: Principal, role_id: str) -> None:
    async with parts.database.writing(who.tenant_id) as work:
        role = await work.get(RoleRow, role_id)
        _check_permissions(who, role.permissions)
        having = await store.users_with_role(work.session, role.id)
        if having:
            names = ", ".join(user.login for user in having[:NAMED])
            raise RoleInUse(
                "Users have this role. Give them another one first.", users=names, count=len(having)
            )
        await work.session.delete(role)
        await audit.record(work, who, "role.removed", target=role_id, data={"name": role.name})


def _check_permissions(who: Principal, permissions: list[str]) -> None:
    unknown = sorted(set(permissions) - set(Permission))
    if unknown:
        raise UnknownPermission("There is no such permission.", permission=unknown[0])
    if not who.permissions.issuperset(permissions):
        raise MoreThanOwn("You cannot give or take what you may not do yourself.")


async def _check_name(work: Work, name: str, but: str) -> None:
    namesake = await store.role_by_name(work.session, name)
    if namesake is not None and namesake.id != but:
        raise RoleNameTaken("Another role has this name.", name=name)

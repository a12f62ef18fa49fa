"""A new tenant with its roles, and its first people: for the command line and the demo."""

from lingtong.foundation.db import Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit, passwords, store
from lingtong.foundation.identity.audit.model import START
from lingtong.foundation.identity.errors import LoginTaken, UnknownRole
from lingtong.foundation.identity.model import SEEDED_ROLES
from lingtong.foundation.identity.tables import AuditHeadRow, RoleRow, TenantRow, UserRow


async def seed_tenant(parts: Parts, code: str, name: str, language: str = "zh") -> str:
    """The tenant's id; made with its roles where it is new."""
    async with parts.database.writing_everywhere() as work:
        known = await store.tenant_by_code(work.session, code)
        if known is not None:
            return known.id
        tenant = TenantRow(
            id=parts.ids.new(), code=code, name=name, language=language, created_at=parts.clock.now()
        )
        work.session.add(tenant)
        await work.session.flush()
        work.session.add(AuditHeadRow(id=parts.ids.new(), tenant_id=tenant.id, sequence=0, hash=START))
        for role in SEEDED_ROLES:
            work.session.add(
                RoleRow(
                    id=parts.ids.new(),
                    tenant_id=tenant.id,
                    code=role.code,
                    name=role.name,
                    name_en=role.name_en,
                    permissions=sorted(role.permissions),
                    dial_right=role.dial_right,
                )
            )
        return tenant.id


async def seed_user(  # noqa: PLR0913 - a person
    parts: Parts, work: Work, *, login: str, name: str, role: str, password: str, language: str = "zh"
) -> UserRow:
    """`role` is a code of a seeded role. Refuses a login that is taken and a weak password."""
    found = next((row for row in await store.roles(work.session) if role in {row.code, row.name}), None)
    if found is None:
        raise UnknownRole("There is no such role.", role=role)
    if await store.user_by_login(work.session, work.tenant_id, login) is not None:
        raise LoginTaken("Somebody has this login, or had it.", login=login)
    passwords.check_strength(password, parts.settings.security.password_shortest, login)
    user = UserRow(
        id=parts.ids.new(),
        login=login.lower(),
        name=name,
        role_id=found.id,
        language=language,
        password_hash=await passwords.hashed(password),
        created_at=parts.clock.now(),
    )
    work.session.add(user)
    await work.session.flush()
    await audit.record_by(
        work, "command line", None, "user.added", target=user.id, data={"login": user.login}
    )
    return user

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import aliased

from lingtong.foundation.db import Database, NotFound, TenantForgotten
from lingtong.foundation.identity.tables import RoleRow, TenantRow, UserRow

pytestmark = pytest.mark.room

NOW = datetime(2026, 11, 21, tzinfo=UTC)


async def two_tenants(database: Database) -> None:
    async with database.writing_everywhere() as work:
        for tenant in ("ours", "theirs"):
            work.session.add(TenantRow(id=tenant, code=tenant, name=tenant, created_at=NOW))
        await work.session.flush()
        for tenant in ("ours", "theirs"):
            work.session.add(role(tenant, tenant_id=tenant))


def role(name: str, **more: str) -> RoleRow:
    return RoleRow(id=f"role-{name}", name=name, permissions=[], dial_right="national", **more)


async def test_a_query_sees_its_own_tenant_alone(each_database: Database) -> None:
    await two_tenants(each_database)
    async with each_database.reading("ours") as reader:
        assert [row.name for row in await reader.session.scalars(select(RoleRow))] == ["ours"]
        other = aliased(RoleRow)
        assert [row.name for row in await reader.session.scalars(select(other))] == ["ours"]
        assert await reader.session.scalar(select(func.count()).select_from(RoleRow)) == 1
        assert list(await reader.session.scalars(select(RoleRow.name))) == ["ours"]
        joined = select(TenantRow.code).join(RoleRow, RoleRow.tenant_id == TenantRow.id)
        assert list(await reader.session.scalars(joined)) == ["ours"]
        inside = select(TenantRow.code).where(TenantRow.id.in_(select(RoleRow.tenant_id)))
        assert list(await reader.session.scalars(inside)) == ["ours"]


async def test_tenants_do_not_see_each_other_in_turn(each_database: Database) -> None:
    """The same statement with another tenant must not come from a cache."""
    await two_tenants(each_database)
    for tenant in ("ours", "theirs", "ours"):
        async with each_database.reading(tenant) as reader:
            assert [row.name for row in await reader.session.scalars(select(RoleRow))] == [tenant]


async def test_an_id_of_another_tenant_does_not_exist(each_database: Database) -> None:
    await two_tenants(each_database)
    async with each_database.reading("ours") as reader:
        assert (await reader.get(RoleRow, "role-ours")).name == "ours"
        with pytest.raises(NotFound):
            await reader.get(RoleRow, "role-theirs")


async def test_update_and_delete_stay_inside(each_database: Database) -> None:
    await two_tenants(each_database)
    async with each_database.writing("ours") as work:
        await work.session.execute(update(RoleRow).values(name_en="changed"))
        await work.session.execute(delete(RoleRow).where(RoleRow.name == "theirs"))
    async with each_database.reading_everywhere() as reader:
        found = {row.name: row.name_en for row in await reader.session.scalars(select(RoleRow))}
    assert found == {"ours": "changed", "theirs": ""}


async def test_new_rows_get_the_tenant(each_database: Database) -> None:
    await two_tenants(each_database)
    async with each_database.writing("ours") as work:
        work.session.add(role("new"))
    async with each_database.reading("ours") as reader:
        assert (await reader.get(RoleRow, "role-new")).tenant_id == "ours"


async def give_away(database: Database) -> None:
    async with database.writing("ours") as work:
        (await work.get(RoleRow, "role-ours")).tenant_id = "theirs"


async def test_rows_of_another_tenant_are_refused(database: Database) -> None:
    await two_tenants(database)
    with pytest.raises(TenantForgotten):
        async with database.writing("ours") as work:
            work.session.add(role("new", tenant_id="theirs"))
    with pytest.raises(TenantForgotten):
        await give_away(database)


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT name FROM roles"),
        select(RoleRow.__table__),
        delete(RoleRow.__table__),  # type: ignore[arg-type]
        insert(RoleRow).values(id="1", name="1", permissions=[], dial_right="national", tenant_id="theirs"),
        insert(RoleRow).values([{"id": "1", "name": "1", "permissions": [], "dial_right": "national"}]),
    ],
    ids=["text", "table", "delete from table", "insert theirs", "insert without"],
)
async def test_what_the_session_cannot_see_through_is_refused(database: Database, statement: object) -> None:
    await two_tenants(database)
    async with database.reading("ours") as reader:
        with pytest.raises(TenantForgotten):
            await reader.session.execute(statement)  # type: ignore[call-overload]


async def test_inserting_own_rows_in_bulk_is_allowed(each_database: Database) -> None:
    await two_tenants(each_database)
    common = {"code": "", "name_en": "", "permissions": [], "dial_right": "national", "tenant_id": "ours"}
    async with each_database.writing("ours") as work:
        await work.session.execute(insert(RoleRow), [{"id": "1", "name": "1", **common}])
        await work.session.execute(insert(RoleRow).values([{"id": "2", "name": "2", **common}]))
    async with each_database.reading("ours") as reader:
        assert await reader.session.scalar(select(func.count()).select_from(RoleRow)) == 3


async def test_a_session_without_a_tenant_is_refused(database: Database) -> None:
    with pytest.raises(TenantForgotten):
        async with database.reading(""):
            pass
    with pytest.raises(TenantForgotten):
        async with database.writing(""):
            pass


async def test_a_mapped_class_without_rows_of_a_tenant_is_not_found_by_relation(database: Database) -> None:
    await two_tenants(database)
    async with database.writing("theirs") as work:
        work.session.add(
            UserRow(
                id="u",
                login="u",
                name="u",
                role_id="role-theirs",
                password_hash="x",
                created_at=NOW,
                locked=False,
            )
        )
    async with database.reading("ours") as reader:
        pair = select(UserRow, RoleRow).join(RoleRow, RoleRow.id == UserRow.role_id)
        assert (await reader.session.execute(pair)).all() == []

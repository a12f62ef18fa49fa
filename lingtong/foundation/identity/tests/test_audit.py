import asyncio
import functools
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import structlog
from sqlalchemy import delete, select, update

from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit
from lingtong.foundation.identity.audit import service, store
from lingtong.foundation.identity.audit.model import Entry
from lingtong.foundation.identity.jobs import periodic, walk_audits
from lingtong.foundation.identity.seed import seed_tenant
from lingtong.foundation.identity.tables import AuditHeadRow, AuditRow
from lingtong.foundation.identity.testing import MovableClock, app_of, parts_for, people, signed_browser
from lingtong.foundation.jobs import Job

pytestmark = pytest.mark.room


@pytest.fixture
def each_parts(each_database: Database, tmp_path: Path, clock: MovableClock, cheap_hashes: None) -> Parts:
    return parts_for(each_database, tmp_path, clock)


async def chain(parts: Parts, entries: int = 5) -> str:
    tenant_id = await seed_tenant(parts, "demo", "demo")
    for number in range(entries):
        async with parts.database.writing(tenant_id) as work:
            await audit.record_by(work, "system", "1001", "queue.changed", f"queue-{number}", {"名": number})
    return tenant_id


async def verdict(parts: Parts, tenant_id: str) -> audit.Broken | None:
    async with parts.database.reading(tenant_id) as reader:
        return await audit.verify(reader)


async def test_an_untouched_chain_is_intact(each_parts: Parts) -> None:
    assert await verdict(each_parts, await chain(each_parts)) is None


async def test_an_empty_chain_is_intact(each_parts: Parts) -> None:
    assert await verdict(each_parts, await chain(each_parts, 0)) is None


@pytest.mark.parametrize("column", ["actor", "agent_number", "act", "target", "data", "hash", "previous"])
async def test_a_changed_entry_is_named(parts: Parts, column: str) -> None:
    tenant_id = await chain(parts)
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(update(AuditRow).where(AuditRow.sequence == 3).values({column: "forged"}))
    broken = await verdict(parts, tenant_id)
    assert broken is not None
    assert broken.sequence == 3


async def test_a_removed_entry_is_named(parts: Parts) -> None:
    tenant_id = await chain(parts)
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(delete(AuditRow).where(AuditRow.sequence == 2))
    assert await verdict(parts, tenant_id) == audit.Broken(2, "an entry is missing")


@pytest.mark.parametrize("kept", [0, 3])
async def test_a_chain_cut_short_is_noticed(parts: Parts, kept: int) -> None:
    tenant_id = await chain(parts)
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(delete(AuditRow).where(AuditRow.sequence > kept))
    assert await verdict(parts, tenant_id) == audit.Broken(kept + 1, "the end of the chain is missing")


async def test_a_head_that_is_gone_is_noticed(parts: Parts) -> None:
    tenant_id = await chain(parts)
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(delete(AuditHeadRow))
    assert await verdict(parts, tenant_id) is not None


async def test_many_at_once_make_one_chain(each_parts: Parts) -> None:
    tenant_id = await chain(each_parts, 0)

    async def act(number: int) -> None:
        async with each_parts.database.writing(tenant_id) as work:
            await audit.record_by(work, f"user{number}", None, "first", "", {})
            await audit.record_by(work, f"user{number}", None, "second", "", {})

    await asyncio.gather(*(act(number) for number in range(12)))
    assert await verdict(each_parts, tenant_id) is None
    async with each_parts.database.reading(tenant_id) as reader:
        assert (await reader.get(AuditRow, (await last_id(each_parts, tenant_id)))).sequence == 24


async def last_id(parts: Parts, tenant_id: str) -> str:
    async with parts.database.reading(tenant_id) as reader:
        rows = await audit.newest(reader, None, 1)
        return rows[0].id


async def test_an_entry_leaves_with_its_act_or_not_at_all(each_parts: Parts) -> None:
    tenant_id = await chain(each_parts, 1)
    with pytest.raises(ZeroDivisionError):
        await failing_act(each_parts, tenant_id)
    assert await verdict(each_parts, tenant_id) is None
    async with each_parts.database.reading(tenant_id) as reader:
        assert len(await audit.newest(reader, None, 10)) == 1


async def failing_act(parts: Parts, tenant_id: str) -> None:
    async with parts.database.writing(tenant_id) as work:
        await audit.record_by(work, "system", None, "never", "", {})
        raise ZeroDivisionError


async def test_important_acts_are_on_the_page_newest_first(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "administrator") as admin:
        body = {"name": "Night", "permissions": ["desk.use"]}
        role_id = (await admin.send("POST", "/api/admin/roles", json=body)).json()["id"]
        await admin.client.post("/api/session", json={"login": "agent", "password": "wrong"})
        page = (await admin.get("/api/admin/audit")).json()
    assert page["next"] is None
    assert [item["act"] for item in page["items"][:3]] == ["session.refused", "role.added", "session.began"]
    assert page["items"][1]["target"] == role_id
    assert page["items"][1]["data"]["permissions"] == ["desk.use"]
    assert page["items"][0]["actor"] == "agent"


async def test_the_page_goes_on_and_shows_what_was_tampered_with(parts: Parts) -> None:
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        for number in range(150):
            await audit.record_by(work, "system", None, "many", str(number))
        await work.session.execute(update(AuditRow).where(AuditRow.sequence == 20).values(data="no JSON"))
    async with signed_browser(app_of(parts), "administrator") as admin:
        first = (await admin.get("/api/admin/audit")).json()
        assert len(first["items"]) == 100
        second = (await admin.get(f"/api/admin/audit?cursor={first['next']}")).json()
    items = first["items"] + second["items"]
    assert len(items) == len({item["hash"] for item in items}) >= 150
    assert {"unreadable": "no JSON"} in [item["data"] for item in items]


async def test_a_page_costs_a_page_however_long_the_chain_is(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "administrator") as admin:
        walked: list[int] = []

        def no_hash(_: str, entry: Entry) -> str:
            walked.append(entry.sequence)
            return ""

        monkeypatch.setattr(service, "hash_of", no_hash)
        assert (await admin.get("/api/admin/audit")).status_code == 200
        assert walked == []
        assert (await admin.get("/api/admin/audit/chain")).json()["broken_at"] == 1
        assert walked == [1]


async def test_the_chain_is_checked_in_steps_that_go_on_from_one_another(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        for number in range(30):
            await audit.record_by(work, "system", None, "many", str(number))
    short = functools.partial(audit.check, at_most=14)
    async with signed_browser(app_of(parts), "administrator") as admin:
        monkeypatch.setattr(audit, "check", short)

        async def step(after: int) -> tuple[int, int, int | None]:
            found = (await admin.get(f"/api/admin/audit/chain?after={after}")).json()
            return found["checked"], found["until"], found["broken_at"]

        (checked, until, broken_at) = await step(0)
        assert (checked, broken_at) == (14, None)
        assert until > 30
        assert await step(14) == (28, until, None)
        assert await step(28) == (until, until, None)
        assert await step(until) == (until, until, None)
        async with parts.database.writing(tenant_id) as work:
            await work.session.execute(update(AuditRow).where(AuditRow.sequence == 17).values(actor="forged"))
        assert await step(14) == (16, until, 17)
        async with parts.database.writing(tenant_id) as work:
            await work.session.execute(delete(AuditRow).where(AuditRow.sequence == 14))
        assert await step(14) == (13, until, 14)


async def test_only_auditors_check_the_chain(parts: Parts) -> None:
    await people(parts)
    async with signed_browser(app_of(parts), "supervisor") as other:
        assert (await other.get("/api/admin/audit/chain")).status_code == 403


async def test_a_chain_that_grows_while_it_is_walked_is_no_damage(
    each_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant_id = await chain(each_parts)

    def growing(look: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def around(*given: object) -> object:
            async with each_parts.database.writing(tenant_id) as work:
                await audit.record_by(work, "system", None, "meanwhile")
            return await look(*given)

        return around

    for name in ("newest_sequence", "end", "between"):
        monkeypatch.setattr(store, name, growing(getattr(store, name)))
    async with each_parts.database.reading(tenant_id) as reader:
        step = await audit.check(reader)
    assert step.broken is None
    assert step.checked == step.until >= 5


async def test_entries_behind_an_end_that_was_set_back_are_noticed(parts: Parts) -> None:
    tenant_id = await chain(parts)
    async with parts.database.writing(tenant_id) as work:
        third = await work.session.scalar(select(AuditRow.hash).where(AuditRow.sequence == 3))
        await work.session.execute(update(AuditHeadRow).values(sequence=3, hash=third))
    assert await verdict(parts, tenant_id) == audit.Broken(4, "the end of the chain is missing")


async def test_the_nightly_walk_names_the_broken_tenant(parts: Parts) -> None:
    await seed_tenant(parts, "fine", "fine")
    tenant_id = await chain(parts)
    (_, walk) = periodic(parts)
    assert await walk_audits(parts) == []
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(update(AuditRow).where(AuditRow.sequence == 1).values(actor="forged"))
    with structlog.testing.capture_logs() as lines:
        await walk.handler(Job(id="1", name=walk.name, tenant_id=None, payload={}, tries=1))
    assert [(line["tenant"], line["sequence"]) for line in lines] == [("demo", 1)]

"""Entries of lists by hand and by file: who may, what is refused, what the engine's book is told."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lingtong.floor.center import Center, Tenant
from lingtong.floor.lists import api, reactions, store
from lingtong.floor.lists.check import read_number
from lingtong.floor.lists.config import NumberList
from lingtong.floor.lists.events import (
    FalseReportMade,
    FalseReportTakenBack,
    LockApproved,
    LockAsked,
    LockEnded,
    SuspicionEnded,
)
from lingtong.floor.lists.following import FollowedBook
from lingtong.floor.lists.imports import Imports
from lingtong.floor.lists.model import LOCKED, SUSPECTED
from lingtong.floor.lists.service import Lists
from lingtong.floor.lists.telling import ListsTeller
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import Principal
from lingtong.foundation.identity.testing import Browser, MovableClock, app_of, people, signed_browser
from lingtong.interactions.testing import PlainNames

pytestmark = pytest.mark.room
FILE = "号码,原因,有效期至\n13800002046,骚扰,2026-12-31\n+86139*,,\n13900001111,,\n"


class Book(PlainNames):
    def __init__(self, tenant_id: str) -> None:
        lists = [
            NumberList(id="bad", tenant_id=tenant_id, name="骚扰电话", kind="block"),
            NumberList(id="theirs", tenant_id="other", name="Theirs"),
        ]
        self.center = Center(
            tenants={tenant_id: Tenant(id=tenant_id, name="Demo")},
            number_lists={one.id: one for one in lists},
        )

    def current(self) -> Center:
        return self.center


class Engine:
    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    async def decide(
        self, who: Principal, lock_id: str, *, granted: bool, hours: float | None, why: str
    ) -> None:
        self.asked.append((who.login, lock_id, granted, hours, why))

    async def end(self, who: Principal, lock_id: str) -> None:
        self.asked.append((who.login, lock_id, "end"))

    async def clear(self, who: Principal, suspicion_id: str) -> None:
        self.asked.append((who.login, suspicion_id, "clear"))


class House:
    def __init__(self, parts: Parts, tenant_id: str, folder: Path) -> None:
        self.parts, self.tenant_id, self.engine = parts, tenant_id, Engine()
        book = Book(tenant_id)
        self.teller = ListsTeller(parts.database, parts.bus, parts.clock)
        lists = Lists(parts.database, self.teller, book, parts.clock, parts.ids)
        imports = Imports(parts.database, lists, self.teller, parts.clock, parts.ids)
        self.app = app_of(parts, api.routes(api.ListsApi(lists, imports, self.engine, book, parts.clock)))
        self.followed = FollowedBook(folder / "lists.jsonl")

    async def on_lists(self, number: str) -> list[str]:
        """As the engine sees it, once it has heard what was said."""
        for _ in range(1500):
            async with self.parts.database.reading_everywhere() as reader:
                known = await store.revision(reader.session)
            if self.followed.revision == known:
                break
            await asyncio.sleep(0.01)
        return list(self.followed.book.matches(self.tenant_id, number, self.parts.clock.now()))


@pytest.fixture
async def house(parts: Parts, tmp_path: Path) -> House:
    tenant_id = await people(parts)
    house = House(parts, tenant_id, tmp_path)
    await house.teller.start()
    await house.followed.run(parts.bus)
    return house


async def add(browser: Browser, number: str, **fields: Any) -> Any:
    return await browser.send(
        "POST", "/api/lists/entries", json={"list_id": "bad", "number": number, **fields}
    )


async def give(browser: Browser, data: str | bytes, **query: Any) -> Any:
    return await browser.send(
        "POST", "/api/lists/imports", params={"list": "bad", "name": "a.csv", **query}, content=data
    )


async def test_an_entry_is_added_changed_ended_and_the_engine_knows(house: House) -> None:
    async with signed_browser(house.app, "administrator") as admin:
        made = await add(admin, "138 0000 2046", why="threats")
        assert made.status_code == 201
        assert made.json()["number"] == "+8613800002046"
        assert await house.on_lists("+8613800002046") == ["bad"]
        again = await add(admin, "+8613800002046")
        assert (again.status_code, again.json()["code"]) == (409, "lists.entry_known")
        path = f"/api/lists/entries/{made.json()['id']}"
        until = "2026-11-23T02:00:00Z"
        changed = await admin.send("PUT", path, json={"why": "calm now", "until": until})
        assert (changed.json()["why"], changed.json()["until"]) == ("calm now", until)
        page = (await admin.get("/api/lists/entries", params={"state": "active"})).json()
        assert ([one["id"] for one in page["items"]], page["held"]) == ([made.json()["id"]], {"bad": 1})
        assert (await admin.send("POST", f"{path}/end")).status_code == 204
        assert await house.on_lists("+8613800002046") == []
        over = await admin.send("POST", f"{path}/end")
        assert over.json()["code"] == "lists.entry_over"
        assert (await admin.get("/api/lists/entries", params={"state": "ended"})).json()["items"]


async def test_an_entry_whose_time_is_over_makes_room_for_the_same_number(
    house: House, clock: MovableClock
) -> None:
    async with signed_browser(house.app, "administrator") as admin:
        await add(admin, "13800002046", until="2026-11-23T02:00:00Z")
        clock.move(7200)
        (shown,) = (await admin.get("/api/lists/entries")).json()["items"]
        assert shown["state"] == "ended"
        assert await house.on_lists("+8613800002046") == []
        assert (await add(admin, "13800002046")).status_code == 201
        assert await house.on_lists("+8613800002046") == ["bad"]


async def test_what_is_refused(house: House) -> None:
    async with signed_browser(house.app, "administrator") as admin:
        assert (await add(admin, "abc")).json()["code"] == "number.unreadable"
        assert (await add(admin, "138*", until="2020-01-01T00:00:00Z")).json()["code"] == "lists.until_past"
        for list_id in ("theirs", "none"):
            no = await add(admin, "13800002046", list_id=list_id)
            assert no.json()["code"] == "lists.unknown"
        assert (await admin.send("POST", "/api/lists/entries/none/end")).status_code == 404


async def test_who_may_and_who_sees_numbers(house: House) -> None:
    async with signed_browser(house.app, "administrator") as admin:
        await add(admin, "13800002046")
    async with signed_browser(house.app, "supervisor") as boss:
        (shown,) = (await boss.get("/api/lists/entries", params={"search": "2046"})).json()["items"]
        assert shown["number"] == "+8613800002046"
        assert (await give(boss, FILE)).status_code == 403
    for login in ("agent", "team_leader", "evaluator", "wallboard"):
        async with signed_browser(house.app, login) as other:
            assert (await other.get("/api/lists/entries")).status_code == 403
            assert (await add(other, "13900001111")).status_code == 403


async def test_a_file_is_taken_in_whole_and_taken_back_whole(house: House) -> None:
    async with signed_browser(house.app, "administrator") as admin:
        await add(admin, "13900001111", why="by hand")
        looked = (await give(admin, FILE, check=True)).json()
        assert (looked["rows"], looked["good"], looked["known"], looked["import_id"]) == (3, 3, 1, "")
        assert await house.on_lists("+8613800002046") == []
        taken = (await give(admin, FILE)).json()
        assert (taken["good"], taken["known"], taken["errors"]) == (3, 1, [])
        assert await house.on_lists("+8613800002046") == ["bad"]
        assert await house.on_lists("+8613912345678") == ["bad"]
        (made,) = (await admin.get("/api/lists/imports")).json()["items"]
        assert (made["name"], made["entries"], made["undone_at"]) == ("a.csv", 2, None)
        exported = (await admin.get("/api/lists/export", params={"list": "bad"})).text
        assert exported.startswith("\ufeffnumber,why,until\r\n")
        assert "+8613800002046,骚扰,2027-01-01 00:00:00" in exported
        assert "+86139*,," in exported
        undone = await admin.send("POST", f"/api/lists/imports/{taken['import_id']}/undo")
        assert undone.json() == {"ended": 2}
        assert await house.on_lists("+8613800002046") == []
        assert await house.on_lists("+8613900001111") == ["bad"], "added by hand"
        twice = await admin.send("POST", f"/api/lists/imports/{taken['import_id']}/undo")
        assert twice.status_code == 409


async def test_two_wrong_rows_hold_up_all(house: House) -> None:
    rows = [f"1380000{number:04d},fine" for number in range(998)]
    rows[15], rows[400] = "abc,no number", "13800000001,twice"
    async with signed_browser(house.app, "administrator") as admin:
        answer = (await give(admin, "number,why\n" + "\n".join(rows))).json()
        wrong = [(one["row"], one["field"], one["code"]) for one in answer["errors"]]
        assert wrong == [(17, "number", "number_unreadable"), (402, "number", "number_twice")]
        assert (answer["rows"], answer["good"], answer["wrong"]) == (998, 996, 2)
        assert (await admin.get("/api/lists/entries")).json()["items"] == []
        empty = await give(admin, "number\n")
        assert empty.json()["params"]["why"] == "empty"


async def test_a_book_that_missed_something_fetches_all_pages_and_survives_without_the_database(
    house: House, tmp_path: Path
) -> None:
    async with signed_browser(house.app, "administrator") as admin:
        text = "number\n" + "\n".join(f"1391{number:07d}" for number in range(4500))
        assert (await give(admin, text)).json()["good"] == 4500
        assert await house.on_lists("+8613910004499") == ["bad"]
        await add(admin, "13800002046")
        assert await house.on_lists("+8613800002046") == ["bad"]
    later = FollowedBook(tmp_path / "lists.jsonl")
    later.load()
    assert (len(later.book), later.revision) == (4501, house.followed.revision)
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes((tmp_path / "lists.jsonl").read_bytes()[:-20])
    broken = FollowedBook(torn)
    broken.load()
    assert len(broken.book) == 4500
    await broken.run(house.parts.bus)
    assert len(broken.book) == 4501


async def test_locks_are_shown_beside_the_entries(house: House) -> None:
    about: dict[str, Any] = {
        "tenant_id": house.tenant_id,
        "at": house.parts.clock.now(),
        "lock_id": "l1",
    }
    asked = LockAsked(
        id="f1", **about, number="+8613800002046", why="threats", hours=2.0, agent_id="zhang", interaction="i"
    )
    until = house.parts.clock.now() + timedelta(hours=2)
    async with house.parts.database.writing_everywhere() as work:
        await reactions.take_facts(work, [asked, LockApproved(id="f2", **about, until=until, by="Wang")])
    async with signed_browser(house.app, "supervisor") as boss:
        (shown,) = (await boss.get("/api/lists/entries", params={"list": LOCKED})).json()["items"]
        assert (shown["state"], shown["asked_by"], shown["approved_by"]) == ("active", "Zhang", "Wang")
        await boss.send("POST", "/api/lists/locks/l1/approve", json={"hours": 5})
        await boss.send("POST", "/api/lists/locks/l1/decline", json={"why": "a mistake"})
        await boss.send("POST", "/api/lists/locks/l1/end")
        assert house.engine.asked == [
            ("supervisor", "l1", True, 5.0, ""),
            ("supervisor", "l1", False, None, "a mistake"),
            ("supervisor", "l1", "end"),
        ]
    async with house.parts.database.writing_everywhere() as work:
        await reactions.take_facts(work, [LockEnded(id="f3", **about, why="own")])
    async with signed_browser(house.app, "supervisor") as boss:
        assert (await boss.get("/api/lists/entries", params={"state": "active"})).json()["items"] == []


async def test_numbers_that_agents_have_judged_are_shown_with_their_count_and_taken_off(house: House) -> None:
    now = house.parts.clock.now()
    about: dict[str, Any] = {"tenant_id": house.tenant_id, "at": now, "suspicion_id": "s1"}
    call: dict[str, Any] = {
        "agent_id": "zhang",
        "interaction": "i",
        "entry_point_id": "main",
        "arrived_at": now,
    }
    made = [
        FalseReportMade(
            id=f"f{count}",
            **about,
            **call,
            number="+8613800002046",
            until=now + timedelta(days=count),
            reports=count,
        )
        for count in (1, 2)
    ]
    back = FalseReportTakenBack(id="f3", **about, **call, reports=1)
    async with house.parts.database.writing_everywhere() as work:
        await reactions.take_facts(work, [*made, back])
    async with signed_browser(house.app, "supervisor") as boss:
        page = (await boss.get("/api/lists/entries", params={"list": SUSPECTED})).json()
        (shown,) = page["items"]
        assert (shown["state"], shown["reports"], shown["asked_by"]) == ("active", 1, "Zhang")
        assert page["held"] == {SUSPECTED: 1}
        assert (await boss.send("POST", "/api/lists/suspicions/s1/end")).status_code == 204
        assert house.engine.asked == [("supervisor", "s1", "clear")]
    async with house.parts.database.writing_everywhere() as work:
        await reactions.take_facts(work, [SuspicionEnded(id="f4", **about, why="own", by="Wang")])
    async with signed_browser(house.app, "supervisor") as boss:
        (over,) = (await boss.get("/api/lists/entries", params={"list": SUSPECTED})).json()["items"]
        assert (over["state"], over["approved_by"]) == ("ended", "Wang")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("8001", ("8001", False)), ("????", ("????", False)), ("？？？？", ("????", False)), ("??", None)],
)
def test_short_numbers_and_all_of_a_length(typed: str, kept: tuple[str, bool] | None) -> None:
    assert read_number(typed, "CN") == kept

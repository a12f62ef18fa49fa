"""Faxes that came as work: offered, taken, handed on, in time or not; held, removed, passed on."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lingtong.floor.channels.fax.config import PLAIN, FaxRule, rule_for
from lingtong.floor.channels.fax.tests.house import House
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import MovableClock, people, signed_browser

pytestmark = pytest.mark.room


@pytest.fixture
async def house(parts: Parts, tmp_path: Path) -> House:
    one = House(parts, tmp_path)
    one.tenant_id = await people(parts, logins=("supervisor", "agent", "team_leader", "administrator"))
    async with parts.database.writing(one.tenant_id) as work:
        for login in ("agent", "team_leader"):
            seat = update(UserRow).where(UserRow.login == login).values(agent_id=f"seat-{login}")
            await work.session.execute(seat)
    return one


def test_the_rule_that_names_the_queue_comes_before_that_for_all() -> None:
    every = FaxRule(id="a", tenant_id="t", name="a")
    own = FaxRule(id="b", tenant_id="t", name="b", queues=("fault",))
    assert rule_for((every, own), "fault") is own
    assert rule_for((every, own), "bills") is every
    assert rule_for((own,), "bills") is PLAIN
    assert rule_for((own,), "") is PLAIN


async def change(browser: Any, fax_id: str, act: str, **more: str) -> Any:
    return await browser.send("PUT", f"/api/faxes/{fax_id}", json={"act": act, **more})


async def waits(browser: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await browser.get("/api/faxes/work")).json()
    return found


async def test_a_fax_is_offered_to_one_who_is_ready_and_taken(house: House) -> None:
    await house.rule()
    house.desks.free = ["seat-agent", "seat-team_leader"]
    await house.comes("f1")
    await house.comes("f2", queue_id="")
    assert await house.handing.round() == 1
    assert house.desks.told == [("seat-agent", "fax.offered")]
    assert await house.handing.round() == 0
    async with signed_browser(house.app, "agent") as agent:
        assert (await agent.get("/api/faxes/f1")).json()["mine"] is True
        assert ((await waits(agent))["offered"], (await waits(agent))["new"]) == (1, 2)
        assert (await change(agent, "f1", "take")).json()["state"] == "in_hand"
        assert ((await waits(agent))["offered"], (await waits(agent))["in_hand"]) == (0, 1)
    await house.comes("f3")
    assert await house.handing.round() == 1
    assert house.desks.told[-1] == ("seat-team_leader", "fax.offered")  # the other has one in hand


async def test_who_says_no_or_nothing_is_not_asked_again_soon(house: House, clock: MovableClock) -> None:
    await house.rule()
    house.desks.free = ["seat-agent", "seat-team_leader"]
    await house.comes("f1")
    await house.handing.round()
    async with signed_browser(house.app, "agent") as agent:
        assert (await change(agent, "f1", "decline")).json()["mine"] is False
        assert (await change(agent, "f1", "decline")).json()["code"] == "fax.not_offered"
    await house.handing.round()
    assert house.desks.told[-1][0] == "seat-team_leader"
    clock.move(61)
    assert await house.handing.round() == 0
    clock.move(300)
    assert await house.handing.round() == 1
    assert house.desks.told[-1][0] == "seat-agent"


async def test_without_a_rule_a_fax_is_a_list_that_everybody_takes_from(house: House) -> None:
    house.desks.free = ["seat-agent"]
    await house.comes("f1")
    assert await house.handing.round() == 0
    async with signed_browser(house.app, "agent") as agent:
        assert (await agent.get("/api/faxes/f1")).json()["due"] is None
        assert (await change(agent, "f1", "take")).status_code == 200


async def test_what_a_colleague_has_in_hand_stays_there(house: House) -> None:
    await house.comes("f1")
    async with signed_browser(house.app, "agent") as agent, signed_browser(house.app, "supervisor") as boss:
        await change(boss, "f1", "forward", agent_id="seat-team_leader")
        assert house.desks.told == [("seat-team_leader", "fax.handed")]
        refused = await change(agent, "f1", "take")
        assert (refused.json()["code"], refused.json()["params"]["owner"]) == (
            "fax.in_hand",
            "Seat-Team_Leader",
        )
        assert (await change(boss, "f1", "forward", agent_id="")).json()["code"] == "fax.nobody"
        moved = await change(boss, "f1", "forward", queue_id="bills")
        assert (moved.json()["state"], moved.json()["owner"], moved.json()["queue_id"]) == (
            "new",
            "",
            "bills",
        )
        assert (await waits(agent))["new"] == 0
        assert (await agent.get("/api/faxes")).json()["items"] == []
        assert (await agent.get("/api/faxes/f1/pages/1")).json()["code"] == "fax.unknown"
        assert (await change(agent, "f1", "take")).json()["code"] == "fax.unknown"
        assert (await waits(boss))["new"] == 1


async def test_handled_in_time_and_late_are_counted(house: House, clock: MovableClock) -> None:
    await house.rule(answer_within=3600.0)
    await house.comes("f1")
    await house.comes("f2")
    clock.move(1800)
    async with signed_browser(house.app, "agent") as agent, signed_browser(house.app, "supervisor") as boss:
        assert (await waits(agent))["overdue"] == 0
        await change(agent, "f1", "finish")
        clock.move(3600)
        now = await waits(agent)
        assert (now["new"], now["overdue"]) == (1, 1)
        assert now["oldest"] is not None
        await change(agent, "f2", "take")
        await change(agent, "f2", "finish")
        span = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
        figures = (await boss.get("/api/faxes/figures", params=span)).json()
        assert (figures["done"], figures["in_time"], figures["service_level"]) == (2, 1, 0.5)
        (point,) = figures["entry_points"]
        assert point == {"number": "95598", "name": "line 95598", "received": 2, "pages": 2, "failed": 0}


async def test_pages_leave_by_rule_unless_somebody_holds_them(house: House, clock: MovableClock) -> None:
    await house.rule(keep_days=10)
    await house.rule(name="Bills", queues=["bills"], keep_days=100)
    for fax_id, queue_id in (("f1", "fault"), ("f2", "fault"), ("f3", "bills"), ("open", "fault")):
        await house.comes(fax_id, queue_id)
    async with (
        signed_browser(house.app, "agent") as agent,
        signed_browser(house.app, "administrator") as keeper,
    ):
        for fax_id in ("f1", "f2", "f3"):
            await change(agent, fax_id, "finish")
        assert (await agent.send("POST", "/api/faxes/f2/hold", json={"why": "court"})).status_code == 403
    async with signed_browser(house.app, "administrator") as keeper:
        assert (await keeper.send("POST", "/api/faxes/f2/hold", json={"why": "court"})).status_code == 204
    clock.move(timedelta(days=11).total_seconds())
    assert await house.sweeping.sweep() == 1
    assert await house.sweeping.sweep() == 0
    async with signed_browser(house.app, "administrator") as keeper:
        gone = (await keeper.get("/api/faxes/f1")).json()
        assert (gone["removed_at"] is not None, gone["pages"], len(gone["sha256"])) == (True, 1, 64)
        assert (await keeper.get("/api/faxes/f1/pages/1")).json()["code"] == "fax.removed"
        assert not house.archive.pdf(house.tenant_id, "f1").exists()
        assert (await keeper.get("/api/faxes/f2")).json()["held_why"] == "court"
        assert (await keeper.send("POST", "/api/faxes/f2/lift-hold", json={"why": "over"})).status_code == 204
        assert await house.sweeping.sweep() == 1
        assert (await keeper.get("/api/faxes/open/pages/1")).status_code == 200
        assert (await keeper.get("/api/faxes/f3/pages/1")).status_code == 200


def pdf_in(letter: EmailMessage) -> bytes:
    (attached,) = letter.iter_attachments()
    content = attached.get_content()
    assert isinstance(content, bytes)
    return content


async def test_pages_go_on_to_another_machine_and_by_mail(house: House) -> None:
    await house.comes("f1")
    async with signed_browser(house.app, "agent") as agent, signed_browser(house.app, "supervisor") as boss:
        body = {"number": "010-6666 8889", "title": "转发"}
        sent = (await agent.send("POST", "/api/faxes/f1/send-on", json=body)).json()
        await house.runner.run_due()
        assert house.engine.called == [(sent["fax_id"], "01066668889")]
        handed = (house.handed / f"{sent['fax_id']}.tif").read_bytes()
        assert handed == house.archive.tiff(house.tenant_id, "f1").read_bytes()
        mail = {"to": "office@example.org", "note": "请处理"}
        assert (await agent.send("POST", "/api/faxes/f1/mail", json=mail)).status_code == 403
        assert (await boss.send("POST", "/api/faxes/f1/mail", json=mail)).status_code == 202
        await house.runner.run_due()
        (letter,) = house.letters.sent
        assert (letter["To"], pdf_in(letter)[:4]) == ("office@example.org", b"%PDF")
        assert "6666" not in str(letter["Subject"])
        assert (await boss.get("/api/faxes/f1/pdf")).content.startswith(b"%PDF")

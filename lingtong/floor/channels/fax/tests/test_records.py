"""Facts and people's acts become records, jobs send what waits, and figures count what is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lingtong.floor.channels.fax.events import FaxBegun, FaxOver, FaxPaged
from lingtong.floor.channels.fax.model import MOST_TRIES, next_try
from lingtong.floor.channels.fax.pages import pages_of_text, save_tiff
from lingtong.floor.channels.fax.tests.house import Busy, House
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import people, signed_browser
from lingtong.kit import Refusal

pytestmark = pytest.mark.room
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
async def house(parts: Parts, tmp_path: Path) -> House:
    one = House(parts, tmp_path)
    one.tenant_id = await people(parts, logins=("supervisor", "agent"))
    return one


def test_when_a_fax_is_sent_again() -> None:
    assert next_try("busy", 1, NOON) == NOON + timedelta(minutes=3)
    assert next_try("busy", 2, NOON) == NOON + timedelta(minutes=6)
    assert next_try("some word of a machine", 1, NOON) == NOON + timedelta(minutes=5)
    assert next_try("unreachable", 1, NOON) is None
    assert next_try("busy", MOST_TRIES, NOON) is None


async def test_what_came_is_filed_and_taken_in_hand(house: House) -> None:
    house.handed.mkdir()
    save_tiff(pages_of_text("Question", "?"), house.handed / "f1.tif")
    (house.handed / "f1.result").write_text("SUCCESS|1")
    await house.facts(FaxBegun(**house.about("f1"), dnis="95598"))
    async with signed_browser(house.app, "agent") as agent:
        (came,) = (await agent.get("/api/faxes")).json()["items"]
        assert (came["state"], came["pages"]) == ("receiving", 0)
        await house.facts(FaxPaged(**house.about("f1"), pages=1, rate=9600))
        (came,) = (await agent.get("/api/faxes")).json()["items"]
        assert (came["state"], came["gone"], came["rate"]) == ("receiving", 1, 9600)
        await house.facts(FaxOver(**house.about("f1"), ok=True, pages=1, seconds=30.0, t38=True))
        await house.runner.run_due()
        (came,) = (await agent.get("/api/faxes")).json()["items"]
        assert (came["state"], came["pages"], came["t38"], len(came["sha256"])) == ("new", 1, True, 64)
        assert "6666" not in came["number"]
        assert list(house.handed.iterdir()) == []
        assert (await agent.get("/api/faxes/f1/pages/1")).content.startswith(b"\x89PNG")
        assert (await agent.get("/api/faxes/f1/pages/2")).status_code == 422
        assert (await agent.get("/api/faxes/f1/pdf")).status_code == 403
        taken = await agent.send("PUT", "/api/faxes/f1", json={"act": "take", "note": "mine"})
        assert (taken.json()["state"], taken.json()["note"]) == ("in_hand", "mine")
        assert (await agent.send("PUT", "/api/faxes/f1", json={"act": "finish"})).json()["state"] == "done"
        late = await agent.send("PUT", "/api/faxes/f1", json={"act": "release"})
        assert late.json()["code"] == "fax.not_now"


async def test_one_of_which_no_page_came_has_failed(house: House) -> None:
    await house.facts(FaxBegun(**house.about("f1")), FaxOver(**house.about("f1"), ok=False, error="hung up"))
    await house.runner.run_due()
    async with signed_browser(house.app, "agent") as agent:
        one = (await agent.get("/api/faxes/f1")).json()
        assert (one["state"], one["error"], one["pages"]) == ("failed", "hung up", 0)
        assert (await agent.get("/api/faxes/f1/pages/1")).status_code == 404


async def sent(house: House, agent: Any) -> str:
    body = {"title": "Bill", "text": "Sum\t1.00", "number": "010-6666 8888"}
    answer = await agent.send("POST", "/api/faxes/text", json=body)
    assert (answer.status_code, answer.json()["pages"]) == (201, 1)
    return str(answer.json()["fax_id"])


async def state(agent: Any, fax_id: str) -> tuple[str, str, int]:
    one = (await agent.get(f"/api/faxes/{fax_id}")).json()
    return one["state"], one["error"], one["tries"]


async def test_one_that_waits_is_called_and_called_again_by_its_cause(house: House) -> None:
    async with signed_browser(house.app, "agent") as agent:
        fax_id = await sent(house, agent)
        await house.runner.run_due()
        assert house.engine.called == [(fax_id, "01066668888")]
        assert (house.handed / f"{fax_id}.tif").is_file()
        await house.facts(FaxOver(**house.about(fax_id, "out"), ok=False, error="busy"))
        assert await state(agent, fax_id) == ("waiting", "busy", 1)
        await house.facts(FaxOver(**house.about(fax_id, "out"), ok=False, error="unreachable"))
        assert await state(agent, fax_id) == ("failed", "unreachable", 2)
        assert (await agent.send("POST", f"/api/faxes/{fax_id}/again")).status_code == 204
        await house.runner.run_due()
        assert len(house.engine.called) == 2
        await house.facts(FaxBegun(**house.about(fax_id, "out")))
        assert (await state(agent, fax_id))[0] == "sending"
        assert (await agent.send("POST", f"/api/faxes/{fax_id}/cancel")).status_code == 204
        assert house.engine.dropped == [fax_id]
        await house.facts(FaxOver(**house.about(fax_id, "out"), ok=True, pages=1, seconds=60.0))
        assert (await state(agent, fax_id))[0] == "sent"


async def test_lines_in_use_are_no_failure_and_a_person_s_no_is_one(house: House) -> None:
    async with signed_browser(house.app, "agent") as agent:
        house.engine.refuses = Busy("all lines are in use")
        fax_id = await sent(house, agent)
        await house.runner.run_due()
        assert await state(agent, fax_id) == ("waiting", "", 0)
        assert (await agent.send("POST", f"/api/faxes/{fax_id}/cancel")).status_code == 204
        assert (await state(agent, fax_id))[0] == "cancelled"
        house.engine.refuses = Refusal("never")
        other = await sent(house, agent)
        await house.runner.run_due()
        assert await state(agent, other) == ("failed", "not_allowed", 0)


async def test_a_list_is_called_once_a_number_and_counted(house: House) -> None:
    page = house.parts.settings.data / "page.tif"
    save_tiff(pages_of_text("To all", "Power cut"), page)
    numbers = "客户,传真\n甲,01066668881\n乙,01066668882\n丙,没有\n甲,01066668881\n".encode("gb18030")
    files = {"document": ("a.tif", page.read_bytes()), "numbers": ("n.csv", numbers)}
    async with signed_browser(house.app, "agent") as agent, signed_browser(house.app, "supervisor") as boss:
        made = (await agent.send("POST", "/api/faxes/broadcast?title=停电", files=files)).json()
        assert (made["count"], made["refused"], made["pages"]) == (2, [4], 1)
        await house.runner.run_due()
        assert sorted(number for _, number in house.engine.called) == ["01066668881", "01066668882"]
        (one, _), (two, _) = house.engine.called
        await house.facts(
            FaxOver(**house.about(one, "out"), ok=True, pages=1, seconds=30.0),
            FaxOver(**house.about(two, "out"), ok=False, error="unreachable"),
        )
        (batch,) = (await agent.get("/api/faxes/batches")).json()
        assert (batch["count"], batch["states"]) == (2, {"sent": 1, "failed": 1})
        span = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
        figures = (await boss.get("/api/faxes/figures", params=span)).json()
        assert (figures["received"], figures["sent"], figures["pages_sent"]) == (0, 1, 1)
        assert (figures["failed"], figures["failed_by"]) == (1, {"unreachable": 1})
        assert (figures["minutes"], figures["mean_minutes"], figures["service_level"]) == (0.5, 0.5, None)
        assert [(day["sent"], day["failed"], day["pages"]) for day in figures["days"]] == [(1, 1, 1)]


async def test_a_broadcast_tells_how_far_it_is_and_what_is_tried_again(house: House) -> None:
    page = house.parts.settings.data / "page.tif"
    save_tiff(pages_of_text("To all", "x") * 3, page)
    files = {"document": ("a.tif", page.read_bytes()), "numbers": ("n.csv", b"01066668881\n01066668882\n")}
    async with signed_browser(house.app, "agent") as agent:
        await agent.send("POST", "/api/faxes/broadcast?title=x", files=files)
        await house.runner.run_due()
        (one, _), (two, _) = house.engine.called
        await house.facts(FaxOver(**house.about(one, "out"), ok=False, error="busy"))
        await house.facts(FaxBegun(**house.about(two, "out")))
        await house.facts(FaxPaged(**house.about(two, "out"), pages=2))
        (batch,) = (await agent.get("/api/faxes/batches")).json()
        assert (batch["states"], batch["again"]) == ({"waiting": 1, "sending": 1}, 1)
        assert (batch["gone"], batch["pages"]) == (2, 6)


LETTER = "户号 {户号}\n请在本月底前缴清 {欠费} 元。"
OWING = "户名,传真,户号,欠费\n甲,01066668881,1001,12.50\n乙,01066668882,1002,99\n丙,,1003,1\n"


async def test_a_reminder_is_a_letter_with_the_data_of_each_row(house: House) -> None:
    files = {"numbers": ("owing.csv", OWING.encode("gb18030"))}
    where = "/api/faxes/broadcast?title=缴费提醒"
    async with signed_browser(house.app, "agent") as agent:
        wrong = await agent.send("POST", where, files=files, data={"text": "{金额}"})
        assert (wrong.json()["code"], wrong.json()["params"]["name"]) == ("fax.field_unknown", "金额")
        made = (await agent.send("POST", where, files=files, data={"text": LETTER})).json()
        assert (made["count"], made["refused"]) == (2, [4])
        await house.runner.run_due()
        for fax_id, number in house.engine.called:
            of = {"01066668881": ("1001", "12.50"), "01066668882": ("1002", "99")}[number]
            text = LETTER.replace("{户号}", of[0]).replace("{欠费}", of[1])
            save_tiff(pages_of_text("缴费提醒", text), house.parts.settings.data / "wanted.tif")
            wanted = (house.parts.settings.data / "wanted.tif").read_bytes()
            assert (house.handed / f"{fax_id}.tif").read_bytes() == wanted
            assert (await agent.get(f"/api/faxes/{fax_id}")).json()["pages"] == 1


async def test_a_letter_that_cannot_be_made_is_not_sent(house: House) -> None:
    files = {"numbers": ("owing.csv", "传真,户号\n01066668881,1\n".encode())}
    async with signed_browser(house.app, "agent") as agent:
        many_lines = {"text": "{户号}\n" * 5000}
        await agent.send("POST", "/api/faxes/broadcast?title=x", files=files, data=many_lines)
        await house.runner.run_due()
        (one,) = (await agent.get("/api/faxes?direction=out")).json()["items"]
        assert (one["state"], one["error"], one["tries"]) == ("failed", "not_made", 0)
        assert house.engine.called == []


@pytest.mark.parametrize("numbers", [b"", b"name\nnobody\n", b"PK\x03\x04nothing"])
async def test_a_list_without_numbers_is_refused(house: House, numbers: bytes) -> None:
    page = house.parts.settings.data / "page.tif"
    save_tiff(pages_of_text("To all", "x"), page)
    files = {"document": ("a.tif", page.read_bytes()), "numbers": ("n.csv", numbers)}
    async with signed_browser(house.app, "agent") as agent:
        answer = await agent.send("POST", "/api/faxes/broadcast?title=x", files=files)
        assert answer.json()["code"] == "fax.list_unreadable"

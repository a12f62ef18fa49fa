"""Faxes through the whole product; at the other end a second Asterisk with a fax machine of its own."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image

from lingtong.floor.channels.fax.pages import pages_of_text, save_pdf
from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.plan import Entry, SwitchPlan, TrunkAccount
from lingtong.switch.runtime.render import render
from tests.rig.asterisk import Controller, Rig, switch_rig
from tests.rig.fax import THEIRS, drawn, pages_of, same, save
from tests.rig.floor import Floor
from tests.rig.people import Json, Person, Refused

pytestmark = pytest.mark.journey
FAX_LINE, BILL_LINE = "95531", "95532"
BILL, DETAIL = "电费账单 Bill", "户号 Account\t{account}\n本月 This month\t123.45\n上月 Last month\t98.70"
WITHIN = 90.0


class Machine:
    """It calls, presses keys, sends and receives."""

    def __init__(self, rig: Rig, hand: Controller) -> None:
        self.rig, self.hand, self._count = rig, hand, 0

    async def calls(self, number: str) -> str:
        self._count += 1
        leg_id = f"machine-{self._count}"
        self.hand.send(
            ask.Originate(
                leg_id=leg_id,
                endpoint=f"number:{number}",
                ring_for=20,
                trunks=("center",),
                caller_number=THEIRS,
            )
        )
        await self.hand.sees(tell.LegConnected, leg_id=leg_id, within=30)
        return leg_id

    def sends(self, leg_id: str, fax_id: str, pages: list[Image.Image]) -> None:
        save(pages, self.rig.settings.faxes / f"{fax_id}.tif")
        self.hand.send(ask.SendFax(leg_id=leg_id, fax_id=fax_id, station=THEIRS))

    def receives(self, leg_id: str, fax_id: str) -> None:
        self.hand.send(ask.ReceiveFax(leg_id=leg_id, fax_id=fax_id, station=THEIRS))

    async def is_done(self, fax_id: str) -> tell.FaxEnded:
        return await self.hand.sees(tell.FaxEnded, within=WITHIN, fax_id=fax_id)

    def pages(self, fax_id: str) -> list[Image.Image]:
        return pages_of(self.rig.settings.faxes / f"{fax_id}.tif")


@asynccontextmanager
async def machine(floor: Floor) -> AsyncIterator[Machine]:
    """A trunk to a fax machine, a number that takes faxes, a number that gives bills; retired afterwards."""
    admin = await floor.person("admin")
    made: list[tuple[str, str]] = []

    async def make(kind: str, body: Json) -> str:
        item = await admin.ask("POST", f"/api/admin/{kind}", body)
        made.append((kind, item["id"]))
        return str(item["id"])

    async with switch_rig(started=False) as rig:
        center = TrunkAccount(
            name="center",
            kind="ip",
            host="127.0.0.1",
            port=floor.product.sip_port,
            allowed_ips=("127.0.0.1",),
        )
        render(SwitchPlan(trunks=(center,), entries=(Entry(number=THEIRS),)), rig.settings, rig.program)
        await rig.asterisk.start()
        port = rig.settings.sip_port
        trunk = {"name": "machine", "kind": "ip", "host": "127.0.0.1", "port": port, "order": 0}
        trunk_id = await make("trunks", {**trunk, "allowed_ips": ["127.0.0.1"]})
        await make("outbound-rules", {"name": "传真走传真机", "uses": ["fax"], "trunks": [trunk_id]})
        end = {"type": "hang_up"}
        queue_id = floor.product.center.queue_id
        await make("fax-rules", {"name": "试验传真", "queues": [queue_id], "offer_for": 600})
        receive = {"type": "fax_receive", "queue_id": queue_id, "done": "end", "failed": "end"}
        take = {"take": receive, "end": end}
        flow = await make("flows", {"name": "收传真", "start": "take", "nodes": take})
        await make("entry-points", {"number": FAX_LINE, "name": "传真", "flow_id": flow})
        bill = {
            "menu": {"type": "menu", "prompt": "welcome", "keys": {"1": "bill"}, "otherwise": "end"},
            "bill": {"type": "fax_send", "title": BILL, "text": DETAIL, "done": "end", "failed": "end"},
            "end": end,
        }
        variables = {"account": {"type": "digits", "start": "10086001"}}
        flow = await make("flows", {"name": "账单", "start": "menu", "nodes": bill, "variables": variables})
        await make("entry-points", {"number": BILL_LINE, "name": "账单传真", "flow_id": flow})
        try:
            async with rig.switch() as hand:
                yield Machine(rig, hand)
        finally:
            for kind, item_id in reversed(made):
                await admin.ask("DELETE", f"/api/admin/{kind}/{item_id}")


async def fax_that(who: Person, direction: str, fits: Callable[[Json], bool], within: float = WITHIN) -> Json:
    found: list[Json] = []
    try:
        async with asyncio.timeout(within):
            while True:
                found = (await who.get(f"/api/faxes?direction={direction}"))["items"]
                fitting = [one for one in found if fits(one)]
                if fitting:
                    return fitting[0]
                await asyncio.sleep(0.25)
    except TimeoutError:
        raise AssertionError(f"No such fax among {found[:3]}") from None


@pytest.mark.walks("fax_send")
async def test_the_detail_of_a_bill_is_on_the_caller_s_machine(floor: Floor) -> None:
    boss = await floor.person("2001")
    async with machine(floor) as there:
        leg_id = await there.calls(BILL_LINE)
        there.hand.send(ask.SendDigits(leg_id=leg_id, digits="1"))
        there.receives(leg_id, "bill")
        told = await there.is_done("bill")
        assert (told.ok, told.pages) == (True, 1)
        (wanted,) = pages_of_text(BILL, DETAIL.replace("{account}", "10086001"))
        assert same(there.pages("bill")[0], wanted)
        kept = await fax_that(boss, "out", lambda fax: fax["title"] == BILL and fax["state"] == "sent")
        assert (kept["pages"], kept["error"], kept["t38"]) == (1, "", True)


@pytest.mark.walks("fax_receive")
async def test_a_fax_comes_is_read_and_answered(floor: Floor) -> None:
    agent = (await floor.desk("9001")).agent
    async with machine(floor) as there:
        there.sends(await there.calls(FAX_LINE), "question", drawn(2, 5))
        await fax_that(agent, "in", lambda fax: fax["state"] == "receiving" and fax["gone"] >= 1)
        came = await fax_that(agent, "in", lambda fax: fax["mine"])
        assert (came["state"], came["due"] is not None) == ("new", True)
        assert (came["pages"], came["error"]) == (2, "")
        page = await agent.download(f"/api/faxes/{came['id']}/pages/2")
        assert Image.open(io.BytesIO(page)).width == drawn(5)[0].width
        boss = await floor.person("2001")
        assert (await boss.download(f"/api/faxes/{came['id']}/pdf")).startswith(b"%PDF")
        taken = await agent.ask("PUT", f"/api/faxes/{came['id']}", {"act": "take"})
        assert taken["state"] == "in_hand"
        assert taken["owner_name"].startswith("李明")
        body = {"title": "答复", "text": "您好，已处理。", "reply_to": came["id"]}
        sent = await agent.ask("POST", "/api/faxes/text", body)
        leg_id = (await there.hand.sees(tell.LegArrived, within=30)).leg_id
        there.hand.send(ask.AnswerLeg(leg_id=leg_id))
        await there.hand.sees(tell.LegConnected, leg_id=leg_id)
        there.receives(leg_id, "answer")
        assert (await there.is_done("answer")).ok
        assert same(there.pages("answer")[0], pages_of_text("答复", "您好，已处理。")[0])
        await fax_that(agent, "out", lambda fax: fax["id"] == sent["fax_id"] and fax["state"] == "sent")
        assert (await agent.ask("PUT", f"/api/faxes/{came['id']}", {"act": "finish"}))["state"] == "done"


@pytest.mark.dies_in("fax_receive")
async def test_a_fax_outlives_the_killed_product(floor: Floor) -> None:
    boss = await floor.person("2001")
    async with machine(floor) as there:
        there.sends(await there.calls(FAX_LINE), "long", drawn(1, 2, 3, 4))
        await fax_that(boss, "in", lambda fax: fax["state"] == "receiving")
        floor.product.kill_engine()
        await floor.product.start()
        came = await fax_that(boss, "in", lambda fax: fax["pages"] == 4)
        assert (came["state"], came["error"]) == ("new", "")


@pytest.mark.dies_in("fax_send")
async def test_the_detail_of_a_bill_comes_though_the_product_is_killed_meanwhile(floor: Floor) -> None:
    boss = await floor.person("2001")
    async with machine(floor) as there:
        leg_id = await there.calls(BILL_LINE)
        there.hand.send(ask.SendDigits(leg_id=leg_id, digits="1"))
        there.receives(leg_id, "bill")
        sending = await fax_that(boss, "out", lambda fax: fax["title"] == BILL and fax["state"] == "sending")
        floor.product.kill_engine()
        await floor.product.start()
        told = await there.is_done("bill")
        assert (told.ok, told.pages) == (True, 1)
        kept = await fax_that(boss, "out", lambda fax: fax["id"] == sending["id"] and fax["state"] == "sent")
        assert kept["pages"] == 1
        await there.hand.sees(tell.LegCleared, leg_id=leg_id, within=30)


async def test_what_is_no_document_is_refused_in_words(floor: Floor, tmp_path: Path) -> None:
    agent = await floor.person("1001")
    where = "/api/faxes/file?title=x&number=01066668888"
    many = tmp_path / "many.pdf"
    save_pdf(drawn(1)[:1] * 101, many)
    for data, code in (
        (b"%PDF-1.7 broken", "fax.unreadable"),
        (b"#!/bin/sh", "fax.unreadable"),
        (b"\x00" * (21 << 20), "fax.too_large"),
        (many.read_bytes(), "fax.too_long"),
    ):
        with pytest.raises(Refused) as refused:
            await agent.send_file(where, data)
        assert refused.value.code == code

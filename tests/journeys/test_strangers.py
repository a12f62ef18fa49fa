"""People and programs who want what is not theirs, at every door of the running product."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import httpx
import pytest

from lingtong.floor.live.asking import A_SECOND
from tests.rig.baresip import Baresip, baresip
from tests.rig.center import QUICK
from tests.rig.floor import AGENT, Desk, Floor
from tests.rig.people import Refused

pytestmark = pytest.mark.journey
ABROAD = "0012125551234"
FLIPS = 500


@asynccontextmanager
async def guest(floor: Floor) -> AsyncIterator[Baresip]:
    """A guest's account of the customer page, in a phone program that obeys nobody's page."""
    async with httpx.AsyncClient(base_url=floor.product.address) as page:
        lent = (await page.post("/api/visitor", headers={"Origin": floor.product.address})).json()
    async with baresip(lent["name"], lent["password"], switch_port=floor.product.sip_port) as phone:
        await phone.registered()
        yield phone


async def outcome(phone: Baresip, number: str, floor: Floor) -> str:
    mark = phone.mark()
    await phone.dial(f"sip:{number}@127.0.0.1:{floor.product.sip_port}")
    return await phone.is_cleared(after=mark)


async def test_a_guests_phone_reaches_entry_points_and_nothing_else(floor: Floor) -> None:
    async with guest(floor) as phone:
        for number in (ABROAD, "13800138000", "9001", "3901", "desk-9001", "s", "h", "ring", "95599999"):
            assert (await outcome(phone, number, floor)).startswith("404"), number
        mark = phone.mark()
        await phone.dial(f"sip:{QUICK}@127.0.0.1:{floor.product.sip_port}")
        await phone.talks(after=mark)
        await phone.clear()
        await phone.is_cleared(after=mark)


async def test_an_agent_does_not_dial_abroad_by_page_or_by_hand(floor: Floor) -> None:
    li = await floor.desk("9001")
    with pytest.raises(Refused) as no:
        await li.agent.do("dial", number=ABROAD)
    assert (no.value.status, no.value.code) == (403, "number.not_allowed")
    mark = li.phone.mark()
    await li.phone.dial(f"sip:{ABROAD}@127.0.0.1:{floor.product.sip_port}")
    await li.phone.is_cleared(after=mark)
    assert not li.live.calls
    await li.agent.is_("ready")


async def test_recordings_are_for_those_who_may_hear_them_and_each_hearing_is_noted(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await customer.hangs_up()
    interaction = await li.agent.wrap_up()
    await floor.recording(interaction)
    boss, admin, other = await floor.person("2001"), await floor.person("admin"), await floor.agent("9002")
    [recording] = (await boss.get(f"/api/interactions/{interaction}"))["recordings"]
    path = f"/api/recordings/{recording['id']}/audio"
    async with httpx.AsyncClient(base_url=floor.product.address) as stranger:
        assert (await stranger.get(path)).status_code == 401
        for trick in ("..%2f..%2fsecrets.json", "..%2fjournal", "%2e%2e", f"{recording['id']}%00.wav"):
            assert (await stranger.get(f"/api/recordings/{trick}/audio")).status_code in {401, 404}
            with pytest.raises(Refused) as no:
                await boss.download(f"/api/recordings/{trick}/audio")
            assert no.value.status in {404, 422}, trick
        for trick in ("../data/secrets.json", "..%2f..%2fdata%2fsecrets.json", "assets/..%2f..%2fapi.py"):
            answer = await stranger.get(f"/{trick}")
            assert "identity" not in answer.text, trick
            assert answer.status_code == 404 or "<!doctype html>" in answer.text.lower(), trick
    with pytest.raises(Refused) as no:
        await other.download(path)
    assert no.value.status in {403, 404}
    heard = [
        (one["actor"], one["target"])
        for one in (await admin.get("/api/admin/audit"))["items"]
        if one["act"] == "recording.played"
    ]
    assert ("2001", recording["id"]) in heard
    assert all(actor != "9002" for actor, _ in heard)


async def test_a_page_of_another_site_gets_nothing(floor: Floor) -> None:
    li = await floor.agent("9001")
    cookie = "; ".join(f"{name}={value}" for name, value in li.http.cookies.items())
    for path, codes in (("/api/live?window=evil", {403}), ("/sip", {403})):
        headers = {"Cookie": cookie, "Origin": "https://evil.example"}
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError) as no:
                async with session.ws_connect(f"{floor.product.address}{path}", headers=headers):
                    pass
        assert no.value.status in codes
    answer = await li.http.post(
        "/api/commands", json={"do": "set_ready"}
    )  # with the cookie, without the token
    assert (answer.status_code, answer.json()["code"]) == (403, "session.csrf")


async def test_a_wild_hand_is_slowed_down_and_the_seat_is_right_afterwards(floor: Floor) -> None:
    li = await floor.desk("9001")
    reasons = (await li.agent.get("/api/center"))["reasons"]
    flips: tuple[tuple[str, dict[str, str]], ...] = (
        ("set_ready", {}),
        ("set_not_ready", {"reason_id": reasons[0]["id"]}),
    )
    began = time.monotonic()
    codes = await asyncio.gather(*(tried(li, *flips[count % 2]) for count in range(FLIPS)))
    assert set(codes) == {"", "command.too_many"}
    assert codes.count("") <= A_SECOND * (time.monotonic() - began + 1)
    assert li.live.seat["state"] in ("ready", "not_ready")
    async with asyncio.timeout(20):
        while await tried(li, "set_ready"):  # noqa: ASYNC110 - the limit is of time
            await asyncio.sleep(0.5)
    await li.agent.is_("ready")
    await floor.calls()
    await li.answer()


async def tried(desk: Desk, command: str, fields: dict[str, str] | None = None) -> str:
    """The code of the refusal, if it was refused."""
    try:
        await desk.agent.do(command, **(fields or {}))
    except Refused as no:
        return no.code
    return ""

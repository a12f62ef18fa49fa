"""What is dialed, sent or configured wrongly: a clear word, nothing lost."""

import asyncio

import httpx
import pytest

from tests.rig import sipp as sip
from tests.rig.baresip import baresip
from tests.rig.center import CARRIER, QUICK
from tests.rig.files import size_of, tells
from tests.rig.floor import AGENT, Floor
from tests.rig.people import Refused
from tests.rig.sipp import sipp
from tests.rig.voice import Voice

pytestmark = pytest.mark.journey


async def test_an_unknown_number_is_refused_as_such_so_that_the_network_tells_the_caller(
    floor: Floor,
) -> None:
    scenario = sip.refused_caller("99999", 404)
    output = floor.product.folder / "output"
    before = size_of(output)
    async with sipp(scenario, floor.product.sip_port, host=CARRIER) as caller:
        await caller.done()
    await tells(output, "call.refused", before)


async def test_a_wrong_sip_password_is_refused_and_the_phone_stays_unreachable(floor: Floor) -> None:
    li = await floor.agent("9003")
    async with baresip("desk-9003", "wrong", switch_port=floor.product.sip_port) as phone:
        await phone.refused()
    await tells(floor.product.security_log, "ChallengeResponseFailed")
    await li.live.until(lambda live: not live.seat["phone_reachable"], what="a phone that is not there")


async def test_a_stranger_cannot_call_through_the_switch(floor: Floor) -> None:
    port = floor.product.sip_port
    async with sipp(sip.refused_caller("0085212345678", 401), port, host="127.0.0.7") as stranger:
        await stranger.done()


async def test_the_carrier_itself_cannot_dial_out_through_us(floor: Floor) -> None:
    outside = await floor.outside_phone()
    scenario = sip.refused_caller("0085212345678", 404)
    async with sipp(scenario, floor.product.sip_port, host=CARRIER) as caller:
        await caller.done()

    assert len(outside.heard) == 0


async def test_a_prompt_that_one_language_lacks_is_spoken_in_the_other(floor: Floor) -> None:
    admin = await floor.person("admin")
    file = next((floor.product.folder / "data/prompts/zh").glob("welcome.wav")).read_bytes()
    await floor.upload(admin, "/api/admin/prompts/zh/only_chinese", file)
    nodes = {
        "answer": {"type": "answer", "next": "say"},
        "say": {"type": "play", "prompt": "only_chinese", "next": "bye"},
        "bye": {"type": "hang_up"},
    }
    flow = await admin.ask("POST", "/api/admin/flows", {"name": "One", "start": "answer", "nodes": nodes})
    assert any("only_chinese" in str(warning) for warning in flow["warnings"])
    entry = {"number": "95510", "name": "One", "flow_id": flow["id"], "language": "en"}
    await admin.ask("POST", "/api/admin/entry-points", entry)

    customer = await floor.calls("95510")
    await customer.voice.hears_sound()
    await customer.is_cleared(within=30)


async def test_a_broken_flow_is_refused_by_name_and_the_old_one_serves_on(floor: Floor) -> None:
    admin = await floor.person("admin")
    flows = await admin.get("/api/admin/flows")
    flow = next(one for one in flows if one["name"] == "Straight")
    broken = {**flow["nodes"], "answer": {"type": "answer", "next": "nowhere"}}
    with pytest.raises(Refused) as refused:
        await admin.ask("PUT", f"/api/admin/flows/{flow['id']}", {**_body(flow), "nodes": broken})

    assert refused.value.status == 422
    assert any("nowhere" in error["message"] for error in refused.value.body["errors"])
    li = await floor.desk("9001")
    customer = await floor.calls(QUICK)
    await li.answer()
    await customer.hears(AGENT)


async def test_malformed_commands_are_answered_with_the_field_that_is_wrong(floor: Floor) -> None:
    li = await floor.agent("9001")
    for body, field in (
        ({"do": "fly"}, ""),
        ({"do": "hold"}, ""),
        ({"do": "hold", "interaction_id": 7}, "interaction_id"),
        ({"do": "dial", "number": "abc"}, ""),
        ([], ""),
    ):
        with pytest.raises(Refused) as refused:
            await li.ask("POST", "/api/commands", body)
        assert 400 <= refused.value.status < 500
        assert refused.value.code
        assert not field or refused.value.body["errors"][0]["field"] == field


async def test_noise_on_the_sip_port_changes_nothing(floor: Floor) -> None:
    li = await floor.desk("9001")
    loop = asyncio.get_running_loop()
    target = ("127.0.0.1", floor.product.sip_port)
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=target)
    for noise in (b"", b"\0" * 2000, b"INVITE", b"INVITE sip:x SIP/2.0\r\n" * 100, b"\xff\xfe" * 700):
        transport.sendto(noise)
    transport.close()

    async with Voice() as voice:
        scenario = sip.caller(QUICK, voice_port=voice.port)
        async with sipp(scenario, floor.product.sip_port, host=CARRIER) as caller:
            await li.answer()
            await caller.hang_up()


async def test_a_caller_from_another_site_cannot_use_a_signed_in_browser(floor: Floor) -> None:
    boss = await floor.person("2001")
    answer = await boss.http.delete("/api/session", headers={"Origin": "http://evil.example"})
    assert answer.status_code == httpx.codes.FORBIDDEN


def _body(flow: dict[str, object]) -> dict[str, object]:
    return {name: flow[name] for name in ("name", "name_en", "start", "nodes", "idle_release")}

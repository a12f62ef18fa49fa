"""Which phones and trunks can be reached, with a real Asterisk."""

import asyncio
from typing import Self

import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.plan import Phone, SwitchPlan, TrunkAccount
from tests.rig.asterisk import PLAN, SECRET, switch_rig
from tests.rig.browser_phone import browser_phone
from tests.rig.ports import free_port

pytestmark = pytest.mark.switch

_KEPT = ("Via:", "From:", "To:", "Call-ID:", "CSeq:")


class LivingCarrier(asyncio.DatagramProtocol):
    """Answers OPTIONS, until it dies."""

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.port: int = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.die()

    def die(self) -> None:
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        kept = [line for line in data.decode().split("\r\n") if line.startswith(_KEPT)]
        answer = ["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]
        self._transport.sendto("\r\n".join(answer).encode(), addr)


async def test_a_browser_is_a_phone_as_long_as_its_page_is_open() -> None:
    plan = SwitchPlan(phones=(Phone(name="1001", secret=SECRET, kind="browser"),))
    async with switch_rig(plan) as rig, rig.switch() as engine:
        async with browser_phone(rig.settings.http_port, "1001", SECRET) as page:
            await engine.sees(tell.EndpointReachability, endpoint="1001", reachable=True)
            async with rig.switch() as successor:
                assert (await successor.sees(tell.SwitchConnected)).reachable == {"1001"}
                headers = {"X-Lingtong-Interaction": "i-1", "X-Lingtong-Resume": "yes"}
                successor.send(ask.Originate(leg_id="a", endpoint="phone:1001", ring_for=5, headers=headers))
                invite = await page.next_message("INVITE")
                assert "X-Lingtong-Interaction: i-1" in invite
                assert "X-Lingtong-Resume: yes" in invite
                assert "opus/48000" in invite
                assert "fingerprint:" in invite
                candidates = [line for line in invite.splitlines() if line.startswith("a=candidate")]
                assert candidates
                assert all(" 127.0.0.1 " in line for line in candidates)
        async with rig.switch() as last:
            assert (await last.sees(tell.SwitchConnected)).reachable == frozenset()


async def test_a_closed_page_is_told_at_once() -> None:
    plan = SwitchPlan(phones=(Phone(name="1001", secret=SECRET, kind="browser"),))
    async with switch_rig(plan) as rig, rig.switch() as engine:
        async with browser_phone(rig.settings.http_port, "1001", SECRET):
            await engine.sees(tell.EndpointReachability, endpoint="1001", reachable=True)
        await engine.sees(tell.EndpointReachability, endpoint="1001", reachable=False, within=10)
        engine.forget()
        async with (
            browser_phone(rig.settings.http_port, "1001", SECRET),
            browser_phone(rig.settings.http_port, "1001", SECRET),
        ):
            await engine.sees(tell.EndpointReachability, endpoint="1001", reachable=True)
            engine.send(ask.Originate(leg_id="only", endpoint="phone:1001", ring_for=1))
            await engine.sees(tell.LegCleared, leg_id="only")
        await engine.sees(tell.EndpointReachability, endpoint="1001", reachable=False, within=10)


async def test_a_phone_and_a_trunk_that_die_are_noticed_and_passed_over() -> None:
    async with LivingCarrier() as carrier:
        trunk = TrunkAccount(name="carrier", kind="ip", host="127.0.0.1", port=carrier.port)
        plan = SwitchPlan(phones=PLAN.phones, trunks=(trunk,))
        async with switch_rig(plan, qualify_every=1) as rig, rig.switch() as engine:
            await rig.register("1004", free_port("udp"))
            await engine.sees(tell.EndpointReachability, endpoint="1004", reachable=True)
            await engine.sees(tell.TrunkReachability, trunk="carrier", reachable=True)
            await engine.sees(tell.EndpointReachability, endpoint="1004", reachable=False)
            engine.forget()
            carrier.die()
            await engine.sees(tell.TrunkReachability, trunk="carrier", reachable=False)
            order = ask.Originate(leg_id="out", endpoint="number:01012345", ring_for=30, trunks=("carrier",))
            engine.send(order)
            assert (await engine.sees(tell.LegCleared, leg_id="out", within=10)).cause == "unreachable"

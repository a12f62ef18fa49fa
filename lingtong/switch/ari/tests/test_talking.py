"""Who speaks, told by a real Asterisk for the legs that somebody asks about, and for no others."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from tests.rig import sipp as sip
from tests.rig.asterisk import Rig, switch_rig
from tests.rig.voice import Voice

pytestmark = pytest.mark.switch


@pytest.fixture(scope="module")
async def rig() -> AsyncIterator[Rig]:
    async with switch_rig() as one:
        yield one


async def test_a_leg_that_speaks_and_falls_silent(rig: Rig) -> None:
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(rig.switch())
        customer = await stack.enter_async_context(Voice(440.0))
        agent = await stack.enter_async_context(Voice(660.0))
        await stack.enter_async_context(rig.caller(sip.caller("95598", voice_port=customer.port)))
        leg_id = (await engine.sees(tell.LegArrived)).leg_id
        engine.send(ask.AnswerLeg(leg_id=leg_id))
        await engine.sees(tell.LegConnected, leg_id=leg_id)
        await stack.enter_async_context(rig.phone("1001", sip.phone(voice_port=agent.port)))
        engine.send(ask.Originate(leg_id="leg-1001", endpoint="phone:1001", ring_for=10))
        await engine.sees(tell.LegConnected, leg_id="leg-1001")
        engine.send(
            ask.OpenBridge(bridge_id="b1"), ask.JoinBridge(bridge_id="b1", leg_ids=(leg_id, "leg-1001"))
        )
        await customer.hears(660.0)
        assert engine.count(tell.LegTalking) == 0

        engine.send(ask.DetectTalk(leg_id=leg_id, on=True), ask.DetectTalk(leg_id="leg-1001", on=True))
        await engine.sees(tell.LegTalking, leg_id=leg_id, on=True)
        await engine.sees(tell.LegTalking, leg_id="leg-1001", on=True)
        customer.tone(0.0)
        await engine.sees(tell.LegTalking, leg_id=leg_id, on=False)
        engine.forget()
        customer.tone(440.0)
        await engine.sees(tell.LegTalking, leg_id=leg_id, on=True)

        engine.send(ask.DetectTalk(leg_id=leg_id, on=False))
        engine.forget()
        customer.tone(0.0)
        agent.tone(0.0)
        await engine.sees(tell.LegTalking, leg_id="leg-1001", on=False)
        assert engine.count(tell.LegTalking, leg_id=leg_id) == 0
        for one in (leg_id, "leg-1001"):
            engine.send(ask.ClearLeg(leg_id=one))
            await engine.sees(tell.LegCleared, leg_id=one)
        engine.send(ask.CloseBridge(bridge_id="b1"))

"""Two who are recorded meet as a pair; whoever comes later, nothing of anybody is lost."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from tests.rig import sipp as sip
from tests.rig.asterisk import Controller, Rig, arrived, recorded, switch_rig, technology
from tests.rig.voice import Voice, share_of

pytestmark = pytest.mark.switch
WINDOW = 800  # 0.1 s


@pytest.fixture(scope="module")
async def rig() -> AsyncIterator[Rig]:
    async with switch_rig() as one:
        yield one


@pytest.fixture
async def engine(rig: Rig) -> AsyncIterator[Controller]:
    async with rig.switch() as one:
        yield one


@pytest.mark.parametrize("numbers", [(30000, 100), (100, 30000), (65000, 64000)])
async def test_nothing_is_lost_when_a_recorded_pair_moves(
    rig: Rig, engine: Controller, numbers: tuple[int, int]
) -> None:
    recording_id = f"pair-{numbers[0]}"
    async with (
        Voice(tone=440) as customer,
        Voice(tone=1000, sequence=numbers[0]) as agent,
        Voice(tone=1600, sequence=numbers[1]) as consultant,
        rig.caller(sip.caller("95598", voice_port=customer.port)),
        rig.phone("1002", sip.phone(voice_port=agent.port)),
        rig.phone("1004", sip.phone(voice_port=consultant.port)),
    ):
        leg_id = await arrived(engine)
        engine.send(ask.StartMusic(leg_id=leg_id))
        await customer.hears_sound()
        for name, phone in (("agent", "1002"), ("consultant", "1004")):
            engine.send(ask.Originate(leg_id=name, endpoint=f"phone:{phone}", ring_for=10))
            await engine.sees(tell.LegConnected, leg_id=name)
        both = (leg_id, "agent")
        engine.send(
            ask.OpenBridge(bridge_id="pair", pair=True),
            ask.JoinBridge(bridge_id="pair", leg_ids=both),
            ask.StartRecording(leg_id=leg_id, recording_id=recording_id),
        )
        await customer.hears(1000, lasting=1.0)
        await agent.hears(440)
        assert await technology(rig, "pair") == "simple_bridge"
        engine.send(ask.PauseRecording(leg_id=leg_id, recording_id=recording_id, on=True))
        engine.send(ask.PauseRecording(leg_id=leg_id, recording_id=recording_id, on=False))

        engine.send(ask.OpenBridge(bridge_id="main"), ask.JoinBridge(bridge_id="main", leg_ids=both))
        engine.send(ask.CloseBridge(bridge_id="pair"))
        await customer.hears(1000, lasting=1.0)
        assert await technology(rig, "main") == "softmix"
        engine.send(ask.LeaveBridge(bridge_id="main", leg_id="agent"), ask.StartMusic(leg_id=leg_id))
        await customer.hears_sound()
        engine.send(ask.StopMusic(leg_id=leg_id))
        engine.send(ask.JoinBridge(bridge_id="main", leg_ids=(leg_id, "consultant")))
        await customer.hears(1600, lasting=1.0)
        await consultant.hears(440)
        engine.send(ask.StopRecording(leg_id=leg_id, recording_id=recording_id))
        await engine.has_recorded(recording_id)
        engine.send(ask.CloseBridge(bridge_id="main"))
        for leg in (*both, "consultant"):
            engine.send(ask.ClearLeg(leg_id=leg))
            await engine.sees(tell.LegCleared, leg_id=leg)
    assert engine.count(tell.CommandFailed) == 0
    left, right = await recorded(rig, engine, recording_id)
    assert windows_of(right, 1000) >= 18  # a second in the pair, a second in the mixing bridge
    assert windows_of(right, 1600) >= 9
    assert windows_of(left, 440) >= len(left) / WINDOW - 8  # the whole time, but for the pause and the ends
    assert not windows_of(left, 1000)


def windows_of(sound: np.ndarray, tone: float) -> int:
    return sum(share_of(sound[at : at + WINDOW], tone) > 0.8 for at in range(0, len(sound), WINDOW))

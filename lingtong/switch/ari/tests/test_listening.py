"""A third leg that listens, whispers and joins, in a real Asterisk: tones tell who hears whom."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from tests.rig import sipp as sip
from tests.rig.asterisk import Controller, Rig, switch_rig
from tests.rig.voice import Voice, share_of

pytestmark = pytest.mark.switch
CUSTOMER, AGENT, BOSS, SECOND = 440.0, 660.0, 880.0, 1100.0


@pytest.fixture(scope="module")
async def rig() -> AsyncIterator[Rig]:
    async with switch_rig() as one:
        yield one


@dataclass
class Talk:
    """Customer and agent in the bridge `b1`; the boss and a second one are connected and in no bridge."""

    engine: Controller
    customer: Voice
    agent: Voice
    boss: Voice
    second: Voice

    def send(self, *commands: ask.Command) -> None:
        self.engine.send(*commands)


async def hears(voice: Voice, *tones: float, but: tuple[float, ...] = ()) -> None:
    """Wait until these tones are heard, and then see for a moment that the others are not."""
    for tone in tones:
        await voice._until(lambda wave, tone=tone: share_of(wave, tone) > 0.15, 10)  # type: ignore[misc]
    for tone in but:
        await voice._until(lambda wave, tone=tone: share_of(wave, tone) < 0.05, 10)  # type: ignore[misc]


async def connected(rig: Rig, engine: Controller, stack: AsyncExitStack, name: str, voice: Voice) -> None:
    await stack.enter_async_context(rig.phone(name, sip.phone(voice_port=voice.port)))
    engine.send(ask.Originate(leg_id=f"leg-{name}", endpoint=f"phone:{name}", ring_for=10))
    await engine.sees(tell.LegConnected, leg_id=f"leg-{name}")


@asynccontextmanager
async def talk(rig: Rig, engine: Controller) -> AsyncIterator[Talk]:
    async with AsyncExitStack() as stack:
        voices = [await stack.enter_async_context(Voice(tone)) for tone in (CUSTOMER, AGENT, BOSS, SECOND)]
        caller = sip.caller("95598", voice_port=voices[0].port)
        await stack.enter_async_context(rig.caller(caller))
        leg_id = (await engine.sees(tell.LegArrived)).leg_id
        engine.send(ask.AnswerLeg(leg_id=leg_id))
        await engine.sees(tell.LegConnected, leg_id=leg_id)
        for name, voice in zip(("1001", "1002", "1004"), voices[1:], strict=True):
            await connected(rig, engine, stack, name, voice)
        engine.send(
            ask.OpenBridge(bridge_id="b1"), ask.JoinBridge(bridge_id="b1", leg_ids=(leg_id, "leg-1001"))
        )
        await hears(voices[0], AGENT)
        yield (it := Talk(engine, *voices))
        for leg in (leg_id, "leg-1001", "leg-1002", "leg-1004"):
            it.send(ask.ClearLeg(leg_id=leg))
        it.send(ask.CloseBridge(bridge_id="b1"))
        for leg in (leg_id, "leg-1001", "leg-1002", "leg-1004"):
            await it.engine.sees(tell.LegCleared, leg_id=leg)


async def test_up_and_down_from_monitor_to_barge_in(rig: Rig) -> None:
    async with rig.switch() as engine, talk(rig, engine) as it:
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001"))
        await hears(it.boss, CUSTOMER, AGENT)
        await hears(it.customer, AGENT, but=(BOSS,))
        await hears(it.agent, CUSTOMER, but=(BOSS,))

        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001", whisper=True))
        await hears(it.agent, CUSTOMER, BOSS)
        await hears(it.customer, AGENT, but=(BOSS,))
        await hears(it.boss, CUSTOMER, AGENT)

        it.send(ask.JoinBridge(bridge_id="b1", leg_ids=("leg-1002",)))
        await hears(it.customer, AGENT, BOSS)
        await hears(it.boss, CUSTOMER, AGENT)

        it.send(ask.LeaveBridge(bridge_id="b1", leg_id="leg-1002"))
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001"))
        await hears(it.boss, CUSTOMER, AGENT)
        await hears(it.customer, AGENT, but=(BOSS,))
        await hears(it.agent, CUSTOMER, but=(BOSS,))
        assert engine.count(tell.CommandFailed) == 0


async def test_two_listen_and_do_not_hear_each_other(rig: Rig) -> None:
    async with rig.switch() as engine, talk(rig, engine) as it:
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001", whisper=True))
        it.send(ask.Listen(leg_id="leg-1004", to_leg_id="leg-1001"))
        await hears(it.second, CUSTOMER, AGENT, but=(BOSS,))
        await hears(it.boss, CUSTOMER, AGENT, but=(SECOND,))
        await hears(it.agent, CUSTOMER, BOSS, but=(SECOND,))
        it.send(ask.StopListening(leg_id="leg-1004"))
        await hears(it.second, but=(CUSTOMER, AGENT))
        await hears(it.boss, CUSTOMER, AGENT)


async def test_a_whisper_reaches_an_agent_who_holds_the_customer(rig: Rig) -> None:
    async with rig.switch() as engine, talk(rig, engine) as it:
        it.send(ask.LeaveBridge(bridge_id="b1", leg_id="leg-1001"))
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001", whisper=True))
        await hears(it.agent, BOSS, but=(CUSTOMER,))
        await hears(it.boss, AGENT, but=(CUSTOMER,))
        it.send(ask.JoinBridge(bridge_id="b1", leg_ids=("leg-1001",)))
        await hears(it.agent, CUSTOMER, BOSS)
        it.send(ask.LeaveBridge(bridge_id="b1", leg_id="leg-1001"))
        await hears(it.agent, BOSS, but=(CUSTOMER,))
        await hears(it.customer, but=(BOSS,))


async def test_a_muted_agent_is_not_heard_by_who_listens(rig: Rig) -> None:
    async with rig.switch() as engine, talk(rig, engine) as it:
        it.send(ask.MuteLeg(leg_id="leg-1001", on=True))
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001"))
        await hears(it.boss, CUSTOMER, but=(AGENT,))
        it.send(ask.MuteLeg(leg_id="leg-1001", on=False))
        await hears(it.boss, CUSTOMER, AGENT)


async def test_listening_ends_with_the_leg_and_leaves_nothing_over(rig: Rig) -> None:
    async with rig.switch() as engine, talk(rig, engine) as it:
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001"))
        await hears(it.boss, CUSTOMER, AGENT)
        it.send(ask.ClearLeg(leg_id="leg-1001"))
        await engine.sees(tell.LegCleared, leg_id="leg-1001")
        await hears(it.boss, but=(CUSTOMER, AGENT))
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001"))
        assert (await engine.sees(tell.CommandFailed)).gone
    async with rig.switch() as after:
        seen = await after.sees(tell.SwitchConnected)
        assert (seen.legs, seen.bridges) == ((), ())


async def test_another_connection_finds_the_legs_and_listens_anew(rig: Rig) -> None:
    async with AsyncExitStack() as later, rig.switch() as first, talk(rig, first) as it:
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001", whisper=True))
        await hears(it.agent, CUSTOMER, BOSS)
        it.engine = await later.enter_async_context(rig.switch())
        seen = await it.engine.sees(tell.SwitchConnected)
        places = {leg.leg_id: leg.bridge_id for leg in seen.legs if leg.leg_id.startswith("leg-")}
        assert places == {"leg-1001": "b1", "leg-1002": "", "leg-1004": ""}
        assert seen.bridges == ("b1",)
        await hears(it.agent, CUSTOMER, but=(BOSS,))
        it.send(ask.Listen(leg_id="leg-1002", to_leg_id="leg-1001"))
        await hears(it.boss, CUSTOMER, AGENT)
        await hears(it.agent, CUSTOMER, but=(BOSS,))

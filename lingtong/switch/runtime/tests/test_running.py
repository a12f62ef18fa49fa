"""A real Asterisk by itself: degraded mode, reload in a call, strangers."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import numpy as np
import pytest

from lingtong.kit.clock import SystemClock
from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.events import DegradedCall
from lingtong.switch.plan import Phone
from lingtong.switch.runtime import degraded
from lingtong.switch.runtime.configure import apply
from lingtong.switch.runtime.guard import Guard, GuardPolicy
from tests.rig import sipp as sip
from tests.rig.asterisk import PLAN, SECRET, Rig, switch_rig
from tests.rig.files import tells
from tests.rig.ports import free_port
from tests.rig.voice import Voice, share_of

pytestmark = pytest.mark.switch


@pytest.fixture(scope="module")
async def rig() -> AsyncIterator[Rig]:
    async with switch_rig() as one:
        one.tone_prompt("degraded", 600, seconds=0.5)
        one.tone_prompt("degraded_sorry", 800, seconds=0.5)
        yield one


async def noted(rig: Rig) -> DegradedCall:
    async with asyncio.timeout(20):
        while not rig.settings.degraded_log.exists():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.02)
    (call,) = degraded.take(rig.settings.degraded_log)
    degraded.done(rig.settings.degraded_log)
    return call


async def test_without_an_engine_the_phones_of_the_entry_ring(rig: Rig) -> None:
    async with (
        Voice(tone=440) as customer,
        Voice(tone=1000) as agent,
        rig.phone("1004", sip.phone(voice_port=agent.port)),
    ):
        async with rig.caller(sip.caller("95598", voice_port=customer.port)) as caller:
            await customer.hears(600)
            await customer.hears(1000, lasting=1.0)
            await agent.hears(440)
            await caller.hang_up()
        call = await noted(rig)
    assert (call.entry, call.caller, call.phone) == ("95598", "13800138000", "1004")
    assert call.answered_at is not None
    assert call.started_at <= call.answered_at <= call.ended_at
    async with rig.switch() as engine:  # the engine that starts again makes the recording whole
        await engine.has_recorded(call.recording_id)
    (file,) = rig.settings.recordings.glob(f"*/*/*/{call.recording_id}.raw")
    both = np.fromfile(file, np.int16).reshape(-1, 2).astype(float)
    assert share_of(both[-8000:-4000, 0], 440) > 0.9


async def test_without_an_engine_and_without_a_phone_the_caller_is_told(rig: Rig) -> None:
    rig.tone_prompt("degraded_sorry", 850, seconds=0.5, language="en")
    async with Voice() as customer, rig.caller(sip.caller("95599", voice_port=customer.port)) as caller:
        await customer.hears(850)
        await caller.done()
    assert (await noted(rig)).answered_at is None


async def test_without_an_engine_own_recordings_are_heard_too(rig: Rig) -> None:
    own = msgspec.structs.replace(
        PLAN, entries=tuple(msgspec.structs.replace(one, tenant_id="tenant-1") for one in PLAN.entries)
    )
    rig.tone_prompt("tenant-1/degraded_sorry", 1150, seconds=0.5, language="en")
    await apply(own, rig.settings, rig.program)
    async with Voice() as customer, rig.caller(sip.caller("95599", voice_port=customer.port)) as caller:
        await customer.hears(1150)
        await caller.done()
    await noted(rig)
    await apply(PLAN, rig.settings, rig.program)


async def test_a_new_plan_is_read_while_a_call_goes_on(rig: Rig) -> None:
    async with (
        rig.switch() as engine,
        Voice(tone=440) as voice,
        rig.caller(sip.caller("95598", voice_port=voice.port)) as caller,
    ):
        leg_id = (await engine.sees(tell.LegArrived)).leg_id
        engine.send(ask.AnswerLeg(leg_id=leg_id), ask.StartMusic(leg_id=leg_id))
        await voice.hears_sound()
        newcomer = Phone(name="1009", secret=SECRET, kind="browser", display_name="新同事")
        plan = msgspec.structs.replace(PLAN, phones=(*PLAN.phones, newcomer))
        assert await apply(plan, rig.settings, rig.program) == {"pjsip.conf"}
        await rig.register("1009", free_port("udp"))
        await voice.hears_sound()
        assert await apply(PLAN, rig.settings, rig.program) == {"pjsip.conf"}
        async with rig.caller(
            sip.register("1009", SECRET, contact_port=9, status=401), host="127.0.0.8"
        ) as gone:
            await gone.done()
        assert caller.running
        engine.send(ask.ClearLeg(leg_id=leg_id))
        await caller.done()
    assert (rig.settings.etc / "pjsip.conf").stat().st_mode & 0o077 == 0


async def test_strangers_are_refused_counted_and_shut_out(rig: Rig) -> None:
    shut: asyncio.Queue[frozenset[str]] = asyncio.Queue()

    async def shut_out(addresses: frozenset[str]) -> None:
        await apply(PLAN, rig.settings, rig.program, banned=addresses)
        shut.put_nowait(addresses)

    guard = Guard(rig.settings, SystemClock(), shut_out, GuardPolicy(failures=3))
    watching = asyncio.get_running_loop().create_task(guard.run(every=0.05))
    try:
        async with rig.switch() as engine:
            for _ in range(3):
                async with rig.caller(sip.refused_caller("95598", 401), host="127.0.0.7") as stranger:
                    await stranger.done()
            assert await asyncio.wait_for(shut.get(), 20) == {"127.0.0.7"}
            async with rig.caller(sip.refused_caller("95598", 403), host="127.0.0.7") as stranger:
                await stranger.done()
            assert engine.count(tell.LegArrived) == 0
            async with rig.caller(sip.caller("95598", voice_port=9)):
                await engine.sees(tell.LegArrived, source="trunk:carrier")
    finally:
        watching.cancel()


async def test_a_guess_at_a_phones_secret_is_refused(rig: Rig) -> None:
    async with rig.caller(
        sip.register("1001", "guess", contact_port=9, status=401), host="127.0.0.8"
    ) as stranger:
        await stranger.done()
    await tells(rig.settings.security_log, "ChallengeResponseFailed")

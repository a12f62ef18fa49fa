"""Who dies and what lives: the controller, the socket, Asterisk itself."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import msgspec
import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.ari.adapter import TakenOver
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.render import secrets_of
from tests.rig import sipp as sip
from tests.rig.asterisk import Rig, switch_rig
from tests.rig.voice import Voice

pytestmark = pytest.mark.switch
STARTS_WITHIN = 60.0  # seconds: a program of its own on a full machine

# An engine of its own process, that can be killed: answers, bridges, keeps a variable, says what it did.
ENGINE = """
import asyncio, sys, msgspec, structlog
from lingtong.switch import commands as ask, events as tell
from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.runtime.settings import SwitchSettings

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

async def main():
    read = msgspec.json.Decoder(SwitchSettings, dec_hook=lambda kind, text: kind(text))
    switch = AriSwitch(read.decode(sys.argv[1]))
    def hear(event):
        if isinstance(event, tell.SwitchConnected):
            print("up", flush=True)
        if isinstance(event, tell.LegArrived):
            leg_id, values = event.leg_id, {"interaction": "i-1", "step": 'a "b", c'}
            switch.send(ask.AnswerLeg(leg_id=leg_id))
            switch.send(ask.SetVariables(leg_id=leg_id, values=values))
            switch.send(ask.OpenBridge(bridge_id="bridge-1"))
            switch.send(ask.JoinBridge(bridge_id="bridge-1", leg_ids=(leg_id,)))
            switch.send(ask.StartRecording(leg_id=leg_id, recording_id="rec-9"))
            ring = {"endpoint": "phone:1002", "ring_for": 30, "variables": {"x": "1"}}
            switch.send(ask.Originate(leg_id="agent-1", **ring))
        if isinstance(event, tell.LegAlerting):
            print("ready", flush=True)
    switch.listen(hear)
    await switch.run()

asyncio.run(main())
"""


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with switch_rig() as one:
        yield one


async def test_calls_outlive_a_killed_engine_and_are_adopted(rig: Rig) -> None:
    settings = msgspec.json.encode(rig.settings, enc_hook=str).decode()
    engine = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ENGINE, settings),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[4],
    )
    assert engine.stdout is not None
    assert await asyncio.wait_for(engine.stdout.readline(), STARTS_WITHIN) == b"up\n"
    async with AsyncExitStack() as scene:
        voice = await scene.enter_async_context(Voice(tone=440))
        await scene.enter_async_context(rig.phone("1002", sip.silent_phone()))
        caller = await scene.enter_async_context(rig.caller(sip.caller("95598", voice_port=voice.port)))
        async with asyncio.timeout(STARTS_WITHIN):
            assert await engine.stdout.readline() == b"ready\n"
        async with asyncio.timeout(20):  # recording is asked for on a connection of its own
            while not any(rig.settings.recordings.glob("*/*/*/rec-9*")):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        engine.kill()
        await engine.wait()
        async with rig.switch() as successor:
            there = await successor.sees(tell.SwitchConnected)
            legs = {leg.leg_id: leg for leg in there.legs}
            agent = legs.pop("agent-1")
            (customer,) = legs.values()
            assert (customer.connected, customer.source, customer.dnis) == (
                True,
                "trunk:carrier",
                "95598",
            )
            assert customer.ani == "13800138000"
            assert customer.variables == {"interaction": "i-1", "step": 'a "b", c'}
            assert (agent.connected, agent.source, agent.variables) == (False, "", {"x": "1"})
            assert customer.bridge_id == "bridge-1"
            assert there.bridges == ("bridge-1",)
            assert there.reachable == {"1002"}
            assert there.recordings == ("rec-9",)
            assert caller.running

            successor.send(ask.ClearLeg(leg_id=customer.leg_id), ask.ClearLeg(leg_id="agent-1"))
            await successor.sees(tell.LegCleared, leg_id=customer.leg_id)
            await successor.sees(tell.LegCleared, leg_id="agent-1")
            await successor.has_recorded("rec-9")
            await caller.done()
            assert successor.count(tell.LegArrived) == 0


async def test_a_killed_switch_is_told_and_comes_back(rig: Rig) -> None:
    async with rig.switch() as engine:
        engine.forget()
        pid = rig.asterisk.pid
        assert pid is not None
        watching = asyncio.get_running_loop().create_task(rig.asterisk.watch(every=0.1))
        os.kill(pid, signal.SIGKILL)
        lost = await engine.sees(tell.SwitchLost)
        assert lost.stopped
        there = await engine.sees(tell.SwitchConnected, within=60)
        assert there.legs == ()
        assert rig.asterisk.pid not in (None, pid)
        watching.cancel()
        engine.send(ask.AnswerLeg(leg_id="of-before"))
        assert (await engine.sees(tell.CommandFailed)).gone


async def test_the_newer_engine_has_the_switch_and_the_older_stops(rig: Rig) -> None:
    async with rig.switch() as older:
        ended = older.ended
        assert ended is not None
        async with rig.switch() as newer:
            with pytest.raises(BaseExceptionGroup) as raised:
                await asyncio.wait_for(asyncio.shield(ended), 20)
            assert raised.group_contains(TakenOver)
            await older.sees(tell.SwitchLost)
            async with rig.caller(sip.caller("95598", voice_port=9)):
                leg = await newer.sees(tell.LegArrived)
                newer.send(ask.ClearLeg(leg_id=leg.leg_id))
                await newer.sees(tell.LegCleared)
            older.send(ask.OpenBridge(bridge_id="b"))
            await older.sees(tell.CommandFailed)


async def test_engines_that_come_and_go_quickly_always_get_events(rig: Rig) -> None:
    for _ in range(6):
        async with rig.switch() as engine, rig.caller(sip.caller("95598", voice_port=9)):
            leg = await engine.sees(tell.LegArrived)
            engine.send(ask.ClearLeg(leg_id=leg.leg_id))
            await engine.sees(tell.LegCleared)


async def test_a_started_switch_is_found_again_and_not_started_twice(rig: Rig) -> None:
    pid = rig.asterisk.pid
    successor = Asterisk(rig.settings, rig.program)
    await successor.start()
    assert successor.pid == pid


async def test_a_switch_that_is_full_survives_an_engine_that_connects(rig: Rig) -> None:
    """The list of all that lives is longer than what Asterisk can lay on a thread's stack."""
    who = aiohttp.encode_basic_auth("lingtong", secrets_of(rig.settings).ari)
    base = f"http://127.0.0.1:{rig.settings.http_port}"
    async with aiohttp.ClientSession(base, headers={"Authorization": who}) as http:
        for number in range(200):
            wanted = {"type": "mixing", "name": "n" * 3500}
            async with http.post(f"/ari/bridges/full-{number}", params=wanted) as answer:
                assert answer.status == 200
        async with http.get("/ari/bridges") as answer:
            assert len(await answer.read()) > 600_000
    pid = rig.asterisk.pid
    async with rig.switch() as engine:
        seen = await engine.sees(tell.SwitchConnected)
        assert len(seen.bridges) == 200
    assert rig.asterisk.pid == pid

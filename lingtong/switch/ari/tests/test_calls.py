"""Calls through a real Asterisk: in, out, joined."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from tests.rig import sipp as sip
from tests.rig.asterisk import Controller, Rig, switch_rig
from tests.rig.voice import Voice

pytestmark = pytest.mark.switch


@pytest.fixture(scope="module")
async def rig() -> AsyncIterator[Rig]:
    async with switch_rig() as one:
        one.tone_prompt("greeting", 500, seconds=0.6)
        one.tone_prompt("menu", 700, seconds=3)
        one.tone_prompt("english_only", 900, language="en")
        yield one


@pytest.fixture
async def engine(rig: Rig) -> AsyncIterator[Controller]:
    async with rig.switch() as one:
        yield one


async def arrived(engine: Controller) -> str:
    leg_id = (await engine.sees(tell.LegArrived)).leg_id
    engine.send(ask.AnswerLeg(leg_id=leg_id))
    await engine.sees(tell.LegConnected, leg_id=leg_id)
    return leg_id


async def test_a_caller_hears_prompts_and_presses_a_key(rig: Rig, engine: Controller) -> None:
    async with Voice() as voice, rig.caller(sip.caller("95598", voice_port=voice.port)) as caller:
        leg_id = await arrived(engine)
        there = await engine.sees(tell.LegArrived)
        assert (there.ani, there.dnis, there.source) == ("13800138000", "95598", "trunk:carrier")
        engine.send(ask.Play(play_id="p1", leg_id=leg_id, media=("prompt:greeting", "prompt:menu")))
        await voice.hears(500)
        await voice.hears(700)
        voice.press("7")
        await engine.sees(tell.DigitPressed, leg_id=leg_id, digit="7")
        engine.send(ask.StopPlay(play_id="p1"))
        await engine.sees(tell.PlayEnded, play_id="p1")
        engine.send(ask.ClearLeg(leg_id=leg_id))
        assert (await engine.sees(tell.LegCleared, leg_id=leg_id)).cause == "normal"
        await caller.done()
    assert engine.count(tell.LegCleared) == 1
    assert engine.count(tell.CommandFailed) == 0
    assert asyncio.get_running_loop().is_running()

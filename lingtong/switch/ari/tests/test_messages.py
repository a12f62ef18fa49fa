"""What one leg says alone, on a real Asterisk: the file, its ends, the lamp."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from tests.rig import sipp as sip
from tests.rig.asterisk import Controller, Rig, arrived, switch_rig
from tests.rig.voice import Voice, share_of

pytestmark = pytest.mark.switch


@pytest.fixture(scope="module")
async def rig() -> AsyncIterator[Rig]:
    async with switch_rig() as one:
        yield one


@pytest.fixture
async def engine(rig: Rig) -> AsyncIterator[Controller]:
    async with rig.switch() as one:
        yield one


def said(rig: Rig, message_id: str) -> np.ndarray:
    return np.fromfile(file_of(rig, message_id), np.int16).astype(float)


def file_of(rig: Rig, message_id: str) -> Path:
    return rig.settings.messages / f"{message_id}.sln"


def size_of(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


async def grows(file: Path, seconds: float) -> None:
    async with asyncio.timeout(20):
        while size_of(file) < seconds * 16_000:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.02)


async def test_a_message_is_kept_and_can_be_heard_again(rig: Rig, engine: Controller) -> None:
    async with Voice(tone=440) as voice, rig.caller(sip.caller("95598", voice_port=voice.port)):
        leg_id = await arrived(engine)
        engine.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-1", at_most=60, silence=10))
        await voice.hears_sound()  # the beep
        await grows(file_of(rig, "msg-1"), 2)
        voice.press("#")
        ended = await engine.sees(tell.MessageRecorded, recording_id="msg-1")
        assert ended.ended_by == "key"
        assert ended.seconds == pytest.approx(len(said(rig, "msg-1")) / 8000)
        voice.tone(0)
        engine.send(ask.Play(play_id="again", leg_id=leg_id, media=("message:msg-1",)))
        await voice.hears(440)
        assert (await engine.sees(tell.PlayEnded, play_id="again", within=10)).ok
    assert share_of(said(rig, "msg-1")[4000:12000], 440) > 0.9
    assert engine.count(tell.CommandFailed) == 0
    assert engine.count(tell.MessageRecorded) == 1


async def test_a_message_ends_with_silence_and_with_its_time(rig: Rig, engine: Controller) -> None:
    async with Voice(tone=440) as voice, rig.caller(sip.caller("95598", voice_port=voice.port)):
        leg_id = await arrived(engine)
        engine.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-time", at_most=2))
        assert (await engine.sees(tell.MessageRecorded, recording_id="msg-time")).ended_by == "limit"
        engine.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-quiet", at_most=60, silence=2))
        await grows(file_of(rig, "msg-quiet"), 1)
        voice.tone(0)
        assert (await engine.sees(tell.MessageRecorded, recording_id="msg-quiet")).ended_by == "silence"
        engine.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-stop", at_most=60))
        await grows(file_of(rig, "msg-stop"), 0.1)
        engine.send(ask.StopMessage(recording_id="msg-stop"))
        assert (await engine.sees(tell.MessageRecorded, recording_id="msg-stop")).ended_by == "stopped"


async def test_who_hangs_up_has_said_what_was_said(rig: Rig, engine: Controller) -> None:
    async with Voice(tone=440) as voice, rig.caller(sip.caller("95598", voice_port=voice.port)) as caller:
        leg_id = await arrived(engine)
        engine.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-gone", at_most=60, silence=10))
        await grows(file_of(rig, "msg-gone"), 2)
        await caller.hang_up()
        ended = await engine.sees(tell.MessageRecorded, recording_id="msg-gone")
        await engine.sees(tell.LegCleared, leg_id=leg_id)
    assert ended.ended_by == "cleared"
    assert ended.seconds > 1.5
    assert share_of(said(rig, "msg-gone")[4000:12000], 440) > 0.9


async def test_an_engine_that_comes_back_finds_the_caller_still_speaking(rig: Rig) -> None:
    async with Voice(tone=440) as voice, rig.caller(sip.caller("95598", voice_port=voice.port)):
        async with rig.switch() as first:
            leg_id = await arrived(first)
            first.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-on", at_most=60))
            await grows(file_of(rig, "msg-on"), 2)
        async with rig.switch() as second:
            second.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-on", at_most=60))
            await grows(file_of(rig, "msg-on"), 4)
            voice.press("#")
            ended = await second.sees(tell.MessageRecorded, recording_id="msg-on")
            assert second.count(tell.CommandFailed) == 0
    assert ended.ended_by == "key"
    whole = said(rig, "msg-on")
    assert all(share_of(whole[at : at + 8000], 440) > 0.9 for at in range(4000, 28000, 8000))


async def test_what_was_said_outlives_the_switch(rig: Rig) -> None:
    async with (
        Voice(tone=440) as voice,
        rig.caller(sip.caller("95598", voice_port=voice.port)),
        rig.switch() as engine,
    ):
        leg_id = await arrived(engine)
        engine.send(ask.RecordMessage(leg_id=leg_id, recording_id="msg-dead", at_most=60))
        await grows(file_of(rig, "msg-dead"), 4)
        assert rig.asterisk.pid is not None
        os.kill(rig.asterisk.pid, signal.SIGKILL)
        assert (await engine.sees(tell.SwitchLost)).stopped
    assert share_of(said(rig, "msg-dead")[4000:32000], 440) > 0.9
    await rig.asterisk.start()


async def test_the_lamp_of_a_desk_phone(rig: Rig, engine: Controller) -> None:
    async with rig.phone("1002", sip.lamp()) as phone:
        engine.send(ask.SetLight(endpoint="1002", new=2, old=1))
        await phone.done()
        told = phone.log()
    assert "Messages-Waiting: yes" in told
    assert "Voice-Message: 2/1" in told

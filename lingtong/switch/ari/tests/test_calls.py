"""Calls through a real Asterisk: in, out, joined."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from tests.rig import sipp as sip
from tests.rig.asterisk import Controller, Rig, arrived, recorded, switch_rig, technology
from tests.rig.voice import Voice, loudness, samples, share_of

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


async def test_a_prompt_of_one_language_is_heard_in_the_other(rig: Rig, engine: Controller) -> None:
    async with Voice() as voice, rig.caller(sip.caller("95598", voice_port=voice.port)):
        leg_id = await arrived(engine)
        engine.send(ask.Play(play_id="p1", leg_id=leg_id, media=("prompt:english_only",), language="zh"))
        await voice.hears(900)
        assert (await engine.sees(tell.PlayEnded, play_id="p1")).ok
        engine.send(ask.Play(play_id="p2", leg_id=leg_id, media=("prompt:nowhere",)))
        assert not (await engine.sees(tell.PlayEnded, play_id="p2")).ok
        engine.send(ask.Play(play_id="p3", leg_id=leg_id, media=("digits:10", "number:42")))
        await voice.hears_sound()
        assert (await engine.sees(tell.PlayEnded, play_id="p3", within=10)).ok


async def test_a_caller_who_leaves_is_told_once_with_the_end_of_the_prompt(
    rig: Rig, engine: Controller
) -> None:
    async with Voice() as voice, rig.caller(sip.caller("95598", voice_port=voice.port)) as caller:
        leg_id = await arrived(engine)
        engine.send(ask.Play(play_id="p1", leg_id=leg_id, media=("prompt:menu",) * 10))
        await voice.hears(700)
        await caller.hang_up()
        await engine.sees(tell.PlayEnded, play_id="p1", ok=False)
        cleared = await engine.sees(tell.LegCleared, leg_id=leg_id)
        engine.send(ask.RingLeg(leg_id=leg_id))
        assert (await engine.sees(tell.CommandFailed)).gone
    assert cleared.cause == "normal"
    assert engine.count(tell.LegCleared) == 1
    assert engine.count(tell.PlayEnded) == 1


@pytest.mark.parametrize(
    ("scenario", "cause"),
    [
        (sip.declining_phone("486 Busy Here"), "busy"),
        (sip.declining_phone("603 Decline"), "declined"),
        (sip.declining_phone("480 Temporarily Unavailable"), "declined"),
        (sip.declining_phone("503 Service Unavailable"), "congestion"),
        (sip.silent_phone(), "no_answer"),
    ],
    ids=["busy", "declined", "not now", "broken", "silent"],
)
async def test_a_phone_that_does_not_answer_says_why(
    rig: Rig, engine: Controller, scenario: str, cause: str
) -> None:
    ring_for = 2 if cause == "no_answer" else 20  # who answers is waited for, however full the machine is
    async with rig.phone("1002", scenario):
        engine.send(ask.Originate(leg_id=f"no-{cause}", endpoint="phone:1002", ring_for=ring_for))
        await engine.sees(tell.LegAlerting)
        assert (await engine.sees(tell.LegCleared)).cause == cause


async def test_a_phone_that_is_not_there_is_unreachable(engine: Controller) -> None:
    engine.send(ask.Originate(leg_id="none", endpoint="phone:1001", ring_for=5))
    assert (await engine.sees(tell.LegCleared, leg_id="none")).cause == "unreachable"
    engine.send(ask.Originate(leg_id="unknown", endpoint="phone:nobody", ring_for=5))
    assert (await engine.sees(tell.LegCleared, leg_id="unknown")).cause == "unreachable"


async def test_an_order_for_a_ringing_leg_ends_the_ringing(rig: Rig, engine: Controller) -> None:
    async with rig.phone("1002", sip.silent_phone()) as phone:
        engine.send(ask.Originate(leg_id="short", endpoint="phone:1002", ring_for=30))
        await engine.sees(tell.LegAlerting, leg_id="short")
        engine.send(ask.ClearLeg(leg_id="short"))
        assert (await engine.sees(tell.LegCleared, leg_id="short")).cause == "normal"
        await phone.done()


async def test_a_phone_is_told_whose_call_it_is(rig: Rig, engine: Controller) -> None:
    async with Voice() as voice, rig.phone("1002", sip.phone(voice_port=voice.port)) as phone:
        engine.send(
            ask.Originate(
                leg_id="told",
                endpoint="phone:1002",
                ring_for=10,
                caller_number="13800138000",
                caller_name="王丽",
                headers={"X-Lingtong-Interaction": "i-77", "X-Other": "no"},
                auto_answer=True,
            )
        )
        await engine.sees(tell.LegConnected, leg_id="told")
        engine.send(ask.ClearLeg(leg_id="told"))
        await phone.done()
        said = phone.log()
    assert "X-Lingtong-Interaction: i-77" in said
    assert "X-Other" not in said
    assert "answer-after=0" in said
    assert '"王丽" <sip:13800138000@' in said


async def test_the_next_trunk_is_tried(rig: Rig, engine: Controller) -> None:
    ports = {trunk.name: trunk.port for trunk in rig.plan.trunks}
    async with (
        Voice() as voice,
        sip.sipp(
            sip.phone(voice_port=voice.port), rig.settings.sip_port, host="127.0.0.2", port=ports["carrier"]
        ) as carrier,
    ):
        order = ask.Originate(
            leg_id="out",
            endpoint="number:01012345",
            ring_for=20,
            trunks=("full", "carrier"),
            variables={"a": "1"},
        )
        async with sip.sipp(
            sip.declining_phone("503 Service Unavailable"),
            rig.settings.sip_port,
            host="127.0.0.3",
            port=ports["full"],
        ):
            engine.send(order)
            await engine.sees(tell.LegConnected, leg_id="out")
        assert engine.count(tell.LegCleared) == 0
        engine.send(ask.SetVariables(leg_id="out", values={"b": "2"}), ask.ClearLeg(leg_id="out"))
        await engine.sees(tell.LegCleared, leg_id="out")
        await carrier.done()
    assert engine.count(tell.CommandFailed) == 0


async def test_two_legs_hear_each_other_and_the_recording_tells_them_apart(
    rig: Rig, engine: Controller
) -> None:
    async with (
        Voice(tone=440) as customer,
        Voice(tone=1000) as agent,
        rig.caller(sip.caller("95598", voice_port=customer.port)),
        rig.phone("1002", sip.phone(voice_port=agent.port)),
    ):
        leg_id = await arrived(engine)
        engine.send(
            ask.StartMusic(leg_id=leg_id),
            ask.StartRecording(leg_id=leg_id, recording_id="rec-1"),
            ask.Originate(leg_id="agent", endpoint="phone:1002", ring_for=10),
        )
        await customer.hears_sound()
        await engine.sees(tell.LegConnected, leg_id="agent")
        engine.send(ask.OpenBridge(bridge_id="b1"), ask.JoinBridge(bridge_id="b1", leg_ids=(leg_id, "agent")))
        await customer.hears(1000, lasting=0.6)
        await agent.hears(440)

        engine.send(ask.MuteLeg(leg_id="agent", on=True))
        await customer.hears_silence()
        engine.send(ask.MuteLeg(leg_id="agent", on=False))
        await customer.hears(1000)

        # Hold: out of the bridge, music; the agent hears nothing.
        engine.send(ask.LeaveBridge(bridge_id="b1", leg_id=leg_id), ask.StartMusic(leg_id=leg_id))
        await agent.hears_silence()
        await customer.hears_sound()
        engine.send(ask.OpenBridge(bridge_id="b2"), ask.JoinBridge(bridge_id="b2", leg_ids=(leg_id,)))
        await customer.hears_silence()
        engine.send(ask.JoinBridge(bridge_id="b2", leg_ids=("agent",)))
        await customer.hears(1000)
        await agent.hears(440)

        engine.send(ask.PauseRecording(leg_id=leg_id, recording_id="rec-1", on=True))
        engine.send(ask.PauseRecording(leg_id=leg_id, recording_id="rec-1", on=False))
        engine.send(ask.StopRecording(leg_id=leg_id, recording_id="rec-1"))
        await engine.has_recorded("rec-1")  # asked for on another connection than what follows
        engine.send(ask.SendDigits(leg_id="agent", digits="12"))
        engine.send(ask.CloseBridge(bridge_id="b1"), ask.CloseBridge(bridge_id="b2"))
        engine.send(ask.ClearLeg(leg_id=leg_id), ask.ClearLeg(leg_id="agent"))
        await engine.sees(tell.LegCleared, leg_id=leg_id)
        await engine.sees(tell.LegCleared, leg_id="agent")
    assert engine.count(tell.CommandFailed) == 0
    left, right = await recorded(rig, engine, "rec-1")
    assert any(share_of(left[at : at + 1600], 440) > 0.9 for at in range(0, len(left), 800))
    assert any(share_of(right[at : at + 1600], 1000) > 0.9 for at in range(0, len(right), 800))
    assert not any(share_of(left[at : at + 1600], 1000) > 0.1 for at in range(0, len(left), 800))


async def test_a_recorded_pair_moves_and_nothing_is_lost_though_later_numbers_are_lower(
    rig: Rig, engine: Controller
) -> None:
    async with (
        Voice(tone=440) as customer,
        Voice(tone=1000, sequence=30000) as agent,
        Voice(tone=1600, sequence=100) as consultant,
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
            ask.OpenBridge(bridge_id="pair", pair=True), ask.JoinBridge(bridge_id="pair", leg_ids=both)
        )
        await customer.hears(1000, lasting=0.4)
        await agent.hears(440)
        assert await technology(rig, "pair") == "native_rtp"
        engine.send(ask.MuteLeg(leg_id="agent", on=True))
        await customer.hears_silence()
        engine.send(ask.MuteLeg(leg_id="agent", on=False))
        await customer.hears(1000)

        engine.send(ask.OpenBridge(bridge_id="main"), ask.JoinBridge(bridge_id="main", leg_ids=both))
        engine.send(ask.CloseBridge(bridge_id="pair"))
        engine.send(ask.StartRecording(leg_id=leg_id, recording_id="rec-3"))
        await customer.hears(1000, lasting=1.0)
        assert await technology(rig, "main") == "softmix"
        engine.send(ask.LeaveBridge(bridge_id="main", leg_id="agent"))
        engine.send(ask.JoinBridge(bridge_id="main", leg_ids=("consultant",)))
        await customer.hears(1600, lasting=1.0)
        await consultant.hears(440)
        engine.send(ask.StopRecording(leg_id=leg_id, recording_id="rec-3"))
        await engine.has_recorded("rec-3")
        engine.send(ask.CloseBridge(bridge_id="main"))
        for leg in (*both, "consultant"):
            engine.send(ask.ClearLeg(leg_id=leg))
            await engine.sees(tell.LegCleared, leg_id=leg)
    assert engine.count(tell.CommandFailed) == 0
    _, right = await recorded(rig, engine, "rec-3")
    for tone in (1000, 1600):
        assert sum(share_of(right[at : at + 800], tone) > 0.8 for at in range(0, len(right), 800)) >= 4


async def test_a_paused_recording_keeps_its_time_and_loses_its_sound(rig: Rig, engine: Controller) -> None:
    async with Voice(tone=440) as voice, rig.caller(sip.caller("95598", voice_port=voice.port)):
        leg_id = await arrived(engine)
        engine.send(ask.StartMusic(leg_id=leg_id), ask.StartRecording(leg_id=leg_id, recording_id="rec-2"))
        for on in (True, False):
            await said_for(voice, 1.5)
            engine.send(ask.PauseRecording(leg_id=leg_id, recording_id="rec-2", on=on))
        await said_for(voice, 1.5)
        engine.send(ask.StopRecording(leg_id=leg_id, recording_id="rec-2"))
        left, right = await recorded(rig, engine, "rec-2")
        engine.send(ask.ClearLeg(leg_id=leg_id))
        await engine.sees(tell.LegCleared)
    assert engine.count(tell.CommandFailed) == 0
    assert share_of(left[1600:3200], 440) > 0.9
    assert share_of(left[-3200:-1600], 440) > 0.9
    middle = len(left) // 2
    assert loudness(left[middle - 800 : middle + 800]) < 1
    assert loudness(right[middle - 800 : middle + 800]) < 1
    assert 4 * 8000 < len(left) < 9 * 8000


BEEP = 700.0  # Hz, of Asterisk's own sound


async def said_for(voice: Voice, seconds: float) -> None:
    """Wait until the voice has sent so much more sound."""
    sent = voice.sent + int(seconds * 50)
    while voice.sent < sent:  # noqa: ASYNC110 - packets go out by their own clock
        await asyncio.sleep(0.01)


async def test_a_customer_hears_a_beep_while_recorded_and_the_file_does_not(
    rig: Rig, engine: Controller
) -> None:
    async with Voice(tone=440) as voice, rig.caller(sip.caller("95598", voice_port=voice.port)):
        leg_id = await arrived(engine)
        engine.send(ask.StartMusic(leg_id=leg_id))
        await said_for(voice, 0.5)
        engine.send(ask.StartRecording(leg_id=leg_id, recording_id="rec-beep", beep_every=1))
        begin = len(voice.heard)
        await said_for(voice, 5.0)
        heard = samples(bytes(voice.heard[begin:]))
        engine.send(ask.StopRecording(leg_id=leg_id, recording_id="rec-beep"))
        _, right = await recorded(rig, engine, "rec-beep")
        engine.send(ask.ClearLeg(leg_id=leg_id))
        await engine.sees(tell.LegCleared)
    assert engine.count(tell.CommandFailed) == 0
    beeps = [share_of(heard[at : at + 800], BEEP) > 0.05 for at in range(0, len(heard) - 800, 800)]
    assert 2 <= sum(now and not before for before, now in zip([False, *beeps], beeps, strict=False)) <= 6
    assert not any(share_of(right[at : at + 800], BEEP) > 0.05 for at in range(0, len(right) - 800, 800))

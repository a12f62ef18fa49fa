"""`kill -9` of the engine in every state of a call: nobody is dropped, and all is as it was afterwards.

F1 of the measures: right within 2 s of the restart, the recording complete.
"""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.rig.center import QUEUE, SLOW
from tests.rig.floor import AGENT, CUSTOMER, Floor

pytestmark = pytest.mark.journey
RIGHT_WITHIN = 10.0  # seconds after the restarted engine is ready: two, and more on a full machine
SHORT = 1.5  # seconds: no engine starts so soon, and a full machine lets a voice falter for less


async def test_in_a_talk_both_talk_on_and_the_recording_has_no_gap(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    before = await li.answer()
    await customer.hears(AGENT)

    killed = datetime.now(UTC)
    floor.product.kill_engine()
    await customer.hears(AGENT)
    await floor.restart()
    away = datetime.now(UTC) - killed
    after = await li.agent.has_call("talking", within=RIGHT_WITHIN)
    await li.agent.is_("talking", within=RIGHT_WITHIN)
    assert after["interaction_id"] == before["interaction_id"]
    assert after["attached_data"] == before["attached_data"]
    assert after["recording"] == "on"
    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    talked = li.phone.heard().seconds
    await customer.hangs_up()

    interaction = await li.agent.wrap_up()
    recording = await floor.recording(interaction)
    assert recording.seconds > talked - 1
    heard = recording.left.windows_with(CUSTOMER)
    assert max(late - early for early, late in pairwise(heard)) < SHORT
    assert (await floor.record(interaction))["result"] == "handled"
    assert 0 < (await floor.outage("died", "start", killed))["lasted"] < away.total_seconds() + RIGHT_WITHIN


async def test_while_a_call_rings_it_rings_on_and_can_be_answered(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls(SLOW)
    before = await li.agent.has_call("ringing")
    await li.phone.rings()

    floor.product.kill_engine()
    await floor.restart()
    after = await li.agent.has_call("ringing", within=RIGHT_WITHIN)
    assert after["interaction_id"] == before["interaction_id"]
    assert customer.is_on
    await li.phone.answer()
    await li.agent.has_call("talking")
    await customer.hears(AGENT)


async def test_a_phone_that_is_answered_without_an_engine_rings_again_with_the_same_caller(
    floor: Floor,
) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls(SLOW)
    before = await li.agent.has_call("ringing")
    await li.phone.rings()

    floor.product.kill_engine()
    mark = li.phone.mark()
    await li.phone.answer()
    await li.phone.is_cleared(after=mark)
    await floor.restart()
    assert customer.is_on
    await li.phone.rings(within=20, after=mark)
    await li.phone.answer()
    after = await li.agent.has_call("talking")
    assert after["interaction_id"] == before["interaction_id"]
    await customer.hears(AGENT)


async def test_those_who_wait_keep_their_places(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    first = await floor.calls(ani="13800000001")
    await boss.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="one waits")
    second = await floor.calls(ani="13800000002")
    await boss.live.until(lambda live: live.queues[QUEUE]["waiting"] == 2, what="two wait")

    floor.product.kill_engine()
    await first.voice.hears_sound()
    await boss.live.until(lambda live: not live.connected, what="the engine's end")
    await floor.restart()
    await boss.live.until(
        lambda live: live.connected and live.queues[QUEUE]["waiting"] == 2, RIGHT_WITHIN, "two wait again"
    )
    await boss.close_screen()
    assert first.is_on
    assert second.is_on
    li = await floor.desk("9001")
    offered = await li.answer()
    assert offered["number"].endswith("0001")


async def test_who_is_on_hold_hears_music_on_and_can_be_taken_back(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    await li.do("hold")
    await li.agent.has_call("hold")
    await customer.hears_no(AGENT)

    floor.product.kill_engine()
    await customer.voice.hears_sound()
    await floor.restart()
    await li.agent.has_call("hold", within=RIGHT_WITHIN)
    await customer.voice.hears_sound()
    await li.do("retrieve")
    await li.agent.has_call("talking")
    await customer.hears(AGENT)


async def test_after_call_work_goes_on_with_its_notes(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await li.note("Half a sentence")
    await customer.hangs_up()
    before = await li.agent.has_call("after_call_work")

    floor.product.kill_engine()
    await floor.restart()
    after = await li.agent.has_call("after_call_work", within=RIGHT_WITHIN)
    assert after["notes"] == "Half a sentence"
    assert after["until"] == before["until"]
    interaction = await li.agent.wrap_up("A whole sentence.")
    record = await floor.record(interaction, has=lambda it: it["disposition_id"])
    assert [note["text"] for note in record["notes"]] == ["A whole sentence."]


async def test_who_hangs_up_while_the_engine_is_dead_is_not_taken_for_a_caller(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)

    floor.product.kill_engine()
    await customer.hangs_up()
    await floor.restart()
    interaction = await li.agent.wrap_up()
    await li.phone.is_cleared()
    assert (await floor.record(interaction))["ended_at"]


async def test_a_new_call_without_an_engine_rings_the_phones_and_is_noted(floor: Floor) -> None:
    li = await floor.desk("9001")
    boss = await floor.person("2001")
    floor.product.kill_engine()
    customer = await floor.calls(ani="13800000099")
    await customer.voice.hears_sound()
    await li.phone.rings(within=20)
    await li.phone.answer()
    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    await customer.hangs_up()
    await li.phone.is_cleared()

    await floor.restart()
    record = await floor.last_record(boss, "13800000099")
    await floor.record(record["id"], has=lambda it: it["has_recording"])
    recording = await floor.recording(record["id"])
    assert recording.left.seconds_of(CUSTOMER) > 0.5
    assert recording.right.seconds_of(AGENT) > 0.5

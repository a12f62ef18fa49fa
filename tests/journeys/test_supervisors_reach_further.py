"""Forced transfers, dead air and menus in real calls; the switch killed under a supervisor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.rig.center import MENU, QUEUE
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, Customer, Desk, Floor
from tests.rig.people import Json, Refused

pytestmark = pytest.mark.journey
BOSS = 1100.0
TONES = {"customer": CUSTOMER, "agent": AGENT, "boss": BOSS, "consultant": CONSULTANT}
FREE_WITHIN = 10.0  # seconds after the death of the switch: five, and as many on a full machine
BACK_WITHIN = 60.0  # seconds in which a switch starts there
QUIET = 6.0  # seconds of the rule


async def talk(floor: Floor) -> tuple[Customer, Desk, str]:
    li = await floor.desk("9001")
    customer = await floor.calls()
    call = await li.answer()
    await customer.hears(AGENT)
    return customer, li, str(call["interaction_id"])


async def watches(boss: Desk, call: str, **how: object) -> None:
    mark = boss.phone.mark()
    await boss.agent.do("watch", interaction_id=call, **how)
    await boss.phone.rings(after=mark)
    await boss.phone.answer()
    await boss.live.until(_is_on, 20, "watching")


def _is_on(live: object) -> Json | None:
    watching: Json | None = getattr(live, "seat").get("watching")  # noqa: B009
    return watching if watching and watching["state"] == "on" else None


async def test_a_call_is_sent_on_by_force(floor: Floor) -> None:
    boss = await floor.desk("9101", BOSS, ready=False)
    zhou = await floor.desk("9002", CONSULTANT, ready=False)
    customer, li, call = await talk(floor)
    await floor.is_recorded()
    to = {"interaction_id": call, "kind": "agent", "target": zhou.agent.agent_id}
    with pytest.raises(Refused) as no:
        await boss.agent.do("force_transfer", **to, why="")
    assert no.value.code == "supervise.why_missing"
    await boss.agent.do("force_transfer", **to, why="speaks the language")
    await li.agent.has_call("after_call_work")
    await customer.hears_no(AGENT)
    await customer.voice.hears_sound()
    await zhou.answer()
    await customer.hears(CONSULTANT)
    told = await li.live.until(
        lambda live: next((one for one in live.notices if one["code"] == "call.sent_on"), None)
    )
    assert told["params"] == {"name": "郑敏 Zheng Min", "why": "speaks the language"}
    await zhou.phone.hears(CUSTOMER)
    await floor.is_recorded(right=CONSULTANT)
    await li.agent.wrap_up()
    await customer.hangs_up()
    await zhou.agent.wrap_up()

    recording = await floor.recording(call)
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent", "consultant"}
    admin = await floor.person("admin")
    acts = (await admin.get("/api/admin/audit"))["items"]
    entry = next(one for one in acts if one["act"] == "floor.force_transfer")
    assert (entry["actor"], entry["data"]["why"]) == ("9101", "speaks the language")
    step = next(one for one in (await floor.record(call))["timeline"] if one["kind"] == "call.transferred")
    assert step["data"]["forced_by"] == boss.agent.agent_id


@asynccontextmanager
async def rule(floor: Floor) -> AsyncIterator[None]:
    """As long as the block lasts, somebody wants to know of silence in the talks of the trial queue."""
    admin = await floor.person("admin")
    body = {
        "name": "静音 Dead air",
        "figure": "dead_air",
        "limit": QUIET,
        "about": [floor.product.center.queue_id],
    }
    made = await admin.ask("POST", "/api/admin/alarm-rules", body)
    try:
        yield
    finally:
        await admin.ask("DELETE", f"/api/admin/alarm-rules/{made['id']}")


async def test_dead_air_is_an_alarm_until_somebody_speaks(floor: Floor) -> None:
    boss = await floor.desk("9101", BOSS, ready=False)
    async with rule(floor):
        customer, li, call = await talk(floor)

        def row() -> Json:
            return boss.live.agents["9001"]

        customer.voice.tone(0.0)
        await customer.stays(QUIET + 2)
        await customer.hears(AGENT)
        assert row()["quiet_since"] is None
        await li.do("mute", on=True)
        await boss.live.until(lambda _: row()["quiet_since"], QUIET + 20, "dead air in the agent's row")
        alarm = await boss.live.until(
            lambda live: next((one for one in live.alarms if one["figure"] == "dead_air"), None), what="alarm"
        )
        assert (alarm["about_kind"], alarm["about_id"]) == ("agent", li.agent.agent_id)

        customer.voice.tone(CUSTOMER)
        await boss.live.until(lambda _: row()["quiet_since"] is None, 20, "the end of dead air")
        await boss.live.until(
            lambda live: not any(one["figure"] == "dead_air" for one in live.alarms), what="no alarm"
        )
        await li.do("mute", on=False)
        await customer.hears(AGENT)
        await customer.hangs_up()
        await li.agent.wrap_up()
    timeline = [one["kind"] for one in (await floor.record(call))["timeline"]]
    assert [kind for kind in timeline if kind.startswith("dead_air")] == ["dead_air.began", "dead_air.ended"]


async def test_a_caller_in_a_menu_is_watched_and_taken_out(floor: Floor) -> None:
    boss = await floor.desk("9101", BOSS, ready=False)
    ma = await floor.desk("9102", CONSULTANT, ready=False)
    customer = await floor.calls(MENU)
    seen = await boss.live.until(lambda live: next(iter(live.menus), None), what="a caller in a menu")
    assert (seen["node"], seen["entry_point"]) == ("menu", "Menu")
    call = seen["interaction_id"]
    with pytest.raises(Refused) as no:
        await ma.agent.do("watch", interaction_id=call)
    assert no.value.code == "supervise.in_no_team"

    await watches(boss, call)
    await boss.phone.hears(CUSTOMER)
    customer.press("7")
    await boss.live.until(
        lambda live: next((one for one in live.menus if "7" in one["path"][-1]["keys"]), None), what="the key"
    )
    await customer.hears_no(BOSS)

    mark = boss.phone.mark()
    await boss.agent.do("take_from_menu", interaction_id=call)
    await boss.phone.rings(after=mark)
    await boss.phone.answer()
    await customer.hears(BOSS)
    await boss.live.until(lambda live: not live.menus, what="nobody in a menu")
    await customer.hangs_up()
    await boss.agent.wrap_up()


@pytest.mark.parametrize("mode", ["whisper", "barge_in"])
async def test_the_switch_is_killed_under_a_supervisor(floor: Floor, mode: str) -> None:
    boss = await floor.desk("9101", BOSS, ready=False)
    customer, li, call = await talk(floor)
    await watches(boss, call, target_id=li.agent.agent_id, mode=mode)
    await li.phone.hears(BOSS)

    floor.product.kill_switch()
    await boss.agent.is_("not_ready", within=FREE_WITHIN)
    await li.agent.has_call("after_call_work", within=FREE_WITHIN)
    await customer.is_lost()
    await boss.live.until(lambda live: live.switch, BACK_WITHIN, "the switch back")
    assert boss.live.watched == {}
    assert not boss.live.seat.get("watching")
    await li.agent.wrap_up()
    await li.agent.is_("ready")
    await li.agent.is_watched_by()

    again = await floor.calls()
    await boss.live.until(lambda live: live.queues[QUEUE]["ringing"] or None, BACK_WITHIN, "it rings again")
    second = await li.answer()
    await again.hears(AGENT)
    await boss.live.until(lambda live: live.seat["phone_reachable"], BACK_WITHIN, "the supervisor's phone")
    await watches(boss, str(second["interaction_id"]), target_id=li.agent.agent_id, mode=mode)
    await li.phone.hears(BOSS)
    await again.hangs_up()
    await boss.agent.is_("not_ready")
    await li.agent.wrap_up()

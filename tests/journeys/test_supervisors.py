"""Supervisors in real calls: tones in the recording and in every ear tell who heard whom."""

import pytest

from tests.rig.center import QUEUE, SLOW
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, Customer, Desk, Floor
from tests.rig.people import Json, Refused

pytestmark = pytest.mark.journey
BOSS, SECOND = 1100.0, 1540.0
TONES = {"customer": CUSTOMER, "agent": AGENT, "boss": BOSS, "second": SECOND}
RIGHT_WITHIN = 10.0  # seconds after the restarted engine is ready: three, and more on a full machine


async def talk(floor: Floor, number: str = "95500") -> tuple[Customer, Desk, str]:
    """A customer in a talk with 9001; the call's id."""
    li = await floor.desk("9001")
    customer = await floor.calls(number)
    call = await li.answer()
    await customer.hears(AGENT)
    return customer, li, str(call["interaction_id"])


async def supervisor(floor: Floor, login: str = "9101", tone: float = BOSS) -> Desk:
    return await floor.desk(login, tone, ready=False)


async def watches(boss: Desk, li: Desk, call: str, mode: str = "monitor") -> Json:
    """Begins to watch: the own phone rings and is answered."""
    mark = boss.phone.mark()
    await boss.agent.do("watch", interaction_id=call, target_id=li.agent.agent_id, mode=mode)
    await boss.phone.rings(after=mark)
    await boss.phone.answer()
    return await is_on(boss, mode)


async def is_on(boss: Desk, mode: str, within: float = 20.0) -> Json:
    return await boss.live.until(
        lambda live: watching if (watching := _watching(live.seat)) and watching["mode"] == mode else None,
        within,
        f"watching by {mode}",
    )


def _watching(seat: Json) -> Json | None:
    watching: Json | None = seat.get("watching")
    return watching if watching and watching["state"] == "on" else None


async def leaves(boss: Desk, call: str) -> None:
    mark = boss.phone.mark()
    await boss.agent.do("unwatch", interaction_id=call)
    await boss.phone.is_cleared(after=mark)
    await boss.agent.is_("not_ready")


async def test_up_and_down_from_monitor_to_barge_in(floor: Floor) -> None:
    boss = await supervisor(floor)
    customer, li, call = await talk(floor)

    await watches(boss, li, call)
    await boss.phone.hears(CUSTOMER)
    await boss.phone.hears(AGENT)
    seen = await boss.live.until(lambda live: live.watched.get(call), what="the agent's call")
    assert seen["agent_id"] == li.agent.agent_id
    assert {"take_over", "force_clear", "unwatch", "watch"} <= set(seen["can"])
    await li.agent.is_watched_by("郑敏 Zheng Min")

    await boss.agent.do("watch", interaction_id=call, mode="whisper")
    await is_on(boss, "whisper")
    await li.phone.hears(BOSS)

    await boss.agent.do("watch", interaction_id=call, mode="barge_in")
    await customer.hears(BOSS)
    await boss.agent.do("watch", interaction_id=call, mode="monitor")
    await customer.hears_no(BOSS)
    await customer.hears(AGENT)
    await leaves(boss, call)
    await li.agent.is_watched_by()
    await customer.hangs_up()

    recording = await floor.recording(await li.agent.wrap_up())
    assert recording.left.tones(TONES) == {"customer"}
    assert recording.right.tones(TONES) == {"agent", "boss"}
    assert recording.right.windows_with(BOSS)[-1] < recording.seconds - 1
    timeline = [line["kind"] for line in (await floor.record(call))["timeline"]]
    assert [kind for kind in timeline if kind.startswith("supervision.")] == [
        "supervision.started",
        *["supervision.changed"] * 3,
        "supervision.ended",
    ]


async def test_a_whisper_is_in_no_recording(floor: Floor) -> None:
    boss = await supervisor(floor)
    customer, li, call = await talk(floor)
    await watches(boss, li, call, "whisper")
    await li.phone.hears(BOSS, seconds=2)
    await li.do("hold")
    await li.agent.has_call("hold")
    held = li.phone.heard().seconds_of(BOSS)
    await li.phone.hears(BOSS, seconds=held + 1)
    await li.do("retrieve")
    await li.agent.has_call("talking")
    await customer.hears(AGENT)
    await customer.hangs_up()
    await boss.agent.is_("not_ready")
    recording = await floor.recording(await li.agent.wrap_up())
    assert "boss" not in recording.right.tones(TONES)
    assert recording.left.tones(TONES) == {"customer"}


async def test_a_supervisor_takes_over(floor: Floor) -> None:
    boss = await supervisor(floor)
    customer, li, call = await talk(floor)
    await watches(boss, li, call)
    await boss.agent.do("take_over", interaction_id=call)
    await boss.agent.has_call("talking")
    await customer.hears(BOSS)
    await customer.hears_no(AGENT)
    await li.agent.wrap_up("Handed to Zheng Min")
    await boss.do("hold")
    await boss.do("retrieve")
    await customer.hears(BOSS)
    await customer.hangs_up()
    await boss.agent.wrap_up()
    recording = await floor.recording(call)
    assert recording.right.tones(TONES) == {"agent", "boss"}


async def test_a_call_is_taken_over_from_an_agent_who_holds_it_and_is_not_watched(floor: Floor) -> None:
    boss = await supervisor(floor)
    customer, li, call = await talk(floor)
    await li.do("hold")
    await customer.hears_no(AGENT)
    mark = boss.phone.mark()
    await boss.agent.do("take_over", interaction_id=call)
    await boss.phone.rings(after=mark)
    await customer.voice.hears_sound()
    await boss.phone.answer()
    await customer.hears(BOSS)
    await li.agent.wrap_up()
    await customer.hangs_up()
    await boss.agent.wrap_up()


async def test_a_call_is_cleared_by_force_and_everybody_is_told(floor: Floor) -> None:
    boss = await supervisor(floor)
    customer, li, call = await talk(floor)
    with pytest.raises(Refused) as no:
        await boss.agent.do("force_clear", interaction_id=call, why="")
    assert no.value.code == "supervise.why_missing"
    await boss.agent.do("force_clear", interaction_id=call, why="insults")
    await customer.is_cleared()
    told = await li.live.until(
        lambda live: next((one for one in live.notices if one["code"] == "call.force_cleared"), None)
    )
    assert told["params"] == {"name": "郑敏 Zheng Min", "why": "insults"}
    assert await li.agent.wrap_up() == call
    admin = await floor.person("admin")
    acts = (await admin.get("/api/admin/audit"))["items"]
    entry = next(one for one in acts if one["act"] == "floor.force_clear")
    assert (entry["actor"], entry["target"]) == ("9101", call)
    assert entry["data"]["why"] == "insults"


async def test_a_waiting_caller_is_pulled(floor: Floor) -> None:
    boss = await supervisor(floor)
    first, second, line = await two_wait(floor, boss)
    mark = boss.phone.mark()
    await boss.agent.do("pull", interaction_id=line[1]["interaction_id"])
    await boss.phone.rings(after=mark)
    await boss.phone.answer()
    await second.hears(BOSS)
    await second.hangs_up()
    await boss.agent.wrap_up()
    assert first.is_on


async def test_waiting_callers_are_moved_and_ranked(floor: Floor) -> None:
    boss = await supervisor(floor)
    first, second, line = await two_wait(floor, boss)
    one, two = line[0]["interaction_id"], line[1]["interaction_id"]
    await boss.agent.do("move_waiting", interaction_id=two, place="front")
    await stands(boss, [two, one])
    await boss.agent.do("set_priority", interaction_id=one, priority=9)
    await stands(boss, [one, two])
    await boss.agent.do("move_waiting", interaction_id=two, queue_id=floor.product.center.queue_id)
    await stands(boss, [one])
    await boss.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="the other queue")
    li = await floor.desk("9001")
    assert (await li.answer())["interaction_id"] == one
    await first.hears(AGENT)
    assert second.is_on


async def two_wait(floor: Floor, boss: Desk) -> tuple[Customer, Customer, list[Json]]:
    """One after the other; with them the line as the supervisor sees it."""
    first = await floor.calls(SLOW, ani="13800000001")
    await _line_of(boss, 1)
    second = await floor.calls(SLOW, ani="13800000002")
    return first, second, await _line_of(boss, 2)


async def _line_of(boss: Desk, length: int) -> list[Json]:
    return await boss.live.until(
        lambda live: next((line for line in live.waiting.values() if len(line) == length), None),
        what=f"{length} who wait",
    )


async def stands(boss: Desk, ids: list[str]) -> None:
    await boss.live.until(
        lambda live: ids in [[one["interaction_id"] for one in line] for line in live.waiting.values()],
        what=f"the line {ids}",
    )


async def test_what_rings_at_a_colleague_is_picked_up_in_the_team(floor: Floor) -> None:
    zhou = await floor.desk("9002", CONSULTANT)
    ma = await supervisor(floor, "9102", SECOND)
    li = await floor.desk("9003", ready=False)
    customer = await floor.calls(SLOW)
    await zhou.agent.has_call("ringing")
    await zhou.phone.rings()
    with pytest.raises(Refused) as no:
        await li.agent.do("pick_up", target_id=zhou.agent.agent_id)
    assert no.value.code == "supervise.not_yours"
    mark = zhou.phone.mark()
    await ma.agent.do("pick_up", target_id=zhou.agent.agent_id)
    await zhou.phone.is_cleared(after=mark)
    await zhou.agent.is_("ready")
    await ma.phone.rings()
    await ma.phone.answer()
    await customer.hears(SECOND)
    await customer.hangs_up()
    await ma.agent.wrap_up()


async def test_two_supervisors_are_in_one_call(floor: Floor) -> None:
    zhou = await floor.desk("9002")
    boss, ma = await supervisor(floor), await supervisor(floor, "9102", SECOND)
    customer = await floor.calls()
    call = str((await zhou.answer())["interaction_id"])
    await watches(boss, zhou, call, "whisper")
    await watches(ma, zhou, call)
    await ma.phone.hears(CUSTOMER)
    await ma.phone.hears(AGENT)
    await zhou.phone.hears(BOSS)
    assert "boss" not in ma.phone.heard().tones(TONES)
    assert "second" not in boss.phone.heard().tones(TONES)
    assert "second" not in zhou.phone.heard().tones(TONES)
    await zhou.agent.is_watched_by("郑敏 Zheng Min", "马超 Ma Chao")
    await customer.hangs_up()
    for one in (boss, ma):
        await one.agent.is_("not_ready")
    await zhou.agent.wrap_up()


async def test_a_team_leader_reaches_the_own_team_alone_and_an_agent_nobody(floor: Floor) -> None:
    ma, other = await supervisor(floor, "9102", SECOND), await floor.desk("9003", ready=False)
    _, li, call = await talk(floor)
    for who, code in ((ma, "supervise.not_yours"), (other, "not_allowed")):
        for ask in ("watch", "take_over"):
            with pytest.raises(Refused) as no:
                await who.agent.do(ask, interaction_id=call)
            assert (no.value.status, no.value.code) == (403, code)
        with pytest.raises(Refused) as no:
            await who.agent.get(f"/api/floor/interactions/{call}")
        assert no.value.status == 403
    boss = await supervisor(floor)
    seen = await boss.agent.get(f"/api/floor/interactions/{call}")
    assert (seen["agent_id"], seen["state"]) == (li.agent.agent_id, "talking")


@pytest.mark.parametrize("mode", ["monitor", "whisper", "barge_in"])
async def test_the_engine_is_killed_and_the_supervisor_hears_on(floor: Floor, mode: str) -> None:
    boss = await supervisor(floor)
    customer, li, call = await talk(floor)
    await watches(boss, li, call, mode)
    await boss.phone.hears(CUSTOMER)

    floor.product.kill_engine()
    await customer.hears(AGENT)
    await floor.restart()
    await is_on(boss, mode, RIGHT_WITHIN)
    before = boss.phone.heard().seconds_of(CUSTOMER)
    await boss.phone.hears(CUSTOMER, seconds=before + 1)
    if mode == "whisper":
        whispered = li.phone.heard().seconds_of(BOSS)
        await li.phone.hears(BOSS, seconds=whispered + 1)
    if mode == "barge_in":
        await customer.hears(BOSS)
    await customer.hears(AGENT)
    await leaves(boss, call)
    await customer.hangs_up()
    recording = await floor.recording(await li.agent.wrap_up())
    assert recording.left.tones(TONES) == {"customer"}
    assert ("boss" in recording.right.tones(TONES)) is (mode == "barge_in")

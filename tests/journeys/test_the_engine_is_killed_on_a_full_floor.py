"""`kill -9` of the engine with twenty calls in all states at once: none dropped, none moved."""

import pytest

from tests.rig.center import MENU, QUEUE, SLOW
from tests.rig.floor import AGENT, Customer, Desk, Floor
from tests.rig.people import Person

pytestmark = pytest.mark.journey
RIGHT_WITHIN = 10.0  # seconds after the restarted engine is ready: two, and more on a full machine
WAIT, IN_MENU = 12, 4


async def wait(floor: Floor, boss: Person, many: int) -> list[Customer]:
    """One after the other, so that their order is known."""
    found = []
    for number in range(1, many + 1):
        found.append(await floor.calls(ani=f"138000000{number:02}"))
        await is_waiting(boss, number)
    return found


async def is_waiting(boss: Person, many: int, within: float = 20.0) -> None:
    await boss.live.until(
        lambda live: live.connected and live.queues[QUEUE]["waiting"] == many, within, f"{many} wait"
    )


async def takes_a_call(floor: Floor, login: str) -> tuple[Desk, Customer]:
    desk = await floor.desk(login)
    customer = await floor.calls(ani="13900000000")
    await desk.answer()
    await customer.hears(AGENT)
    return desk, customer


async def test_twenty_calls_live_on_and_keep_their_places(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    li, first = await takes_a_call(floor, "9001")
    zhou, second = await takes_a_call(floor, "9002")
    sun, third = await takes_a_call(floor, "9003")
    await sun.do("hold")
    chen = await floor.desk("9004")
    fourth = await floor.calls(SLOW)
    before = await chen.agent.has_call("ringing")
    waiting = await wait(floor, boss, WAIT)
    choosing = [await floor.calls(MENU, ani=f"137000000{number:02}") for number in range(IN_MENU)]
    for one in choosing:
        await one.voice.hears_sound()

    floor.product.kill_engine()
    await boss.live.until(lambda live: not live.connected, what="the engine's end")
    await first.hears(AGENT)
    await floor.restart()

    await is_waiting(boss, WAIT, RIGHT_WITHIN)
    for desk, state, seat in (
        (li, "talking", "talking"),
        (zhou, "talking", "talking"),
        (sun, "hold", "talking"),
        (chen, "ringing", "reserved"),
    ):
        await desk.agent.has_call(state, within=RIGHT_WITHIN)
        await desk.agent.is_(seat, within=RIGHT_WITHIN)
    everybody = [first, second, third, fourth, *waiting, *choosing]
    assert len(everybody) == 20
    assert all(one.is_on for one in everybody)
    assert (await chen.answer())["interaction_id"] == before["interaction_id"]
    await fourth.hears(AGENT)
    await second.hears(AGENT)
    await sun.do("retrieve")
    await third.hears(AGENT)
    for one in choosing:
        one.press("1")
    await is_waiting(boss, WAIT + IN_MENU)
    await are_served_in_order(((li, first), (zhou, second), (sun, third), (chen, fourth)))
    await is_waiting(boss, WAIT + IN_MENU - 4)
    await boss.close_screen()


async def are_served_in_order(desks: tuple[tuple[Desk, Customer], ...]) -> None:
    for place, (desk, customer) in enumerate(desks, 1):
        await customer.hangs_up()
        over = await desk.agent.has_call("after_call_work")
        about = {"interaction_id": over["interaction_id"], "disposition_id": (*over["dispositions"], "")[0]}
        await desk.agent.do("wrap_up", **about, notes="")  # the next one may ring at once
        offered = await desk.answer()
        assert offered["number"].endswith(f"{place:04}")

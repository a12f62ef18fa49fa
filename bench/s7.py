"""S7: a phone rings; when is the customer, with the card, on the screen? The whole product, 300 desks."""

import asyncio
from pathlib import Path

from bench import load, scenarios
from bench.center import ALL, Size
from bench.cpu import Foreign
from bench.figures import percentile
from bench.hall import TALKS, Hall
from bench.results import Goal, Result, figure, void
from bench.screens import Screens, open_screens
from bench.wave import LISTENS
from bench.whole import Whole, whole_product
from tests.rig.ports import free_port

RATE = 5  # calls a second: three times what 300 agents with three-minute talks can take
SECONDS = 8.0
RINGS = 1.0
KEPT_AFTER = 3.0  # seconds until the records of the first calls are in the database
GOAL = Goal("≤", 100)
WHAT = "ringing → customer with card on screen, 300 desks"


async def run(hall: Hall) -> list[Result]:
    folder = hall.folder / "whole"
    async with whole_product(folder, hall.runtime, Size().agents) as product:
        ear, port = hall.probes.ear, free_port("udp")
        secrets = {desk["name"]: desk["secret"] for desk in product.desks}
        await load.register_all(folder / "register", secrets, port, product.sip_port)
        scenario = scenarios.phones(talks=TALKS, ear=ear, rings=RINGS)
        async with (
            load.phones(folder / "phones", scenario, port, product.sip_port) as phones,
            open_screens(product.address, product.desks) as screens,
        ):
            await _wave(hall, product, phones, folder / "first")  # so that every number has been here before
            await asyncio.sleep(KEPT_AFTER)
            rounds = []
            for number in range(hall.effort.rounds):
                seen, lost = await _shown(hall, product, phones, screens, folder / f"callers-{number}")
                if lost:
                    return [void("S7.p99", f"{WHAT}, p99", "ms", lost, GOAL)]
                print(
                    f"  S7: {len(seen)} calls, p50 {percentile(seen, 0.5):.1f} ms, "
                    f"p99 {percentile(seen, 0.99):.1f} ms; {screens.messages} messages so far",
                    flush=True,
                )
                rounds.append(seen)
    late, usual = ([percentile(one, share) for one in rounds] for share in (0.99, 0.5))
    return [
        figure("S7.p50", f"{WHAT}, p50", "ms", usual),
        figure("S7.p99", f"{WHAT}, p99", "ms", late, goal=GOAL),
    ]


async def _shown(
    hall: Hall, product: Whole, phones: load.Player, screens: Screens, folder: Path
) -> tuple[list[float], str]:
    """Milliseconds for each call; or what went wrong."""
    before = len(phones.logged())
    counted = await _wave(hall, product, phones, folder)
    rang = {one.interaction: one.at for one in phones.logged()[before:] if one.what == "offer"}
    unseen = [it for it in rang if it not in screens.shown]
    bare = sum(it in screens.bare for it in unseen)
    if counted.failed or unseen or len(rang) < counted.made:
        cards = f"{len(unseen)} did not come to a screen with a card ({bare} came without)"
        return [], f"{counted.failed} of {counted.made} calls failed, {cards}"
    return [(screens.shown[it] - at) * 1000 for it, at in rang.items()], ""


async def _wave(hall: Hall, product: Whole, phones: load.Player, folder: Path) -> load.Counted:
    foreign = Foreign({**product.cpu, "phones": phones.pid})
    callers = await load.callers(
        folder, scenarios.caller(ALL, listens=LISTENS), product.sip_port,
        rate=RATE, calls=int(RATE * hall.effort.seconds(SECONDS)), most=200,
    )  # fmt: skip
    counted = await callers.ended(60)
    hall.foreign.append(foreign.processors())
    return counted

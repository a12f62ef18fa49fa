"""S5: a surge. Whole in virtual time, to check order and state; on real Asterisk what the machine bears.

Virtual: 10,000 callers in 60 s on 300 agents, a line of 2,000, a reason for the others; beside it the fluid
limit, in which no agent is ever idle. Real: callers at that rate into one queue, no more at once than a side
has ports for, beside app_queue.
"""

import asyncio

from bench import load, scenarios
from bench.center import FEW
from bench.cpu import Foreign
from bench.figures import in_turn
from bench.hall import Hall
from bench.results import Goal, Result, figure
from bench.sides import Side
from bench.surge import Surge, surge
from bench.wave import LISTENS

TALKS = 1.0
RATE = 167  # callers a second: ten thousand in a minute
SECONDS = 12.0
AT_ONCE = 380  # calls that the ports of a side hold
PATIENCE = 120.0
SIDES = ("ours", "dialplan")
NONE = Goal("≤", 0)
MOST_LATE = Goal("≤", 1.1)  # times the fluid limit


async def run(hall: Hall) -> list[Result]:
    found = await asyncio.to_thread(surge)
    print(
        f"  S5 virtual: {found.served} served, {found.told} told, drained in {found.drained:.0f} s",
        flush=True,
    )
    return [*_virtual(found), *await _real(hall)]


def _virtual(found: Surge) -> list[Result]:
    wave = f"{found.callers} callers in 60 s on {found.agents} agents, virtual time"
    return [
        figure("S5.unspoken", f"{wave}: refused without a word", "calls", [found.unspoken], goal=NONE),
        figure("S5.order", f"{wave}: served out of turn", "calls", [found.violations], goal=NONE),
        figure(
            "S5.state",
            f"{wave}: agents in a wrong state and contacts left when it ends",
            "",
            [found.wrong_seats + found.left],
            goal=NONE,
        ),
        figure(
            "S5.drain",
            "first call → last agent free, as a multiple of the fluid limit",
            "×",
            [found.drained / found.fluid],
            goal=MOST_LATE,
            note=f"{found.served} served, {found.told} heard why not; {found.drained:.0f} s, "
            f"limit {found.fluid:.0f} s",
        ),
        figure(
            "S5.engine", "the engine's own work for a caller", "ms", [found.processor / found.callers * 1000]
        ),
    ]


async def _real(hall: Hall) -> list[Result]:
    lost: dict[str, list[float]] = {name: [] for name in SIDES}
    async with hall.phones(*SIDES, talks=TALKS) as phones:
        for number in range(hall.effort.rounds):
            for name in in_turn(SIDES, number):
                counted = await _burst(hall, await hall.side(name), phones[name])
                lost[name].append(counted.failed / counted.made * 100)
                print(f"  S5 {name}: {counted.failed} of {counted.made} failed", flush=True)
    what = f"real Asterisk, {RATE} callers/s, {AT_ONCE} at once at most: not answered, or never served"
    return [figure("S5.real", what, "%", lost["ours"], lost["dialplan"], NONE)]


async def _burst(hall: Hall, side: Side, phones: load.Player) -> load.Counted:
    foreign = Foreign({**side.cpu, "phones": phones.pid})
    callers = await load.callers(
        side.next_folder("burst"), scenarios.caller(FEW, listens=LISTENS), side.sip_port,
        rate=RATE, calls=int(RATE * hall.effort.seconds(SECONDS)), most=AT_ONCE,
    )  # fmt: skip
    counted = await callers.ended(PATIENCE)
    hall.foreign.append(foreign.processors())
    return counted

"""S2: how long an agent who has become free stays idle while callers wait: from the phone's own view."""

from bench import load, scenarios
from bench.center import FEW, FEW_AGENTS
from bench.cpu import Foreign
from bench.figures import gaps, in_turn, percentile
from bench.hall import Hall
from bench.results import Goal, Result, figure, void
from bench.sides import Side
from bench.wave import LISTENS

TALKS = 2.5  # seconds: a hundred agents then serve forty callers a second
AT_ONCE = 160  # callers at any moment: a hundred talk, the others wait
SECONDS = 12.0
STARTS = 4.0  # seconds until the queue is full
SIDES = ("ours", "dialplan")
WHAT = "agent free → next contact offered"
MEAN, P99 = Goal("≤", 20), Goal("≤", 60)


async def run(hall: Hall) -> list[Result]:
    idle: dict[str, list[list[float]]] = {name: [] for name in SIDES}
    failed = 0
    async with hall.phones(*SIDES, talks=TALKS) as phones:
        for number in range(hall.effort.rounds):
            for name in in_turn(SIDES, number):
                side = await hall.side(name)
                found, lost = await _saturated(hall, side, phones[name])
                failed += lost
                idle[name].append(found)
                print(
                    f"  S2 {name}: {len(found)} gaps, mean {sum(found) / len(found):.1f} ms, "
                    f"p99 {percentile(found, 0.99):.0f} ms, {lost} calls failed",
                    flush=True,
                )
    if failed:
        return [void("S2.mean", f"{WHAT}, mean", "ms", f"{failed} calls failed", MEAN)]
    means = {name: [sum(one) / len(one) for one in rounds] for name, rounds in idle.items()}
    late = {name: [percentile(one, 0.99) for one in rounds] for name, rounds in idle.items()}
    return [
        figure("S2.mean", f"{WHAT}, mean", "ms", means["ours"], means["dialplan"], MEAN),
        figure("S2.p99", f"{WHAT}, p99", "ms", late["ours"], late["dialplan"], P99),
    ]


async def _saturated(hall: Hall, side: Side, phones: load.Player) -> tuple[list[float], int]:
    """Gaps in milliseconds while callers waited all the time, and how many calls failed."""
    before = len(phones.logged())
    foreign = Foreign({**side.cpu, "phones": phones.pid})
    rate = FEW_AGENTS / TALKS
    calls = int(rate * hall.effort.seconds(SECONDS)) + AT_ONCE
    callers = await load.callers(
        side.next_folder("callers"), scenarios.caller(FEW, listens=LISTENS), side.sip_port,
        rate=100, calls=calls, most=AT_ONCE,
    )  # fmt: skip
    counted = await callers.ended(120)
    hall.foreign.append(foreign.processors())
    logged = phones.logged()[before:]
    offers = sorted((one.at, one.phone) for one in logged if one.what == "offer")
    begins, ends = offers[0][0] + STARTS, offers[-AT_ONCE][0]  # nobody waits behind the last callers
    freed = [(one.at, one.phone) for one in logged if one.what == "free" and begins <= one.at]
    inside = [(at, phone) for at, phone in offers if begins <= at <= ends]
    return [gap * 1000 for gap in gaps(freed, inside)], counted.failed

"""Three menus, one behind the other, at 200 calls a second: calls that are served without an agent."""

from bench.center import DEEP, DEEP_KEYS
from bench.figures import in_turn
from bench.hall import TALKS, Hall
from bench.results import Goal, Result, figure, void
from bench.wave import PASS, Asked, Wave, wave

SECONDS = 8.0
RATE = 200
SIDES = ("ours", "dialplan")


async def run(hall: Hall) -> list[Result]:
    waves: dict[str, list[Wave]] = {name: [] for name in SIDES}
    async with hall.phones("ours", talks=TALKS) as phones:
        for number in range(hall.effort.rounds):
            for name in in_turn(SIDES, number):
                asked = Asked(RATE, hall.effort.seconds(SECONDS), DEEP, "", 0, keys=DEEP_KEYS, served=True)
                seen = await wave(await hall.side(name), phones.get(name), hall.probes, asked)
                waves[name].append(seen)
                hall.foreign.append(seen.foreign)
                print(f"  MENUS {name}: {_told(seen)}", flush=True)
    return _results(waves["ours"], waves["dialplan"])


def _told(seen: Wave) -> str:
    used = ", ".join(f"{name} {spent:.2f} ms" for name, spent in seen.cpu.items())
    return f"{seen.calls} calls, {seen.failed} failed, {seen.retransmitted} sent again, {used} {seen.wrong}"


def _results(own: list[Wave], other: list[Wave]) -> list[Result]:
    about, goal = f"Three menus at {RATE} calls/s: failed calls", Goal("≤", PASS * 100)
    wrong = next((one.wrong for one in own if one.wrong), "")
    if wrong:
        return [void("MENUS.failed", about, "%", wrong, goal)]
    failed, theirs = ([one.failed / one.calls * 100 for one in side] for side in (own, other))
    return [
        figure("MENUS.failed", about, "%", failed, theirs, goal),
        figure(
            "MENUS.cpu",
            f"Three menus at {RATE} calls/s: CPU per call",
            "ms",
            [one.all_cpu for one in own],
            [one.all_cpu for one in other],
        ),
        *(
            figure(f"MENUS.cpu.{name}", f"of which {name}", "ms", [one.cpu[name] for one in own])
            for name in own[0].cpu
        ),
    ]

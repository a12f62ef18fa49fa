"""S6: from a caller's INVITE to the first packet of the prompt, while a hundred calls a second come in."""

from bench.center import ALL, PLAYBACK
from bench.figures import in_turn, percentile
from bench.hall import TALKS, Hall
from bench.results import Goal, Result, figure, void
from bench.wave import Asked, wave

SECONDS = 6.0
PROBES = 20
SIDES = ("ours", "dialplan")
GOAL = Goal("≤", 250)


async def run(hall: Hall) -> list[Result]:
    first: dict[str, list[list[float]]] = {name: [] for name in SIDES}
    failed = 0
    async with hall.phones(*SIDES, talks=TALKS) as phones:
        for number in range(hall.effort.rounds):
            for name in in_turn(SIDES, number):
                asked = Asked(
                    100, hall.effort.seconds(SECONDS), ALL, PLAYBACK if name == "dialplan" else ALL, PROBES
                )
                seen = await wave(await hall.side(name), phones[name], hall.probes, asked)
                hall.foreign.append(seen.foreign)
                failed += seen.failed
                first[name].append(seen.first)
                slow = percentile(seen.first, 0.99)
                print(
                    f"  S6 {name}: {len(seen.first)} watched, p99 {slow:.1f} ms, {seen.failed} failed",
                    flush=True,
                )
    what = "INVITE → first prompt audio at 100 calls/s"
    if failed:
        return [void("S6.p99", f"{what}, p99", "ms", f"{failed} calls failed", GOAL)]
    late, usual = (
        {name: [percentile(one, share) for one in rounds] for name, rounds in first.items()}
        for share in (0.99, 0.5)
    )
    return [
        figure("S6.p50", f"{what}, p50", "ms", usual["ours"], usual["dialplan"]),
        figure("S6.p99", f"{what}, p99", "ms", late["ours"], late["dialplan"], GOAL),
    ]

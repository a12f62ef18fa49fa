"""S6: from a caller's INVITE to the first packet of the prompt, while many calls a second come in."""

from dataclasses import dataclass, field

from bench.center import ALL, PLAYBACK
from bench.figures import in_turn, percentile
from bench.hall import TALKS, Hall
from bench.results import Goal, Result, figure, void
from bench.wave import Asked, wave

SECONDS = 6.0
PROBES = 20
RATES = (100, 150)  # calls a second
SIDES = ("ours", "dialplan")
GOAL = Goal("≤", 250)


@dataclass
class _Seen:
    """Milliseconds of the watched callers, by side and round."""

    first: dict[str, list[list[float]]] = field(default_factory=lambda: {name: [] for name in SIDES})
    failed: int = 0

    def share(self, name: str, share: float) -> list[float]:
        return [percentile(one, share) for one in self.first[name]]


async def run(hall: Hall) -> list[Result]:
    seen = {rate: _Seen() for rate in RATES}
    async with hall.phones(*SIDES, talks=TALKS) as phones:
        for number in range(hall.effort.rounds):
            for rate in RATES:
                for name in in_turn(SIDES, number):
                    dials = PLAYBACK if name == "dialplan" else ALL
                    asked = Asked(rate, hall.effort.seconds(SECONDS), ALL, dials, PROBES)
                    one = await wave(await hall.side(name), phones[name], hall.probes, asked)
                    hall.foreign.append(one.foreign)
                    seen[rate].failed += one.failed
                    seen[rate].first[name].append(one.first)
                    print(
                        f"  S6 {name} at {rate}/s: {len(one.first)} watched, "
                        f"p99 {percentile(one.first, 0.99):.1f} ms, {one.failed} failed",
                        flush=True,
                    )
    return [result for rate in RATES for result in _results(rate, seen[rate])]


def _results(rate: int, seen: _Seen) -> list[Result]:
    what = f"INVITE → first prompt audio at {rate} calls/s"
    if seen.failed:
        return [void(f"S6.{rate}.p99", f"{what}, p99", "ms", f"{seen.failed} calls failed", GOAL)]
    return [
        figure(f"S6.{rate}.p50", f"{what}, p50", "ms", seen.share("ours", 0.5), seen.share("dialplan", 0.5)),
        figure(
            f"S6.{rate}.p99",
            f"{what}, p99",
            "ms",
            seen.share("ours", 0.99),
            seen.share("dialplan", 0.99),
            GOAL,
        ),
    ]

"""S1: call, menu, key, queue, agent; signalling only. Beside it raw `Answer`, and menu with `Queue()`."""

from collections.abc import Callable, Sequence

from bench.center import RAW
from bench.figures import in_turn, percentile
from bench.hall import TALKS, Hall
from bench.results import Goal, Result, figure, void
from bench.wave import PASS, Asked, Wave, wave

SECONDS = 8.0
HIGHER = (150, 200)
SIDES = ("ours", "dialplan", "connected")
NAMES = {"ours": "phone rings for each contact", "connected": "phone stays connected"}
Waves = dict[str, list[Wave]]


async def run(hall: Hall) -> list[Result]:
    results: list[Result] = []
    async with hall.phones(*SIDES, talks=TALKS) as phones:
        for rate in (100,) if hall.effort.quick else (100, *HIGHER):
            rounds = hall.effort.rounds if rate == 100 else min(2, hall.effort.rounds)
            waves: Waves = {name: [] for name in (*SIDES, "raw")}
            for number in range(rounds):
                for name in in_turn((*SIDES, "raw") if rate == 100 else SIDES, number):
                    raw = name == "raw"
                    where = "dialplan" if raw else name
                    seconds = hall.effort.seconds(SECONDS)
                    asked = Asked(rate, seconds, RAW, RAW, 0) if raw else Asked(rate, seconds)
                    seen = await wave(await hall.side(where), phones[where], hall.probes, asked)
                    waves[name].append(seen)
                    hall.foreign.append(seen.foreign)
                    print(f"  S1 {rate}/s {name}: {_told(seen)}", flush=True)
            results += _results(rate, waves)
    return results


def _told(seen: Wave) -> str:
    cpu = ", ".join(f"{name} {used:.2f} ms" for name, used in seen.cpu.items())
    joined = f", joined p99 {percentile(seen.joined, 0.99):.0f} ms" if seen.joined else ""
    more = f" {seen.wrong}" if seen.wrong else ""
    return f"{seen.calls} calls, {seen.failed} failed, {cpu}{joined}{more}"


def _results(rate: int, waves: Waves) -> list[Result]:
    results = []
    for name in ("ours", "connected"):
        results += _of_side(
            f"S1.{rate}.{name}", f"{rate}/s, {NAMES[name]}", rate, waves[name], waves["dialplan"]
        )
    if waves["raw"]:
        raw = [one.all_cpu for one in waves["raw"]]
        results.append(figure(f"S1.{rate}.raw", "CPU per call of raw Answer alone (1 leg)", "ms", raw))
    return results


def _of_side(name: str, about: str, rate: int, own: Sequence[Wave], other: Sequence[Wave]) -> list[Result]:
    wrong = next((one.wrong for one in own if one.wrong), "")
    if wrong:
        return [void(f"{name}.failed", f"{about}: failed calls", "%", wrong, Goal("≤", PASS * 100))]
    goal = Goal("≤", PASS * 100) if rate <= 150 else None
    failed = figure(f"{name}.failed", f"{about}: failed calls", "%", [_failed(own)], [_failed(other)], goal)
    clean = _failed(own) < PASS * 100
    note = "" if clean else "not clean: calls failed"

    def line(
        kind: str, what: str, unit: str, of: Callable[[Wave], float], goal: Goal | None = None
    ) -> Result:
        beside = [of(one) for one in other]
        return figure(
            f"{name}.{kind}", f"{about}: {what}", unit, [of(one) for one in own], beside, goal, note
        )

    return [
        failed,
        line("joined", "key → caller and agent hear each other, p99", "ms", _joined, Goal("≤", 50)),
        line("cpu", "CPU per call, all processes", "ms", lambda one: one.all_cpu),
        line("asterisk", "CPU per call, Asterisk", "ms", lambda one: one.cpu["asterisk"]),
        figure(
            f"{name}.python",
            f"{about}: CPU per call, our process",
            "ms",
            [one.cpu["lingtong"] for one in own],
        ),
    ]


def _failed(waves: Sequence[Wave]) -> float:
    return sum(one.failed for one in waves) / sum(one.calls for one in waves) * 100


def _joined(one: Wave) -> float:
    return percentile(one.joined, 0.99) if one.joined else 15_000.0

"""S8: facts to browsers. Three hundred desks and ten thousand walls on one api, and some that never read."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cpu import Foreign
from bench.figures import in_turn
from bench.hall import Hall
from bench.results import ROOT, Goal, Result, figure, void

DESKS, WALLS = 300, 10_000
SLOW_DESKS, SLOW_WALLS = 10, 50
SECONDS = 10.0
SETTLES = 3.0  # seconds after the first word until all have had their hello
LEAST = 0.9  # of the views that were due must have come
SIDES = ("ours", "plain")
LATE, KILOBYTES = Goal("≤", 250), Goal("≤", 40)
WHAT = {"desk": "300 desks at 10 Hz", "wall": "10,000 walls at 1 Hz"}


@dataclass(frozen=True)
class Seen:
    """Milliseconds; memory in kilobytes for each socket; microseconds of processor for each view."""

    desk: float
    wall: float
    memory: float
    work: float
    note: str = ""


async def run(hall: Hall) -> list[Result]:
    rounds: dict[str, list[Seen]] = {name: [] for name in SIDES}
    for number in range(hall.effort.rounds):
        for name in in_turn(SIDES, number):
            folder = hall.folder / f"fan-{name}-{number}"
            folder.mkdir()
            seen, wrong = await _one(hall, name, folder)
            if wrong and name == "ours":
                return [void("S8.wall", f"{WHAT['wall']}, p99", "ms", wrong, LATE)]
            print(
                f"  S8 {name}: desks p99 {seen.desk:.1f} ms, walls p99 {seen.wall:.1f} ms, "
                f"{seen.memory:.1f} kB a socket, {seen.work:.1f} µs a view {wrong}",
                flush=True,
            )
            rounds[name].append(seen)
    ours, plain = rounds["ours"], rounds["plain"]

    def line(part: str, what: str, unit: str, goal: Goal | None, note: str = "") -> Result:
        own, other = ([getattr(one, part) for one in side] for side in (ours, plain))
        return figure(f"S8.{part}", what, unit, own, other, goal, note)

    slow = f"{SLOW_DESKS} desks and {SLOW_WALLS} walls beside them never read"
    return [
        line("desk", f"{WHAT['desk']}, made → in the browser, p99", "ms", LATE, slow),
        line("wall", f"{WHAT['wall']}, made → in the browser, p99", "ms", LATE, ours[-1].note),
        line("memory", "memory for each socket", "kB", KILOBYTES),
        line("work", "processor time for each view told", "µs", None),
    ]


async def _one(hall: Hall, name: str, folder: Path) -> tuple[Seen, str]:
    """One side with its crowd; or what went wrong."""
    async with _process("bench.fan_house", name, str(folder)) as house:
        told = await _said(house)
        async with _process("bench.fan_crowd", str(told["port"])) as crowd:
            before = await _asked(house, "look")
            tokens = {"desk_tokens": told["desks"], "wall_tokens": told["walls"]}
            numbers = {"desk": DESKS, "wall": WALLS, "slow_desk": SLOW_DESKS, "slow_wall": SLOW_WALLS}
            opened = (await _asked(crowd, json.dumps({**tokens, **numbers}), within=240))["open"]
            await _asked(house, "go")
            await asyncio.sleep(SETTLES)
            began = await _asked(house, "look")
            foreign = Foreign({"house": house.pid, "crowd": crowd.pid})
            found = await _asked(crowd, f"measure {SECONDS}", within=SECONDS + 60)
            ended = await _asked(house, "look")
            hall.foreign.append(foreign.processors())
    desk, wall = found.get("desk"), found.get("wall")
    if desk is None or wall is None:
        return Seen(0, 0, 0, 0), "nothing was heard"
    seen = Seen(
        desk=desk["p99"] * 1000,
        wall=wall["p99"] * 1000,
        memory=(began["memory"] - before["memory"]) / opened / 1024,
        work=(ended["cpu"] - began["cpu"]) / (desk["count"] + wall["count"]) * 1e6,
        note=f"{found['bytes'] / SECONDS / 1e6:.0f} MB a second",
    )
    return seen, _wrong(found)


def _wrong(found: dict[str, Any]) -> str:
    """Whether everybody heard what was due."""
    due = {"desk": DESKS * SECONDS * 10, "wall": WALLS * (SECONDS - 1)}
    missing = [kind for kind, count in due.items() if found[kind]["count"] < count * LEAST]
    if found["lost"]:
        return f"{found['lost']} sockets were lost"
    return "; ".join(f"only {found[kind]['count']} views came to {kind}s" for kind in missing)


@asynccontextmanager
async def _process(*words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        cwd=ROOT, limit=1 << 22,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _asked(process: asyncio.subprocess.Process, line: str, within: float = 30) -> dict[str, Any]:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n".encode())
    await process.stdin.drain()
    return await _said(process, within)


async def _said(process: asyncio.subprocess.Process, within: float = 60) -> dict[str, Any]:
    """The next line of JSON; what else a program prints is passed over."""
    assert process.stdout is not None
    async with asyncio.timeout(within):
        while line := await process.stdout.readline():
            if line.startswith(b"{"):
                found: dict[str, Any] = json.loads(line)
                return found
    raise RuntimeError("It ended without a word.")

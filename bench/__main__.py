"""`python -m bench [--only S1,S2] [--rounds 5] [--quick] [--anyway]`."""

import argparse
import asyncio
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import full_floor, menus, results, s1, s2, s3, s4, s5, s6, s7, s8
from bench.cpu import Foreign
from bench.hall import Effort, Hall

BENCHES: dict[str, Callable[[Hall], Awaitable[list[results.Result]]]] = {
    "S1": s1.run,
    "S2": s2.run,
    "S3": s3.run,
    "S4": s4.run,
    "S5": s5.run,
    "S6": s6.run,
    "MENUS": menus.run,
    "S7": s7.run,
    "S8": s8.run,
    "FULL_FLOOR": full_floor.run,
}
MOST_FOREIGN = 0.15  # processors that others may use before we begin
RUNTIME = Path(os.environ.get("LINGTONG_ASTERISK__RUNTIME", results.ROOT / ".cache/asterisk")).absolute()


def main() -> int:
    given = _asked()
    chosen = [name.strip().upper() for name in given.only.split(",")] if given.only else list(BENCHES)
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHES)}.")
        return 2
    if shutil.which("sipp") is None:
        print("SIPp is missing. `make test` installs it, or: sudo apt-get install sip-tester")
        return 2
    foreign = _foreign()
    if foreign > MOST_FOREIGN and not given.anyway:
        print(
            f"Other programs keep {foreign:.2f} processors busy, so figures would mean nothing. End them, or "
            "use --anyway: the result will then say so."
        )
        return 3
    rounds = given.rounds or (1 if given.quick else 5)
    return asyncio.run(_run(chosen, Effort(rounds, given.quick), foreign, anyway=given.anyway))


def _asked() -> argparse.Namespace:
    asking = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asking.add_argument("--only", default="", help="for example S1,S2")
    asking.add_argument("--rounds", type=int, default=0, help="5 by default, 1 with --quick")
    asking.add_argument(
        "--quick", action="store_true", help="a look, under three minutes; no figures to publish"
    )
    asking.add_argument("--anyway", action="store_true", help="also beside foreign load; it is written down")
    return asking.parse_args()


def _foreign() -> float:
    """How many processors are busy with others' work, over one second."""
    watched = Foreign({})
    time.sleep(1.0)
    return watched.processors()


async def _run(chosen: list[str], effort: Effort, foreign: float, *, anyway: bool) -> int:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    folder = Path(tempfile.mkdtemp(prefix="lingtong-bench-"))
    found: list[results.Result] = []
    began = time.monotonic()
    try:
        async with Hall(folder, RUNTIME, effort) as hall:
            for name in chosen:
                print(f"{name} …", flush=True)
                found += await BENCHES[name](hall)
            foreign = max([foreign, *hall.foreign])
    finally:
        if os.environ.get("LINGTONG_KEEP") is None:
            shutil.rmtree(folder, ignore_errors=True)
    around = results.Circumstances(
        machine=results.machine(),
        commit=results.commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        foreign=round(foreign, 2),
        anyway=anyway,
        quick=effort.quick,
    )
    results.write(found, around)
    print(f"\n{results.table(found)}\n\n{around.machine}; commit {around.commit}")
    print(f"Took {time.monotonic() - began:.0f} s. Others kept up to {foreign:.2f} processors busy.")
    print(f"Written to {results.FILE.relative_to(results.ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make simulate SEED=1 HOURS=10`: days of random people and faults; stops at the first wrong thing."""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from lingtong.floor.testing.simulation import Failed, Simulation

DAY = 10.0  # hours of one simulated day; the next has the next seed


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hours", type=float, default=10.0)
    parser.add_argument("--pace", type=float, default=1.0, help="stretches the pauses; 1 is a rush")
    parser.add_argument(
        "--crowded", action="store_true", help="nobody in line loses patience, whatever the pace"
    )
    parser.add_argument("--no-faults", action="store_true", help="people only")
    asked = parser.parse_args()
    quiet()
    counts: Counter[str] = Counter()
    done, seed, turns, started = 0.0, asked.seed, 0, time.monotonic()
    while done < asked.hours:
        hours = min(DAY, asked.hours - done)
        with tempfile.TemporaryDirectory() as folder:
            day = Simulation(seed, Path(folder), not asked.no_faults, asked.pace, asked.crowded)
            try:
                day.run(hours)
            except Failed as failure:
                print(f"\n{failure}\nAgain: make simulate SEED={seed} HOURS={hours:g}")
                return 1
        counts += day.counts
        turns += day.day.watch.turns
        done, seed = done + hours, seed + 1
        speed = done / (time.monotonic() - started)
        print(f"\r{done:g} of {asked.hours:g} hours, {turns} turns, {speed:.1f} hours/s", end="", flush=True)
    print()
    for name, count in counts.most_common():
        print(f"  {count:7} {name.replace('_', ' ')}")
    print("Nothing went wrong.")
    return 0


def quiet() -> None:
    """The engine's own log is not what is looked at here."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


if __name__ == "__main__":
    sys.exit(main())

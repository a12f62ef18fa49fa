"""What a benchmark found: one line of the table, one object of `latest.json`."""

import json
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from bench.figures import Spread, ratio, spread

ROOT = Path(__file__).parents[1]
FILE = ROOT / "bench" / "results" / "latest.json"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`met` is None where there is no goal. A figure whose check failed is void: it has no value."""

    id: str
    what: str
    value: float | None
    unit: str
    goal: str = ""
    met: bool | None = None
    comparator: float | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    ratio_spread: tuple[float, float] | None = None
    rounds: int = 1
    note: str = ""


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """`foreign` tells how many processors others kept busy; `anyway`, that they were put up with."""

    machine: str
    commit: str
    at: str
    foreign: float
    anyway: bool
    quick: bool


class Goal(msgspec.Struct, frozen=True):
    sense: Literal["≤", "≥"]
    limit: float

    def met(self, value: float) -> bool:
        return value <= self.limit if self.sense == "≤" else value >= self.limit

    def __str__(self) -> str:
        return f"{self.sense} {self.limit:g}"


def figure(  # noqa: PLR0913, PLR0917 - what a line of the table holds
    name: str,
    what: str,
    unit: str,
    ours: Sequence[float],
    comparator: Sequence[float] = (),
    goal: Goal | None = None,
    note: str = "",
) -> Result:
    """One value for each round, of both sides in the same order."""
    own = spread(ours)
    beside = spread(comparator) if comparator else None
    quotient = ratio(ours, comparator) if comparator else None
    return Result(
        id=name,
        what=what,
        value=_round(own.value),
        unit=unit,
        goal=str(goal or ""),
        met=goal.met(own.value) if goal else None,
        comparator=_round(beside.value) if beside else None,
        ratio=_round(quotient.value) if quotient else None,
        spread=_ends(own),
        ratio_spread=_ends(quotient) if quotient else None,
        rounds=len(ours),
        note=note,
    )


def void(name: str, what: str, unit: str, why: str, goal: Goal | None = None) -> Result:
    """The check failed, so there is no figure."""
    return Result(
        id=name, what=what, value=None, unit=unit, goal=str(goal or ""), met=False if goal else None, note=why
    )


def write(results: Iterable[Result], around: Circumstances, file: Path = FILE) -> None:
    """Replaces the lines of the benchmarks that ran and keeps the others."""
    fresh = [{**msgspec.to_builtins(one), **msgspec.to_builtins(around)} for one in results]
    ran = {one["id"].partition(".")[0] for one in fresh}
    kept = [one for one in _earlier(file) if one["id"].partition(".")[0] not in ran]
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = sorted([*kept, *fresh], key=lambda one: str(one["id"]))
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")


def table(results: Sequence[Result]) -> str:
    head = ("id", "what", "ours", "spread", "comparator", "ratio", "goal", "met")
    rows = [head, *(_cells(one) for one in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    notes = dict.fromkeys(f"{one.id}: {one.note}" for one in results if one.note)
    return "\n".join([*(line.rstrip() for line in lines), *notes])


def commit() -> str:
    """With a plus where the tree differs from it."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return said.stdout.strip() or "unknown"


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split(maxsplit=2)[1]) / 2**20
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    chip = models[0] if models else platform.machine()
    return f"{len(models) or 1} × {chip}, {memory:.0f} GB, {system}, Linux {platform.release()}"


def _cells(one: Result) -> tuple[str, ...]:
    value = "void" if one.value is None else f"{one.value:g} {one.unit}"
    ends = f"{one.spread[0]:g}–{one.spread[1]:g}" if one.spread and one.rounds > 1 else ""
    beside = f"{one.comparator:g} {one.unit}" if one.comparator is not None else ""
    quotient = f"{one.ratio:g}" if one.ratio is not None else ""
    if one.ratio_spread and one.rounds > 1:
        quotient += f" ({one.ratio_spread[0]:g}–{one.ratio_spread[1]:g})"
    met = "" if one.met is None else "yes" if one.met else "NO"
    return one.id, one.what, value, ends, beside, quotient, one.goal, met


def _earlier(file: Path) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(file.read_text())
    except (OSError, ValueError):
        return []
    return found


def _ends(one: Spread) -> tuple[float, float]:
    return _round(one.least), _round(one.greatest)


def _round(value: float) -> float:
    return float(f"{value:.4g}")

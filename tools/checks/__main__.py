"""`make check`: every static check, each named with its time; all run, then the failures are told."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tools.checks import (
    commits,
    contracts,
    docs,
    doors,
    file_length,
    ledger,
    log_numbers,
    no_private_hosts,
    purity,
    sql_places,
    words,
)
from tools.checks.source import ROOT, Problem
from tools.setup import node, web
from tools.setup.show import CannotGoOnError, console

OWN = (commits, docs, doors, file_length, ledger, log_numbers, no_private_hosts, purity, sql_places, words)


@dataclass(frozen=True)
class Outcome:
    name: str
    seconds: float
    complaint: str


def main() -> int:
    started = time.monotonic()
    failed = []
    with ThreadPoolExecutor(2) as pool:  # mypy and the web check are the long ones and run beside the rest
        for outcome in pool.map(_timed, *zip(*_jobs(), strict=True)):
            mark = "[red]FAILED[/red]" if outcome.complaint else "ok    "
            console.print(f"  {mark} {outcome.name} ({outcome.seconds:.1f} s)", soft_wrap=True)
            if outcome.complaint:
                failed.append(outcome)
    for warning in file_length.warnings(ROOT):
        console.print(f"  note: {warning}", markup=False)
    for outcome in failed:
        console.print(f"\n{outcome.name}", style="bold red")
        console.print(outcome.complaint, markup=False, soft_wrap=True)
    verdict = f"{len(failed)} checks failed" if failed else "All checks pass"
    console.print(f"\n{verdict} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


def _jobs() -> list[tuple[str, Callable[[], str]]]:
    jobs: list[tuple[str, Callable[[], str]]] = [("types: mypy --strict", lambda: _tool("mypy"))]
    if web.is_there() and "check" in web.scripts():
        jobs.append(("web: format, lint, types", _web))
    jobs += [
        ("format: ruff format", lambda: _tool("ruff", "format", "--check")),
        ("lint: ruff check", lambda: _tool("ruff", "check", "--quiet", "--output-format", "concise")),
        ("import contracts", lambda: _told(contracts.check(ROOT))),
    ]
    if (ROOT / "tools/generate/web_types.py").is_file():
        jobs.append(
            ("the web's types are those of the engine", lambda: _tool("tools.generate.web_types", "--check"))
        )
    if (ROOT / "tools/generate/figures.py").is_file():
        jobs.append(
            ("the pages of figures are those of the list", lambda: _tool("tools.generate.figures", "--check"))
        )
    for module in OWN:
        title = (module.__doc__ or module.__name__).splitlines()[0].split(":")[0].rstrip(".")
        jobs.append((title, lambda check=module.check: _told(check(ROOT))))  # type: ignore[misc]
    return jobs


def _timed(name: str, job: Callable[[], str]) -> Outcome:
    started = time.monotonic()
    try:
        complaint = job()
    except (CannotGoOnError, SyntaxError) as problem:
        complaint = str(problem)
    return Outcome(name, time.monotonic() - started, complaint)


def _told(problems: Sequence[Problem]) -> str:
    return "\n".join(str(problem) for problem in sorted(problems))


def _tool(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}".strip() or f"{command[0]} failed"


def _web() -> str:
    folder = web.check_folder()
    done = subprocess.run(
        ["npm", "run", "--silent", "check"],
        cwd=folder,
        env=node.with_node(),
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}".strip()


if __name__ == "__main__":
    sys.exit(main())

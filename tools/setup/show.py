"""Shows long work while it runs: a moving line on a terminal, plain lines elsewhere, all of it in a log."""

import shlex
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"
LOGS = CACHE / "logs"

console = Console(highlight=False)


class CannotGoOnError(Exception):
    """Set-up stops: one line that says what is wrong and what to do about it."""


def say(text: str) -> None:
    console.print(f"[bold]==>[/bold] {text}", soft_wrap=True)


def run_shown(
    title: str,
    command: Sequence[str],
    *,
    failing: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Runs a command under a moving line with its last words; `failing` says what to do if it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{''.join(c if c.isalnum() else '-' for c in title.lower())[:40].strip('-')}.log"
    started = time.monotonic()
    tail: deque[str] = deque(maxlen=20)
    say(title)
    with (
        console.status("starting") as status,
        log.open("w") as kept,
        subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            kept.write(line)
            tail.append(line.rstrip())
            status.update(f"{time.monotonic() - started:4.0f} s  {line.strip()[:90]}", spinner="line")
    if process.returncode != 0:
        console.print("\n".join(tail), markup=False)
        raise CannotGoOnError(f"{failing} (`{shlex.join(command)}` failed; all of its output: {log})")
    console.print(f"    done in {time.monotonic() - started:.1f} s")

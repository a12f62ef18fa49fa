"""The simulating process: seconds of hard work take no turn from a call.

One line of JSON on standard input is the task, whose end is the end of the process; each line on standard
output tells the progress, the answer or a refusal.
"""

import asyncio
import os
import sys
import threading
from typing import Any

import msgspec

from lingtong.foundation.db import Database
from lingtong.insight.simulation.playing import Answer, Question, Step, answer
from lingtong.kit import Refusal

COMMAND = (sys.executable, "-m", "lingtong.insight.simulation.process")
NICENESS = 10  # calls go first


class Task(msgspec.Struct, frozen=True, kw_only=True):
    database_url: str
    question: Question


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line: exactly one of `step`, `answer`, `refused`."""

    step: Step | None = None
    progress: float = 0.0
    answer: Answer | None = None
    refused: "Refused | None" = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    message: str
    params: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []

    @classmethod
    def of(cls, no: Refusal) -> "Refused":
        return cls(code=no.code, message=no.message, params=no.params, errors=getattr(no, "errors", []))


def main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    os.nice(NICENESS)
    threading.Thread(target=_end_when_alone, daemon=True).start()
    try:
        _tell(Told(answer=asyncio.run(_answer(task))))
    except Refusal as no:
        _tell(Told(refused=Refused.of(no)))


async def _answer(task: Task) -> Answer:
    database = Database(task.database_url)
    told = -1.0

    def tell(step: Step, progress: float) -> None:
        nonlocal told
        if progress - told >= 0.01 or progress >= 1.0:
            told = progress
            _tell(Told(step=step, progress=round(progress, 2)))

    try:
        return await answer(task.question, database, tell)
    finally:
        await database.close()


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.buffer.flush()


def _end_when_alone() -> None:
    """Standard input ends with the process that holds it, however that ends.

    Not by `sys.stdin`: a thread that reads it holds its lock, on which the interpreter dies at its own end.
    """
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()

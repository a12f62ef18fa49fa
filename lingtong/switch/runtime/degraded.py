"""What the dialplan noted while no engine answered: one line per call, taken in at the next start."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lingtong.switch.events import DegradedCall


def take(log: Path) -> list[DegradedCall]:
    """The calls noted so far. The file is set aside, so that each is taken once; `done` removes it.

    A start that died between the two finds the file set aside again.
    """
    aside = _aside(log)
    if not aside.exists():
        if not log.exists():
            return []
        log.replace(aside)
    return list(_read(aside.read_text(encoding="utf-8", errors="replace")))


def done(log: Path) -> None:
    _aside(log).unlink(missing_ok=True)


def _aside(log: Path) -> Path:
    return log.with_name(log.name + ".taken")


def _read(text: str) -> Iterator[DegradedCall]:
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) != 8 or not fields[3].isdigit() or not fields[5].isdigit():
            continue  # a line cut short by a full disk
        yield DegradedCall(
            call_id=fields[0],
            entry=fields[1],
            caller=fields[2],
            started_at=_at(fields[3]),
            answered_at=_at(fields[4]) if fields[4].isdigit() else None,
            ended_at=_at(fields[5]),
            phone=fields[6],
            recording_id=fields[7],
        )


def _at(epoch: str) -> datetime:
    return datetime.fromtimestamp(int(epoch), UTC)

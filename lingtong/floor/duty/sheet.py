"""Shifts from a spreadsheet: one row for each, by date, with the officer's key or name. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from lingtong.floor.duty.config import DatedShift, Officer
from lingtong.floor.duty.errors import SheetWithoutShifts
from lingtong.floor.lists import serial_day

MOST = 2000
_HEADINGS = {
    "date": ("date", "day", "日期"),
    "opens": ("from", "begins", "starts", "opens", "开始", "开始时间", "上班"),
    "closes": ("to", "until", "ends", "closes", "结束", "结束时间", "下班"),
    "officer": ("officer", "name", "who", "值班人", "值班员", "姓名", "值班"),
    "why": ("why", "note", "reason", "备注", "说明", "原因"),
}
_NEEDED = ("date", "opens", "closes", "officer")
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?$")
_CLOCK = re.compile(r"^(\d{1,2})[:：](\d{2})(?::00)?$")


def shifts_of(table: Iterable[list[str]], officers: Iterable[Officer]) -> list[DatedShift]:
    """All rows or none: the first one that cannot be read is named as the spreadsheet counts."""
    rows = iter(table)
    columns = _columns(next(rows, []))
    by_name = {word: one.key for one in officers for word in (one.key, one.name)}
    found = list(_shifts(rows, columns, by_name))
    if not found:
        raise SheetWithoutShifts("No row below the headings.", why="empty", row=0)
    return found


def _shifts(
    rows: Iterable[list[str]], columns: dict[str, int], by_name: dict[str, str]
) -> Iterator[DatedShift]:
    for number, cells in enumerate(islice(rows, MOST + 1), start=2):
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        if not any(row.values()):
            continue
        officer = by_name.get(row["officer"])
        if officer is None:
            raise _bad(number, "officer", row["officer"])
        yield DatedShift(
            date=_read_date(row["date"], number),
            opens=_read_clock(row["opens"], number, "opens"),
            closes=_read_clock(row["closes"], number, "closes"),
            officer=officer,
            why=row.get("why", "")[:200],
        )


def _columns(heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, title in enumerate(heading):
        plain = title.replace("\ufeff", "").strip().lower()
        for name, words in _HEADINGS.items():
            if plain in words:
                found.setdefault(name, at)
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise SheetWithoutShifts(
            "The headings must be: date, from, to, officer.",
            why="no_columns",
            row=1,
            value=", ".join(missing),
        )
    return found


def _read_date(text: str, row: int) -> str:
    serial = serial_day(text)
    if serial is not None:
        return serial.date().isoformat()
    found = _DATE.match(text)
    try:
        if found is not None:
            return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        pass
    raise _bad(row, "date", text)


def _read_clock(text: str, row: int, field: str) -> str:
    """`8:30`, or the share of a day that a spreadsheet keeps for it."""
    found = _CLOCK.match(text)
    if found is not None:
        hour, minute = int(found[1]), int(found[2])
    else:
        try:
            minutes = round(float(text) * 1440)
        except ValueError:
            raise _bad(row, field, text) from None
        hour, minute = divmod(minutes, 60)
    if not ((0 <= hour < 24 and 0 <= minute < 60) or (hour, minute) == (24, 0)):
        raise _bad(row, field, text)
    return f"{hour:02}:{minute:02}"


def _bad(row: int, field: str, value: str) -> SheetWithoutShifts:
    return SheetWithoutShifts(
        f"Row {row}: {field} cannot be read: {value[:40]}.", why=field, row=row, value=value[:40]
    )

"""Tables of numbers as spreadsheets save them: CSV in the usual encodings, and XLSX (ECMA-376). Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import IO
from xml.etree import ElementTree as ET

from lingtong.floor.lists.errors import FileUnreadable

MOST_ROWS = 100_000
MOST_UNPACKED = 200 * 1024 * 1024
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DAY_ONE = datetime(1899, 12, 30)  # noqa: DTZ001 - serial 0 of the 1900 date system, ECMA-376 part 1, 18.17.4.1
_HEADINGS = {
    "number": ("number", "phone", "telephone", "phone number", "号码", "电话", "电话号码", "号码或号段"),
    "why": ("why", "reason", "note", "原因", "备注", "说明"),
    "until": ("until", "valid until", "end", "有效期至", "截止时间", "到期时间"),
}
FIELDS = tuple(_HEADINGS)
Row = dict[str, str]


def rows_of(data: bytes) -> Iterator[tuple[int, Row]]:
    """Number and cells of each row that is not empty, as the spreadsheet counts: the heading is row 1."""
    table = table_of(data)
    columns = _columns(next(table, []))
    for number, cells in enumerate(islice(table, MOST_ROWS + 1), 2):
        if number > MOST_ROWS + 1:
            raise FileUnreadable(f"At most {MOST_ROWS} rows.", why="too_many_rows", most=MOST_ROWS)
        row = {field: cells[at].strip() if at < len(cells) else "" for field, at in columns.items()}
        if any(row.values()):
            yield number, row


def table_of(data: bytes) -> Iterator[list[str]]:
    """The cells of each row, CSV or XLSX, the heading first."""
    return _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(data)


def _columns(heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, title in enumerate(heading):
        plain = title.strip().lstrip("\ufeff").strip().lower()
        for field, names in _HEADINGS.items():
            if plain in names:
                found.setdefault(field, at)
    if "number" not in found:
        text = "No column is headed number (号码)."
        raise FileUnreadable(text, why="no_number_column")
    return found


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _text(data)
    delimiter = max(",;\t", key=text[: text.find("\n") if "\n" in text else None].count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise _no_table() from None


def _text(data: bytes) -> str:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    # The last is what a Chinese spreadsheet saves as plain CSV.
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _no_table()


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_UNPACKED:
                raise FileUnreadable("This file is too large.", why="too_large")
            texts = list(_shared(book))
            sheets = sorted(
                (name for name in book.namelist() if name.startswith("xl/worksheets/sheet")),
                key=lambda name: (len(name), name),
            )
            with book.open(sheets[0]) as sheet:
                yield from _sheet(sheet, texts)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, IndexError, ValueError, EOFError):
        raise _no_table() from None


def _shared(book: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" in book.namelist():
        with book.open("xl/sharedStrings.xml") as part:
            for _, element in ET.iterparse(part):  # noqa: S314 - expat refuses amplified entities
                if element.tag == f"{_NS}si":
                    yield "".join(run.text or "" for run in element.iter(f"{_NS}t"))
                    element.clear()


def _sheet(part: IO[bytes], texts: list[str]) -> Iterator[list[str]]:
    """Rows that the file leaves out are given as empty ones, so that the count is the spreadsheet's."""
    expected = 1
    for _, element in ET.iterparse(part):  # noqa: S314
        if element.tag != f"{_NS}row":
            continue
        at = int(element.get("r") or expected)
        yield from ([] for _ in range(min(at - expected, MOST_ROWS)))
        expected = at + 1
        cells: list[str] = []
        for cell in element.iter(f"{_NS}c"):
            column = _column(cell.get("r") or "", len(cells))
            cells += [""] * (column - len(cells))
            cells.append(_value(cell, texts))
        yield cells
        element.clear()


def _column(reference: str, otherwise: int) -> int:
    letters = reference.rstrip("0123456789")
    if not letters:
        return otherwise
    column = 0
    for letter in letters[:3]:
        column = column * 26 + ord(letter) - 64
    return min(column - 1, 500)


def _value(cell: ET.Element, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(run.text or "" for run in cell.iter(f"{_NS}t"))
    value = cell.findtext(f"{_NS}v") or ""
    if kind == "s":
        return texts[int(value)]
    return _whole(value) if kind == "n" else value


def _whole(value: str) -> str:
    """A telephone number that was typed as a number: without an exponent or a decimal point."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e24 else value


def serial_day(text: str) -> datetime | None:
    """A point in time that a spreadsheet keeps as a count of days, without its zone."""
    try:
        days = float(text)
    except ValueError:
        return None
    return _DAY_ONE + timedelta(days=days) if 20_000 < days < 100_000 else None


def _no_table() -> FileUnreadable:
    return FileUnreadable("This is no table. Save it as CSV or XLSX.", why="not_a_table")

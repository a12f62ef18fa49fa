"""Tables as spreadsheets save them: CSV in the usual encodings, and XLSX (ECMA-376). Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import IO, Literal
from xml.etree import ElementTree as ET

MOST_ROWS = 100_000
MOST_UNPACKED = 200 * 1024 * 1024
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class NoTable(ValueError):
    def __init__(self, why: Literal["not_a_table", "too_large"]) -> None:
        super().__init__(why)
        self.why = why


def table_of(data: bytes) -> Iterator[list[str]]:
    """The cells of each row, CSV or XLSX, the heading first."""
    return _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(data)


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _text(data)
    delimiter = max(",;\t", key=text[: text.find("\n") if "\n" in text else None].count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise NoTable("not_a_table") from None


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
    raise NoTable("not_a_table")


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_size(book)
            texts = list(_shared(book))
            sheets = sorted(
                (name for name in book.namelist() if name.startswith("xl/worksheets/sheet")),
                key=lambda name: (len(name), name),
            )
            with book.open(sheets[0]) as sheet:
                yield from _sheet(sheet, texts)
    except NoTable:
        raise
    except (zipfile.BadZipFile, ET.ParseError, KeyError, IndexError, ValueError, EOFError):
        raise NoTable("not_a_table") from None


def _check_size(book: zipfile.ZipFile) -> None:
    if sum(part.file_size for part in book.infolist()) > MOST_UNPACKED:
        raise NoTable("too_large")


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

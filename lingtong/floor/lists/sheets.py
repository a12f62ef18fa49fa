"""Tables of numbers as spreadsheets save them. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from lingtong.floor.lists.errors import FileUnreadable
from lingtong.kit import sheets
from lingtong.kit.sheets import MOST_ROWS, NoTable

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
    try:
        yield from sheets.table_of(data)
    except NoTable as error:
        text = "This is no table. Save it as CSV or XLSX."
        raise FileUnreadable(text, why=error.why) from None


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


def serial_day(text: str) -> datetime | None:
    """A point in time that a spreadsheet keeps as a count of days, without its zone."""
    try:
        days = float(text)
    except ValueError:
        return None
    return _DAY_ONE + timedelta(days=days) if 20_000 < days < 100_000 else None

"""Files as spreadsheets save them, and what is wrong in their rows."""

import io
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lingtong.floor.lists.check import Good, Wrong, read_number, read_row, read_until
from lingtong.floor.lists.errors import FileUnreadable
from lingtong.floor.lists.sheets import rows_of
from lingtong.kit.sheets import MOST_ROWS

pytestmark = pytest.mark.model
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx(sheet: str, texts: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {_MAIN}><sheetData>{sheet}</sheetData></worksheet>"
        )
        if texts:
            book.writestr("xl/sharedStrings.xml", f"<sst {_MAIN}>{texts}</sst>")
    return out.getvalue()


def wrong_with(data: bytes) -> object:
    with pytest.raises(FileUnreadable) as caught:
        list(rows_of(data))
    return caught.value.params["why"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_in_every_usual_form(encoding: str, sign: str) -> None:
    text = f"姓名{sign}号码{sign}原因\r\n王{sign}13800002046{sign}骚扰\r\n\r\n李{sign}400*{sign}\r\n"
    found = list(rows_of(text.encode(encoding)))
    assert found == [(2, {"number": "13800002046", "why": "骚扰"}), (4, {"number": "400*", "why": ""})]


def test_xlsx_with_shared_texts_typed_numbers_and_rows_left_out() -> None:
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Until</t></is></c></row>'
        '<row r="4"><c r="A4"><v>1.3800002046E10</v></c><c r="C4"><v>46387</v></c></row>'
    )
    assert list(rows_of(xlsx(sheet, "<si><r><t>Num</t></r><r><t>ber</t></r></si>"))) == [
        (4, {"number": "13800002046", "until": "46387"})
    ]


def test_files_that_are_no_tables() -> None:
    assert wrong_with(b"PK\x03\x04 no zip") == "not_a_table"
    assert wrong_with(b"\x89PNG\r\n\x1a\n\0\0\0") == "not_a_table"
    assert wrong_with(b"name,why\nA,B\n") == "no_number_column"
    assert wrong_with(b"") == "no_number_column"
    assert wrong_with(xlsx("<row><c><v>1</v></c></row>")[:-30]) == "not_a_table"
    assert wrong_with(b"number\n" + b"1\n" * (MOST_ROWS + 1)) == "too_many_rows"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("138 0000 2046", ("+8613800002046", False)),
        ("+8610*", ("+8610", True)),
        ("010-6234 5678", ("+861062345678", False)),
        ("110", ("110", False)),
        ("abc", None),
        ("*", None),
        ("1*3", None),
        ("", None),
    ],
)
def test_numbers_and_begins(text: str, found: tuple[str, bool] | None) -> None:
    assert read_number(text, "CN") == found


def test_times_as_people_write_them() -> None:
    end_of_year = datetime(2027, 1, 1, tzinfo=SHANGHAI)
    for text in ("2026-12-31", "2026/12/31", "2026年12月31日", "46387"):
        assert read_until(text, SHANGHAI) == end_of_year
    assert read_until("2026-12-31 18:30", SHANGHAI) == datetime(2026, 12, 31, 18, 30, tzinfo=SHANGHAI)
    assert read_until("soon", SHANGHAI) is None


def test_everything_wrong_in_a_row_is_named() -> None:
    row = {"number": "x", "why": "a" * 201, "until": "2020-01-01"}
    found = read_row(17, row, "CN", SHANGHAI, NOON)
    assert isinstance(found, list)
    assert [(one.row, one.field, one.code) for one in found] == [
        (17, "number", "number_unreadable"),
        (17, "why", "text_unusable"),
        (17, "until", "until_past"),
    ]
    good = read_row(2, {"number": "13800002046"}, "CN", SHANGHAI, NOON)
    assert good == Good("+8613800002046", False, "", None)
    assert read_row(3, {"number": "1", "until": "?"}, "CN", SHANGHAI, NOON) == [
        Wrong(3, "number", "number_unreadable", "This is no telephone number."),
        Wrong(3, "until", "until_unreadable", "Write the day as 2026-12-31."),
    ]

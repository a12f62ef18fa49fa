"""One row or one typed number: as the book writes it, with the end of its time, or what is wrong. Pure."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.lists.model import ANY_DIGIT, LONGEST_SHORT, SHORTEST, number_of, prefix_of
from lingtong.floor.lists.sheets import Row, serial_day
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

LONGEST_WHY = 200
_MOBILE = re.compile(r"(?:\+86|0086)?(1[3-9]\d{9})")  # of the mainland: most rows, read without the tables
_PREFIX = re.compile(r"(\+?\d{2,15})\*")
_ANY_SHORT = re.compile(rf"[?？]{{{SHORTEST},{LONGEST_SHORT}}}")
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日")


class Wrong(msgspec.Struct, frozen=True):
    row: int
    field: str
    code: str
    message: str


class Good(msgspec.Struct, frozen=True):
    number: str
    prefix: bool
    why: str
    until: datetime | None


def read_number(text: str, region: str) -> tuple[str, bool] | None:
    """The number or the begin of numbers, and which of them it is; None where it is neither."""
    plain = re.sub(r"[\s().\-‑–/]+", "", text)
    mobile = _MOBILE.fullmatch(plain) if region == "CN" else None
    if mobile is not None:
        return f"+86{mobile.group(1)}", False
    if _ANY_SHORT.fullmatch(plain):
        return plain.replace("？", ANY_DIGIT), False
    begin = _PREFIX.fullmatch(plain)
    if begin is not None:
        return prefix_of(begin.group(1), region), True
    try:
        digits = dialable(text)
    except Refusal:
        return None
    if "*" in digits or "#" in digits:
        return None
    return number_of(digits, region), False


def read_until(text: str, zone: ZoneInfo) -> datetime | None:
    """A day lasts until its end. None where it cannot be read."""
    serial = serial_day(text)
    if serial is not None:
        return _to_the_end(serial, serial.time() == datetime.min.time()).replace(tzinfo=zone)
    for form in _FORMS:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the tenant's
        except ValueError:
            continue
        return _to_the_end(found, "%H" not in form).replace(tzinfo=zone)
    return None


def _to_the_end(at: datetime, is_day: bool) -> datetime:
    return at + timedelta(days=1) if is_day else at


def read_row(number: int, row: Row, region: str, zone: ZoneInfo, now: datetime) -> Good | list[Wrong]:
    wrong: list[Wrong] = []
    found = read_number(row["number"], region)
    if found is None:
        wrong.append(Wrong(number, "number", "number_unreadable", "This is no telephone number."))
    why, text = row.get("why", ""), row.get("until", "")
    if len(why) > LONGEST_WHY or not why.isprintable():
        wrong.append(Wrong(number, "why", "text_unusable", f"At most {LONGEST_WHY} letters in one line."))
    until = read_until(text, zone) if text else None
    if text and until is None:
        wrong.append(Wrong(number, "until", "until_unreadable", "Write the day as 2026-12-31."))
    elif until is not None and until <= now:
        wrong.append(Wrong(number, "until", "until_past", "This time is over already."))
    if wrong or found is None:
        return wrong
    return Good(*found, why, until)

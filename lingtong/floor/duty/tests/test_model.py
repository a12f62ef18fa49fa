"""Who is on duty: rotation, swaps, holidays, worked weekends, midnight, gaps."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lingtong.floor.duty.config import DatedShift, DutyRoster, Officer, WeeklyShift
from lingtong.floor.duty.errors import SheetWithoutShifts
from lingtong.floor.duty.model import gaps, next_on_duty, on_duty, overlaps, timeline
from lingtong.floor.duty.sheet import shifts_of
from lingtong.foundation.calendar import Calendar, Opening, SpecialDay

pytestmark = pytest.mark.model

SHANGHAI = ZoneInfo("Asia/Shanghai")
WU, LI, HE = (
    Officer(key="wu", name="吴敏", agent_id="a1"),
    Officer(key="li", name="李强", mobile="13800000001"),
    Officer(key="he", name="何平", mobile="13800000002"),
)
OFFICE = Calendar(
    id="office",
    tenant_id="t",
    name="办公",
    week=((Opening("09:00", "17:30"),),) * 5 + ((), ()),
    special_days=(
        SpecialDay("2026-10-01", "国庆节"),
        SpecialDay("2026-10-10", "调休上班", (Opening("09:00", "17:30"),)),
    ),
)
CALENDARS = {"office": OFFICE}


def local(day: str, clock: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def roster(**values: Any) -> DutyRoster:
    """Wu on working days, Li every night and on free days."""
    shifts = [WeeklyShift(day=day, opens="09:00", closes="17:30", officer="wu") for day in range(5)]
    shifts += [WeeklyShift(day=day, opens="17:30", closes="09:00", officer="li") for day in range(5)]
    shifts += [WeeklyShift(day=day, opens="09:00", closes="09:00", officer="li") for day in (5, 6)]
    given: dict[str, Any] = {"officers": (WU, LI, HE), "shifts": tuple(shifts), "calendar_id": "office"}
    given["starts"] = "2026-01-05"
    return DutyRoster(id="r", tenant_id="t", name="值班经理", **(given | values))


def who(one: DutyRoster, day: str, clock: str) -> str:
    found = on_duty(one, local(day, clock), CALENDARS)
    return found.officer.key if found else "-"


def test_day_and_night_meet_without_a_gap_and_cross_midnight() -> None:
    one = roster()
    assert [who(one, "2026-11-23", clock) for clock in ("08:59", "09:00", "17:29", "17:30", "23:59")] == [
        "li",
        "wu",
        "wu",
        "li",
        "li",
    ]
    assert who(one, "2026-11-24", "03:00") == "li"
    found = on_duty(one, local("2026-11-24", "03:00"), CALENDARS)
    assert found is not None
    assert (found.since, found.until) == (local("2026-11-23", "17:30"), local("2026-11-24", "09:00"))
    after = next_on_duty(one, local("2026-11-24", "03:00"), CALENDARS)
    assert after is not None
    assert (after.officer, after.since) == (WU, local("2026-11-24", "09:00"))
    assert gaps(one, CALENDARS, local("2026-11-02"), local("2026-12-28")) == []


def test_a_free_weekend_is_one_time_on_duty() -> None:
    found = on_duty(roster(), local("2026-11-22", "12:00"), CALENDARS)
    assert found is not None
    assert (found.since, found.until) == (local("2026-11-20", "17:30"), local("2026-11-23", "09:00"))


def test_a_holiday_is_a_sunday_unless_it_has_shifts_of_its_own() -> None:
    assert who(roster(), "2026-10-01", "10:00") == "li"
    own = WeeklyShift(day=7, opens="08:00", closes="20:00", officer="he")
    special = roster(shifts=(*roster().shifts, own))
    assert who(special, "2026-10-01", "10:00") == "he"
    [gap] = gaps(special, CALENDARS, local("2026-10-01", "09:00"), local("2026-10-02", "09:00"))
    assert (gap.starts, gap.ends) == (local("2026-10-01", "20:00"), local("2026-10-02", "09:00"))


def test_a_worked_weekend_is_a_monday() -> None:
    assert who(roster(), "2026-10-10", "10:00") == "wu"
    assert who(roster(calendar_id=""), "2026-10-10", "10:00") == "li"


def test_weeks_rotate_from_the_week_of_the_first_day() -> None:
    shifts = tuple(
        WeeklyShift(week=week, day=day, opens="00:00", closes="24:00", officer=officer)
        for week, officer in enumerate(("wu", "li", "he"))
        for day in range(7)
    )
    one = roster(shifts=shifts, weeks=3, starts="2026-11-04", calendar_id="")
    mondays = ("2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23")
    assert [who(one, monday, "00:00") for monday in mondays] == ["he", "wu", "li", "he", "wu"]
    assert list(overlaps(one)) == []


def test_a_swap_covers_part_of_a_shift_and_the_last_one_said_holds() -> None:
    swaps = (
        DatedShift(date="2026-11-23", opens="12:00", closes="14:00", officer="he", why="看牙"),
        DatedShift(date="2026-11-23", opens="13:00", closes="14:00", officer="li"),
    )
    one = roster(dated=swaps)
    assert [who(one, "2026-11-23", clock) for clock in ("11:59", "12:00", "13:00", "14:00")] == [
        "wu",
        "he",
        "li",
        "wu",
    ]
    spans = timeline(one, CALENDARS, local("2026-11-23", "09:00"), local("2026-11-23", "17:30"))
    assert [(span.dated, span.why) for span in spans] == [
        (False, ""),
        (True, "看牙"),
        (True, ""),
        (False, ""),
    ]


@pytest.mark.parametrize(("covers", "gap"), [("always", True), ("closed", False), ("open", True)])
def test_a_gap_counts_where_the_roster_must_cover(covers: str, gap: bool) -> None:
    nights = tuple(shift for shift in roster().shifts if shift.officer == "li")
    one = roster(shifts=nights, covers=covers)
    found = gaps(one, CALENDARS, local("2026-11-23"), local("2026-11-24"))
    assert bool(found) is gap
    assert all(span.starts == local("2026-11-23", "09:00") for span in found)


def test_two_for_one_time_are_found_over_the_end_of_the_rotation() -> None:
    late = WeeklyShift(day=6, opens="20:00", closes="08:00", officer="wu")
    early = WeeklyShift(day=0, opens="07:00", closes="09:00", officer="li")
    assert list(overlaps(roster(shifts=(early, late)))) == [(0, 1)]
    assert list(overlaps(roster())) == []


@given(
    some.lists(
        some.tuples(
            some.integers(0, 1),
            some.integers(0, 6),
            some.integers(0, 23),
            some.integers(0, 23),
            some.sampled_from("ab"),
        ),
        max_size=12,
    ),
    some.integers(0, 14 * 24 * 4 - 1),
)
def test_every_quarter_of_an_hour_is_as_looking_at_each_shift_says(
    given_shifts: list[tuple[int, int, int, int, str]], quarter: int
) -> None:
    officers = tuple(Officer(key=key, name=key, mobile="1") for key in "ab")
    shifts = tuple(
        WeeklyShift(week=week, day=day, opens=f"{opens:02}:00", closes=f"{closes:02}:00", officer=officer)
        for week, day, opens, closes, officer in given_shifts
    )
    one = roster(officers=officers, shifts=shifts, weeks=2, calendar_id="")
    at = local("2026-01-05") + timedelta(minutes=15 * quarter)
    expected = {
        officer
        for week, day, opens, closes, officer in given_shifts
        if (quarter - (week * 7 + day) * 96 - opens * 4) % (14 * 96) < ((closes - opens - 1) % 24 + 1) * 4
    }
    found = on_duty(one, at, {})
    assert (found is None) == (not expected)
    if found is not None:
        assert found.officer.key in expected
        assert found.since <= at < found.until
    assert bool(gaps(one, {}, at, at + timedelta(minutes=1))) == (found is None)


def test_a_roster_without_anybody_is_one_gap() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert on_duty(roster(shifts=(), officers=()), now, {}) is None
    assert next_on_duty(roster(shifts=()), now, {}) is None
    assert len(gaps(roster(shifts=()), {}, now, now + timedelta(days=7))) == 1


def test_a_sheet_in_either_language_with_the_dates_of_spreadsheets() -> None:
    rows = [
        ["日期", "开始", "结束", "姓名", "备注"],
        ["2026/11/28", "9:00", "17:30", "何平", "顶班"],
        [],
        ["46355", "0.7291666666666666", "1", "li", ""],
        ["2026年11月30日", "08：30", "24:00", "wu", ""],
    ]
    assert shifts_of(rows, (WU, LI, HE)) == [
        DatedShift(date="2026-11-28", opens="09:00", closes="17:30", officer="he", why="顶班"),
        DatedShift(date="2026-11-29", opens="17:30", closes="24:00", officer="li"),
        DatedShift(date="2026-11-30", opens="08:30", closes="24:00", officer="wu"),
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["2026-02-30", "09:00", "10:00", "wu"], "date"),
        (["2026-11-28", "25:00", "10:00", "wu"], "opens"),
        (["2026-11-28", "09:00", "morning", "wu"], "closes"),
        (["2026-11-28", "09:00", "10:00", "nobody"], "officer"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: list[str], why: str) -> None:
    good = ["2026-11-28", "09:00", "10:00", "wu"]
    with pytest.raises(SheetWithoutShifts) as no:
        shifts_of([["date", "from", "to", "officer"], good, row], (WU,))
    assert (no.value.params["why"], no.value.params["row"]) == (why, 3)


@pytest.mark.parametrize("rows", [[], [["date", "from", "to"]], [["date", "from", "to", "officer"]]])
def test_a_sheet_without_headings_or_rows_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(SheetWithoutShifts):
        shifts_of(rows, (WU,))

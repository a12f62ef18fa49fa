from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.calendar.schemas import HourMinute, zone_name
from lingtong.foundation.catalog.schemas import Body, Code, Name, NoOrItemId, OtherName, printable

Mobile = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(printable)]
Mail = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190})?$")]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(printable)]
Day = Annotated[str, AfterValidator(lambda text: date.fromisoformat(text).isoformat())]
MOST_DATED = 2000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OfficerBody(_Part):
    key: Code
    name: Name
    agent_id: NoOrItemId = ""
    mobile: Mobile = ""
    mail: Mail = ""


class WeeklyShiftBody(_Part):
    """`day` from Monday 0; 7 is a holiday. A shift that does not end after it begins ends the next day."""

    week: Annotated[int, Field(ge=0, le=51)] = 0
    day: Annotated[int, Field(ge=0, le=7)]
    opens: HourMinute
    closes: HourMinute
    officer: Code


class DatedShiftBody(_Part):
    date: Day
    opens: HourMinute
    closes: HourMinute
    officer: Code
    why: Why = ""


class RosterBody(Body):
    name: Name
    name_en: OtherName = ""
    timezone: Annotated[str, AfterValidator(zone_name)] = "Asia/Shanghai"
    calendar_id: NoOrItemId = ""
    covers: Literal["always", "open", "closed"] = "always"
    weeks: Annotated[int, Field(ge=1, le=52)] = 1
    starts: Day = "2026-01-05"
    officers: Annotated[list[OfficerBody], Field(max_length=200)] = Field(default_factory=list)
    shifts: Annotated[list[WeeklyShiftBody], Field(max_length=1000)] = Field(default_factory=list)
    dated: Annotated[list[DatedShiftBody], Field(max_length=MOST_DATED)] = Field(default_factory=list)


class OfficerView(BaseModel):
    key: str
    name: str
    agent_id: str
    mobile: str


class SpanView(BaseModel):
    """`officer` of null is nobody; `gap` where somebody must be there."""

    starts: datetime
    ends: datetime
    officer: OfficerView | None
    dated: bool
    why: str
    gap: bool


class WeekView(BaseModel):
    """Seven days of the roster's own time zone; `from` is a Monday."""

    roster_id: str
    monday: date
    timezone: str
    days: list[datetime]
    spans: list[SpanView]
    now: SpanView | None


class RosterView(BaseModel):
    id: str
    name: str
    name_en: str
    officers: list[OfficerView]


class NoteView(BaseModel):
    """Unread until the officer after its writer has read it."""

    id: str
    roster_id: str
    at: datetime
    by: str
    text: str
    read_at: datetime | None
    read_by: str


class NoteAsk(_Part):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class SwapAsk(DatedShiftBody):
    """One shift given to somebody else."""


class ImportMade(BaseModel):
    added: int

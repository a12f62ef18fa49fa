from datetime import date
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import GIVEN_OUT, Body, Name, OtherName

HourMinute = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]


class OpeningBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    opens: HourMinute
    closes: HourMinute


Hours = Annotated[list[OpeningBody], Field(max_length=12)]


class SpecialDayBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    date: date
    name: OtherName = ""
    hours: Hours = []


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_name(name: str) -> str:
    if name not in _zones():
        raise ValueError("is no time zone; write it as Asia/Shanghai")
    return name


class CalendarBody(Body):
    """`week` has seven days, Monday first."""

    name: Name
    timezone: Annotated[str, AfterValidator(zone_name)] = "Asia/Shanghai"
    week: Annotated[list[Hours], Field(min_length=7, max_length=7)]
    special_days: Annotated[list[SpecialDayBody], Field(max_length=1000)] = Field(default_factory=list)

    def values(self) -> dict[str, object]:
        return self.model_dump(mode="json", exclude=GIVEN_OUT)

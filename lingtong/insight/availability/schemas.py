from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

PeriodName = Literal["days", "month", "year"]


class PeriodShown(BaseModel):
    """Seconds and shares. `days`: the last 30; `month`: this one; `year`: the last 12 months.

    `down` counts planned outages too; `without_planned` is the figure if they did not. `allowance`
    is what the goal grants between `counted_from` and `end`, `left` what is left of it.
    """

    name: PeriodName
    begin: datetime
    end: datetime
    counted_from: datetime
    seconds: float
    down: float
    planned: float
    availability: float | None
    without_planned: float | None
    allowance: float
    left: float


class DayShown(BaseModel):
    """`counted`: seconds of the day that are known of."""

    day: date
    counted: float
    down: float
    planned: float


class OutageShown(BaseModel):
    """`why`: died, machine, stopped, switch_lost, stood_still. `ended_by`: start, take_over, switch, itself.

    Without `ended_at` it goes on. `served_alone`: calls that the switch took by itself meanwhile.
    """

    id: str
    began_at: datetime
    ended_at: datetime | None
    lasted: float
    why: str
    ended_by: str
    planned: bool
    node: str
    served_alone: int


class AvailabilityShown(BaseModel):
    """`taking`: calls are taken now; null where no engine says so and nobody else knows.

    `counted_from` is null before the first engine took calls; there are no figures then. `outages` are the
    newest of the last 12 months, of `outages_in_all`.
    """

    goal: float
    timezone: str
    now: datetime
    taking: bool | None
    counted_from: datetime | None
    periods: list[PeriodShown]
    days: list[DayShown]
    outages: list[OutageShown]
    outages_in_all: int

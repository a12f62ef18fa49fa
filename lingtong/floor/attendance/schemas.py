from datetime import date, datetime

from pydantic import BaseModel


class Presence(BaseModel):
    """All durations in seconds. `worked`: all states but not ready together.

    `last_out` is null while the agent is signed in. `reasons` by reason id, empty for without a reason.
    """

    agent_id: str
    agent_number: str
    name: str
    team_id: str
    first_in: datetime
    last_out: datetime | None
    sessions: int
    logged_in: float
    worked: float
    ready: float
    reserved: float
    talking: float
    after_call_work: float
    watching: float
    not_ready: float
    reasons: dict[str, float]
    overruns: int


class AttendanceOfDay(BaseModel):
    """`timezone` says whose midnight bounds the day."""

    day: date
    timezone: str
    agents: list[Presence]

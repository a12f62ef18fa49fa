from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel


class RoleOfAgent(BaseModel):
    name: str
    name_en: str
    permissions: list[str]
    dial_right: str


class AgentProfile(BaseModel):
    """`role` is null where no user signs in as this agent, or the reader may not see rights."""

    id: str
    agent_number: str
    name: str
    phone: str
    team_id: str
    site_id: str
    skills: dict[str, int]
    queues: list[str]
    regions: list[str]
    qualifications: dict[str, str]
    dial_right: str
    login: str
    locked: bool
    role: RoleOfAgent | None


class TaskView(BaseModel):
    kind: str
    id: str
    about: str
    since: datetime
    due: datetime | None
    interaction_id: str


class LogLine(BaseModel):
    """`said` holds the values of the sentence that screens make of `code`; ids are names already."""

    at: datetime
    kind: Literal["session", "state", "contact", "watching", "admin"]
    code: str
    actor: str
    interaction_id: str
    said: dict[str, Any]


class AgentLog(BaseModel):
    day: date
    timezone: str
    lines: list[LogLine]

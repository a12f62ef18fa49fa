from typing import Any

from pydantic import BaseModel


class CommandDone(BaseModel):
    """`interaction_id` names what was begun, for `dial`."""

    interaction_id: str


class BrowserPhone(BaseModel):
    uri: str
    name: str
    password: str
    socket: str = "/sip"
    ice_servers: list[dict[str, str]] = []


class EntryName(BaseModel):
    number: str
    name: str
    name_en: str
    language: str


class EntryNames(BaseModel):
    entry_points: list[EntryName]


class CenterView(BaseModel):
    """Names and what the desk needs of the configuration; each list has the shape of its config struct."""

    revision: int
    tenant: dict[str, Any]
    queues: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    dispositions: list[dict[str, Any]]
    agents: list[dict[str, Any]]
    skills: list[dict[str, Any]]
    teams: list[dict[str, Any]]
    entry_points: list[dict[str, Any]]

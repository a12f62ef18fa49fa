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

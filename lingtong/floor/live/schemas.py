from typing import Any, Literal

import msgspec
from pydantic import BaseModel

from lingtong.floor.live.any_command import AnyCommand

FROM_THE_SESSION = ("tenant_id", "agent_id", "team_id")
NOT_ASKED_FOR = "SetScreen"  # the socket tells of the screen


class CommandDone(BaseModel):
    """`interaction_id` names what was begun, for `dial`. `when`: done now, or in the next-state slot."""

    interaction_id: str
    when: Literal["now", "next"] = "now"


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


def commands_schema() -> dict[str, Any]:
    """JSON schema of what `POST /api/commands` takes."""
    _, found = msgspec.json.schema_components([AnyCommand])
    return {"oneOf": [_asked(schema) for name, schema in sorted(found.items()) if name != NOT_ASKED_FOR]}


def _asked(schema: dict[str, Any]) -> dict[str, Any]:
    fields = {name: kind for name, kind in schema["properties"].items() if name not in FROM_THE_SESSION}
    required = [name for name in schema["required"] if name not in FROM_THE_SESSION]
    return {**schema, "properties": fields, "required": required}

"""The facts of one interaction as lines that people read. Numbers are masked, ids get their names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from lingtong.interactions.events import AnyInteractionFact
from lingtong.interactions.ports import Names
from lingtong.switch.numbers import masked

_decoder: msgspec.json.Decoder[AnyInteractionFact] = msgspec.json.Decoder(AnyInteractionFact)
_ABOUT = {"id", "tenant_id", "at", "kind", "interaction_id", "agent_id"}
_NUMBERS = {"ani", "dnis", "number"}
_LEFT_OUT = {"notes.saved"}  # every key stroke or two; the last state is in the notes
_SAID_BY = ("label", "key", "target", "cause", "outcome", "result", "why", "node", "slot")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    kind: str
    agent_id: str
    agent_name: str
    text: str
    data: dict[str, Any]


def lines(bodies: Iterable[str], names: Names) -> list[Line]:
    facts = (_decoder.decode(body) for body in bodies)
    return [line for line in (_line(fact, names) for fact in facts) if line.kind not in _LEFT_OUT]


def _line(fact: AnyInteractionFact, names: Names) -> Line:
    given: dict[str, Any] = msgspec.to_builtins(fact)
    data = {name: value for name, value in given.items() if name not in _ABOUT and value not in ("", None)}
    hidden = _NUMBERS | ({"target"} if data.get("target_kind") == "number" else set())
    data = {name: masked(value) if name in hidden else value for name, value in data.items()}
    agent_id = given.get("agent_id", "")
    return Line(
        at=fact.at,
        kind=given["kind"],
        agent_id=agent_id,
        agent_name=names.agent(agent_id) if agent_id else "",
        text=_text(data, names),
        data=data,
    )


def _text(data: dict[str, Any], names: Names) -> str:
    if data.get("target_kind") == "agent":
        return names.agent(data["target"])
    if data.get("target_kind") == "queue":
        return names.queue(data["target"])
    if "queue_id" in data:
        return names.queue(data["queue_id"])
    return next((str(data[name]) for name in _SAID_BY if name in data), "")

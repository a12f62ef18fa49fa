"""A flow as a checked graph: entry points, flows, their nodes and variables."""

from typing import Literal

import msgspec

from lingtong.floor.ivr.decisions import DecisionTable
from lingtong.floor.ivr.nodes import (
    AnswerNode,
    AnyNode,
    CallbackNode,
    HangUpNode,
    HoursNode,
    KeyCheckNode,
    MenuNode,
    PlayNode,
    QueueNode,
    ReturnNode,
    SetNode,
    TransferNode,
)

__all__ = [
    "AnswerNode",
    "AnyNode",
    "CallbackNode",
    "DecisionTable",
    "EntryPoint",
    "Flow",
    "HangUpNode",
    "HoursNode",
    "MenuNode",
    "PlayNode",
    "QueueNode",
    "SetNode",
    "TransferNode",
    "Variable",
]


class EntryPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What a dialed number leads to. `browser` lets the customer page call it.

    `media` is where the number was shown, such as a station: figures are summed by it. Beyond `max_lines`
    calls at a time or `max_caps` new ones within a second callers hear that the lines are busy; 0: no limit.
    With `fax_queue_id` a fax machine that calls is known by its tone, and its pages are work of that queue.

    `screening`: whose callers must press a key that is named at random before the flow begins. Who presses
    nothing at all goes on, or is ended (`screening_silence`). A number that an agent judges as false is a
    suspect for `suspect_days`; after `lock_after` judgments in that time a lock is asked for (0: never).
    """

    id: str
    tenant_id: str
    number: str
    name: str
    name_en: str = ""
    flow_id: str
    media: str = ""
    language: Literal["zh", "en"] = "zh"
    browser: bool = False
    enabled: bool = True
    max_lines: int = 0
    max_caps: int = 0
    fax_queue_id: str = ""
    screening: Literal["off", "suspects", "all"] = "off"
    screening_silence: Literal["agent", "end"] = "agent"
    suspect_days: int = 30
    lock_after: int = 3


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """A `secret` value is shown nowhere and told in no fact."""

    type: Literal["text", "number", "money", "date", "time", "digits", "yes_no"] = "text"
    start: str = ""
    secret: bool = False


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """`idle_release`: who presses nothing and hears nothing new for so long (seconds) is released.

    With `returns` it is a menu to which agents send the customer they talk with: wherever it ends, the
    customer is with that agent again. `otherwise` is where exits lead that lead nowhere. `zero` and `star`
    are where these keys lead in every node that does not use them itself; `star` may be `back`, the menu
    before. `layout` and `notes` are the designer's.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    version: int = 1
    start: str
    nodes: dict[str, AnyNode]
    idle_release: float = 60.0
    returns: bool = False
    variables: dict[str, Variable] = {}
    otherwise: str = ""
    star: str = ""
    zero: str = ""
    layout: dict[str, tuple[float, float]] = {}
    notes: dict[str, str] = {}


# --- the flows that come before an entry point's own: whoever is screened must press a key named at random

SCREENED_OUT = "screening_failed"
_PREFIX = "screening:"


def _flow(silence: Literal["agent", "end"]) -> Flow:
    return Flow(
        id=f"{_PREFIX}{silence}",
        tenant_id="",
        name="来电甄别",
        name_en="Screening",
        version=1,
        start="ask",
        nodes={
            "ask": KeyCheckNode(passed="on", failed="sorry", silent="on" if silence == "agent" else "sorry"),
            "on": ReturnNode(),
            "sorry": HangUpNode(prompt=SCREENED_OUT),
        },
    )


READY = {flow.id: flow for flow in (_flow("agent"), _flow("end"))}


def ready_flow(silence: str) -> Flow:
    return READY[f"{_PREFIX}{silence}"]

"""A flow as a checked graph. Nodes are data; `runner` walks them."""

from typing import Literal

import msgspec


class EntryPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What a dialed number leads to. `browser` lets the customer page call it.

    `media` is where the number was shown, such as a station: figures are summed by it.
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


class Node(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all nodes. An empty exit ends the call with a word."""


class AnswerNode(Node, frozen=True, kw_only=True, tag="answer"):
    next: str


class PlayNode(Node, frozen=True, kw_only=True, tag="play"):
    prompt: str
    next: str


class MenuNode(Node, frozen=True, kw_only=True, tag="menu"):
    """`keys` maps a digit, `*` or `#` to a node. `wait` is seconds without a key after the prompt."""

    prompt: str
    keys: dict[str, str]
    labels: dict[str, str] = {}
    wait: float = 6.0
    tries: int = 3
    wrong_prompt: str = "wrong_key"
    silent_prompt: str = "no_key"
    otherwise: str


class HoursNode(Node, frozen=True, kw_only=True, tag="hours"):
    calendar_id: str
    open: str
    closed: str


class SetNode(Node, frozen=True, kw_only=True, tag="set"):
    """Puts values into the attached data; the name `language` changes the caller's language."""

    values: dict[str, str]
    next: str


class QueueNode(Node, frozen=True, kw_only=True, tag="queue"):
    queue_id: str
    priority: int = 0


class TransferNode(Node, frozen=True, kw_only=True, tag="transfer"):
    """To a telephone number; `failed` is where the caller goes on when nobody answers."""

    number: str
    ring_for: float = 30.0
    failed: str


class CallbackNode(Node, frozen=True, kw_only=True, tag="callback"):
    """Offers to call the customer back from a queue.

    `next` is for those who do not want it or cannot be called.
    """

    queue_id: str
    priority: int = 0
    next: str


class HangUpNode(Node, frozen=True, kw_only=True, tag="hang_up"):
    prompt: str = "goodbye"


AnyNode = (
    AnswerNode
    | PlayNode
    | MenuNode
    | HoursNode
    | SetNode
    | QueueNode
    | TransferNode
    | CallbackNode
    | HangUpNode
)


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """`idle_release`: who presses nothing and hears nothing new for so long (seconds) is released.

    With `returns` it is a menu to which agents send the customer they talk with: wherever it ends, the
    customer is with that agent again.
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


def exits(node: AnyNode) -> list[str]:
    """Ids of the nodes that may come next."""
    match node:
        case AnswerNode() | PlayNode() | SetNode() | CallbackNode():
            return [node.next]
        case MenuNode():
            return [*node.keys.values(), node.otherwise]
        case HoursNode():
            return [node.open, node.closed]
        case TransferNode():
            return [node.failed]
        case QueueNode() | HangUpNode():
            return []


def prompts(node: AnyNode) -> list[str]:
    """Names of the prompts that the node plays."""
    match node:
        case PlayNode() | HangUpNode():
            return [node.prompt]
        case MenuNode():
            return [node.prompt, node.wrong_prompt, node.silent_prompt]
        case _:
            return []

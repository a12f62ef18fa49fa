"""All kinds of nodes, one file each. A new kind: its file, a line in `AnyNode`, its words in `words.toml`."""

from typing import get_args

from lingtong.floor.ivr.node import Node
from lingtong.floor.ivr.nodes.answer import AnswerNode
from lingtong.floor.ivr.nodes.callback import CallbackNode
from lingtong.floor.ivr.nodes.hang_up import HangUpNode
from lingtong.floor.ivr.nodes.hours import HoursNode
from lingtong.floor.ivr.nodes.menu import MenuNode
from lingtong.floor.ivr.nodes.play import PlayNode
from lingtong.floor.ivr.nodes.queue import QueueNode
from lingtong.floor.ivr.nodes.set_values import SetNode
from lingtong.floor.ivr.nodes.transfer import TransferNode

__all__ = [
    "NODES",
    "AnswerNode",
    "AnyNode",
    "CallbackNode",
    "HangUpNode",
    "HoursNode",
    "MenuNode",
    "PlayNode",
    "QueueNode",
    "SetNode",
    "TransferNode",
]
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
NODES: dict[str, type[Node]] = {kind.kind(): kind for kind in get_args(AnyNode)}

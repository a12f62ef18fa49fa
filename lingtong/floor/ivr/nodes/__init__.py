"""All kinds of nodes, one file each. A new kind: its file, a line in `AnyNode`, its words in `words.toml`."""

from typing import get_args

from lingtong.floor.ivr.node import Node
from lingtong.floor.ivr.nodes.answer import AnswerNode
from lingtong.floor.ivr.nodes.branch import BranchNode
from lingtong.floor.ivr.nodes.callback import CallbackNode
from lingtong.floor.ivr.nodes.collect import CollectNode
from lingtong.floor.ivr.nodes.consent import ConsentNode
from lingtong.floor.ivr.nodes.customer_class import ClassNode
from lingtong.floor.ivr.nodes.decision import DecisionNode
from lingtong.floor.ivr.nodes.duty import DutyNode
from lingtong.floor.ivr.nodes.expected_wait import ExpectedWaitNode
from lingtong.floor.ivr.nodes.fax import FaxReceiveNode, FaxSendNode
from lingtong.floor.ivr.nodes.go_back import ReturnNode
from lingtong.floor.ivr.nodes.hang_up import HangUpNode
from lingtong.floor.ivr.nodes.hours import HoursNode
from lingtong.floor.ivr.nodes.http import HttpNode
from lingtong.floor.ivr.nodes.key_check import KeyCheckNode
from lingtong.floor.ivr.nodes.loop import LoopNode
from lingtong.floor.ivr.nodes.menu import MenuNode
from lingtong.floor.ivr.nodes.messages import MessagesNode
from lingtong.floor.ivr.nodes.number_list import ListNode
from lingtong.floor.ivr.nodes.pin import PinCheckNode, PinSetNode
from lingtong.floor.ivr.nodes.play import PlayNode
from lingtong.floor.ivr.nodes.query import QueryNode
from lingtong.floor.ivr.nodes.queue import QueueNode
from lingtong.floor.ivr.nodes.recognize import RecognizeNode
from lingtong.floor.ivr.nodes.recordings import RecordingsNode
from lingtong.floor.ivr.nodes.region import RegionNode
from lingtong.floor.ivr.nodes.say import SayNode
from lingtong.floor.ivr.nodes.set_values import SetNode
from lingtong.floor.ivr.nodes.subflow import SubflowNode
from lingtong.floor.ivr.nodes.survey import SurveyNode
from lingtong.floor.ivr.nodes.transfer import TransferNode
from lingtong.floor.ivr.nodes.voicemail import VoicemailNode
from lingtong.floor.ivr.nodes.write import WriteNode

__all__ = [
    "NODES",
    "AnswerNode",
    "AnyNode",
    "BranchNode",
    "CallbackNode",
    "ClassNode",
    "CollectNode",
    "ConsentNode",
    "DecisionNode",
    "DutyNode",
    "ExpectedWaitNode",
    "FaxReceiveNode",
    "FaxSendNode",
    "HangUpNode",
    "HoursNode",
    "HttpNode",
    "KeyCheckNode",
    "ListNode",
    "LoopNode",
    "MenuNode",
    "MessagesNode",
    "PinCheckNode",
    "PinSetNode",
    "PlayNode",
    "QueryNode",
    "QueueNode",
    "RecognizeNode",
    "RecordingsNode",
    "RegionNode",
    "ReturnNode",
    "SayNode",
    "SetNode",
    "SubflowNode",
    "SurveyNode",
    "TransferNode",
    "VoicemailNode",
    "WriteNode",
]
AnyNode = (
    AnswerNode
    | PlayNode
    | SayNode
    | MenuNode
    | CollectNode
    | ConsentNode
    | KeyCheckNode
    | RecognizeNode
    | SetNode
    | BranchNode
    | HoursNode
    | DutyNode
    | ListNode
    | RegionNode
    | ClassNode
    | DecisionNode
    | LoopNode
    | ExpectedWaitNode
    | HttpNode
    | QueryNode
    | WriteNode
    | PinSetNode
    | PinCheckNode
    | RecordingsNode
    | SubflowNode
    | ReturnNode
    | QueueNode
    | TransferNode
    | CallbackNode
    | VoicemailNode
    | MessagesNode
    | SurveyNode
    | FaxReceiveNode
    | FaxSendNode
    | HangUpNode
)
NODES: dict[str, type[Node]] = {kind.type_name(): kind for kind in get_args(AnyNode)}

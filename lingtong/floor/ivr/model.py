"""What other rooms need to walk flows and to act on what the walk gives."""

from lingtong.floor.ivr.around import Around
from lingtong.floor.ivr.check import Known, check
from lingtong.floor.ivr.decisions import DecisionTable
from lingtong.floor.ivr.decisions.dmn import compiled
from lingtong.floor.ivr.errands.model import Answer
from lingtong.floor.ivr.kinds import read_node
from lingtong.floor.ivr.node import NAMED, Field, Finding, Node, defaults
from lingtong.floor.ivr.nodes import NODES
from lingtong.floor.ivr.nodes.consent import Consented
from lingtong.floor.ivr.nodes.key_check import KeyChecked, key_drawn
from lingtong.floor.ivr.nodes.recognize import LISTENING, HearSpeech, StopHearing
from lingtong.floor.ivr.packs import Nodes
from lingtong.floor.ivr.prompts.catalog import built_in
from lingtong.floor.ivr.prompts.speech_id import SPEECH
from lingtong.floor.ivr.walk import Walk
from lingtong.floor.ivr.world import Officer, World

__all__ = [
    "LISTENING",
    "NAMED",
    "NODES",
    "SPEECH",
    "Answer",
    "Around",
    "Consented",
    "DecisionTable",
    "Field",
    "Finding",
    "HearSpeech",
    "KeyChecked",
    "Known",
    "Node",
    "Nodes",
    "Officer",
    "StopHearing",
    "Walk",
    "World",
    "built_in",
    "check",
    "compiled",
    "defaults",
    "key_drawn",
    "read_node",
]

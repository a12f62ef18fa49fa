"""What a walk through a flow is made of: the position, the cues that reach it, the steps that it gives.

A position is data and lives in the journal and on the leg, so another process can go on from it.
"""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.turn import Errand

SpokenKind = Literal["prompt", "number", "money", "date", "time", "digits", "text"]
Party = Literal["agent", "queue", "number"]


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """A value that is spoken within a prompt. `value` is a template; `prompt` names the prompt by it."""

    kind: SpokenKind
    value: str


Parts = str | tuple[str | Say, ...]  # one prompt by its name, or several parts one after another


class Frame(msgspec.Struct, kw_only=True):
    """The flow and node that has called a sub-flow."""

    flow_id: str
    version: int
    node: str


class Position(msgspec.Struct, kw_only=True):
    """`awaiting`: `prompt` plays now; `key` counts silence; anything else is the name of what is under way
    outside the walk, which ends with `menu.node_done`.

    `count` numbers each entering of a node, since `since`. `state` is the present node's own and empty at
    each entering. `unsaid` waits for its speech to be made. `menus`: where "back" leads. `loops`: how often
    each guarded place was passed.
    """

    flow_id: str
    version: int
    node: str
    tries: int = 0
    play_id: str = ""
    awaiting: str = ""
    count: int = 0
    state: dict[str, str] = {}
    since: datetime | None = None
    stack: list[Frame] = []
    menus: list[str] = []
    unsaid: list[str] = []
    loops: dict[str, int] = {}


class Keys(msgspec.Struct):
    """What was pressed and is not used yet. It may be a PIN, so it is never written anywhere.

    `ahead` was pressed before a node took it; `typed` is what a node has collected so far, `first` what it
    has collected before, where something is typed twice.
    """

    ahead: str = ""
    typed: str = ""
    first: str = ""


# --- cues


class PromptEnded(msgspec.Struct, frozen=True):
    pass


class Key(msgspec.Struct, frozen=True):
    key: str


class Silence(msgspec.Struct, frozen=True):
    pass


class Done(msgspec.Struct, frozen=True):
    """What was under way outside the walk has ended: `exit` names the way on."""

    exit: str
    values: dict[str, str] = {}


Cue = PromptEnded | Key | Silence | Done


# --- steps


class Step(msgspec.Struct, frozen=True):
    """What the caller of the walk acts on. Another room adds its own, with its act in `menu.ACTS`."""


class Answer(Step, frozen=True):
    pass


class Prompt(Step, frozen=True):
    """Names of prompts; `speech:` and an id where a text is spoken. `offset`: seconds of it left out."""

    names: tuple[str, ...]
    offset: float = 0.0


class StopPrompt(Step, frozen=True):
    pass


class AwaitKey(Step, frozen=True):
    seconds: float


class Attach(Step, frozen=True):
    """Into the attached data, which the agent sees."""

    values: dict[str, str]


class Chosen(Step, frozen=True):
    node: str
    key: str
    label: str


class Left(Step, frozen=True):
    """The node at which the caller stood was left, by `exit`, and others were passed: (flow, node, exit)."""

    flow_id: str
    version: int
    node: str
    exit: str
    key: str
    seconds: float
    passed: tuple[tuple[str, str, str], ...] = ()


class Entered(Step, frozen=True):
    """Here the caller stands now; last of the steps of a walk that goes on."""

    flow_id: str
    version: int
    node: str
    count: int


class ToQueue(Step, frozen=True):
    queue_id: str
    priority: int


class ToNumber(Step, frozen=True):
    number: str
    ring_for: float


class ToAgent(Step, frozen=True):
    """`agent`: an agent's number. `box`: whom nobody answers leaves a message in the agent's box."""

    agent: str
    ring_for: float
    box: bool = False


class ToCallback(Step, frozen=True):
    queue_id: str
    priority: int


class TakeMessage(Step, frozen=True):
    """`agent`: an agent's number, where no box is named."""

    box_id: str
    agent: str = ""


class AskSurvey(Step, frozen=True):
    survey_id: str


class Run(Step, frozen=True):
    """What takes time is done elsewhere; the walk waits for its answer."""

    errand: Errand


class TakeFax(Step, frozen=True):
    queue_id: str


class GiveFax(Step, frozen=True):
    """To the machine from which the caller calls. The pages are made already."""

    title: str
    station: str


class HangUp(Step, frozen=True):
    prompt: str


LEAVES = (ToQueue, HangUp)  # the walk is over with these

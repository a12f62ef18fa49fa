"""What the designer is told. A draft's flow is shown as it was written, also where it is not whole yet."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from lingtong.floor.ivr.around import Offer
from lingtong.floor.ivr.palette import NodeShape, Words

Severity = Literal["error", "warning"]
LineKind = Literal[
    "enter",  # the caller comes to this node
    "exit",  # and leaves it, by `exit`, with `key` if one led there
    "answered",
    "said",
    "asked",  # a key is awaited, for `seconds`
    "key",
    "attached",
    "chosen",
    "errand",  # something is asked elsewhere
    "waits",  # something else has the caller, named in `text`
    "told",  # the tester's answer to either
    "queue",
    "transfer",
    "hung_up",  # by the caller
    "end",  # by the flow
    "limit",  # the trial is too long
]


class GroupShape(msgspec.Struct, frozen=True, kw_only=True):
    group: str
    words: Words
    nodes: tuple[NodeShape, ...]


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """`most_nodes` of one flow, `most_bytes` of it as text. `findings` by code, what packs call theirs."""

    groups: tuple[GroupShape, ...]
    findings: dict[str, Words]
    most_nodes: int
    most_bytes: int


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked of a service or source; a table of ours has one without a name for each use."""

    id: str
    offers: tuple[Offer, ...]


class FlowFinding(msgspec.Struct, frozen=True, kw_only=True):
    """`node` and `field` are empty where the flow, or the node, as a whole is meant."""

    node: str
    field: str
    code: str
    message: str
    severity: Severity


class FindingCount(msgspec.Struct, frozen=True, kw_only=True):
    errors: int = 0
    warnings: int = 0


class DraftMark(msgspec.Struct, frozen=True, kw_only=True):
    changed_at: datetime
    by: str


class ScheduleMark(msgspec.Struct, frozen=True, kw_only=True):
    """`failed`: the code why it was not published when its time came."""

    at: datetime
    by: str
    note: str
    failed: str = ""


class FlowListed(msgspec.Struct, frozen=True, kw_only=True):
    """`live_version` is 0 before the first publication. `findings` are of the draft when it was saved."""

    id: str
    name: str
    name_en: str
    returns: bool
    live_version: int
    published_at: datetime | None
    by: str
    draft: DraftMark | None
    scheduled_at: datetime | None
    schedule_failed: str
    findings: FindingCount


class VersionMark(msgspec.Struct, frozen=True, kw_only=True):
    """`back_to`: the older version that it repeats, 0 for none. The live one has no `replaced_at`."""

    version: int
    published_at: datetime
    by: str
    note: str
    back_to: int
    replaced_at: datetime | None


class FlowWhole(msgspec.Struct, frozen=True, kw_only=True):
    """`revision` is the draft's, to be given back as `seen`; 0 without one. It began with `base_version`."""

    id: str
    live: dict[str, Any] | None
    draft: dict[str, Any] | None
    revision: int
    base_version: int
    changed_at: datetime | None
    by: str
    scheduled: ScheduleMark | None
    versions: tuple[VersionMark, ...]


class VersionShown(msgspec.Struct, frozen=True, kw_only=True):
    mark: VersionMark
    flow: dict[str, Any]


class DraftSaved(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    revision: int
    base_version: int
    changed_at: datetime
    by: str
    findings: tuple[FlowFinding, ...]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """`scheduled_at` where it is published later; `version` is then 0."""

    version: int
    scheduled_at: datetime | None
    warnings: tuple[FlowFinding, ...]


# --- differences


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    before: Any
    after: Any


class NodeChange(msgspec.Struct, frozen=True, kw_only=True):
    node: str
    fields: tuple[FieldChange, ...]


class ExitChange(msgspec.Struct, frozen=True, kw_only=True):
    """Empty: the exit led nowhere, or there was none."""

    node: str
    exit: str
    before: str
    after: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """`flow` are the fields of the flow itself; where nodes lie on the canvas is no difference."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[NodeChange, ...]
    exits: tuple[ExitChange, ...]
    flow: tuple[FieldChange, ...]


# --- trials and test cases


class TrialEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of: `wait` seconds; `listen` until nothing is said any more; press `key`; `hang_up`; `answer` what
    the flow waits for outside by the name of an exit, with `values`.
    """

    wait: float = 0.0
    listen: bool = False
    key: str = ""
    hang_up: bool = False
    answer: str = ""
    values: dict[str, str] = {}


class TrialLine(msgspec.Struct, frozen=True, kw_only=True):
    at_seconds: float
    flow_id: str
    node: str
    kind: LineKind
    text: str = ""
    exit: str = ""
    key: str = ""
    seconds: float = 0.0
    values: dict[str, str] = {}


class TrialNow(msgspec.Struct, frozen=True, kw_only=True):
    """`awaiting`: `prompt`, `key`, `errand`, … ; empty when it is over. `until`: what is awaited ends then by
    itself; none where only the tester's answer ends it. `answers` are the exits that such an answer may name.
    """

    at_seconds: float
    flow_id: str
    node: str
    awaiting: str
    until: float | None
    answers: tuple[str, ...]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """`told` is what really answered the open errand (`real`): put it behind the events of the next ask."""

    transcript: tuple[TrialLine, ...]
    now: TrialNow
    variables: dict[str, str]
    attached: dict[str, str]
    told: TrialEvent | None


ExpectKind = Literal[
    "queue",  # the caller is in the line of the queue with this id
    "node",  # the caller is at this node
    "passed",  # the caller came through this node
    "left",  # node `what` was left by the exit `value`
    "said",  # this text was heard, or a part of it
    "variable",  # `what` has this value
    "attached",
    "transfer",  # to this number, agent or flow
    "ended",  # by the flow, with the prompt `what` if one is given
    "holds",  # this condition is true
]


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    kind: ExpectKind
    what: str = ""
    value: str = ""


class FlowTest(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: the moment of the call, empty is now. The caller is on `lists`; `waits`: seconds by queue."""

    name: str
    ani: str = ""
    dnis: str = ""
    at: datetime | None = None
    language: Literal["zh", "en"] = "zh"
    vip: bool = False
    lists: tuple[str, ...] = ()
    waits: dict[str, float] = {}
    events: tuple[TrialEvent, ...] = ()
    expect: tuple[Expectation, ...] = ()


class FlowTests(msgspec.Struct, frozen=True, kw_only=True):
    revision: int
    tests: tuple[FlowTest, ...]


class TestFailure(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is translated by the screens with `params`; `message` says the same in English."""

    code: str
    message: str
    params: dict[str, str]


class TestOutcome(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    ok: bool
    failures: tuple[TestFailure, ...]
    transcript: tuple[TrialLine, ...]


class TestRun(msgspec.Struct, frozen=True, kw_only=True):
    ok: bool
    outcomes: tuple[TestOutcome, ...]

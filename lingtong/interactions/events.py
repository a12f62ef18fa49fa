"""Facts of an interaction. Durations are in seconds."""

from typing import Literal

import msgspec

from lingtong.interactions.fact import InteractionFact
from lingtong.interactions.menu_events import (
    CameFromMenu,
    MenuChosen,
    NodeEntered,
    NodeLeft,
    SentToMenu,
)
from lingtong.interactions.message_events import (
    MessageBegun,
    MessageDropped,
    MessageLeft,
    SurveyAnswered,
    SurveyBegun,
    SurveyEnded,
)
from lingtong.interactions.recording_events import (
    ConsentSaid,
    RecorderFailed,
    RecordingEnded,
    RecordingPaused,
    RecordingSkipped,
    RecordingStarted,
)
from lingtong.interactions.screening_events import ScreeningBegan, ScreeningEnded
from lingtong.interactions.supervision_events import (
    CallForceCleared,
    CallTakenByHand,
    CallTakenOver,
    DeadAirBegan,
    DeadAirEnded,
    PrioritySet,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionStarted,
    WaitingMoved,
)

Role = Literal["customer", "agent", "consultant", "supervisor"]


class InteractionArrived(InteractionFact, frozen=True, kw_only=True, tag="interaction.arrived"):
    """`queue_id` is told of a call back, with the contact that it answers; `trunk` brought a call in."""

    direction: Literal["in", "out", "internal"]
    ani: str
    dnis: str
    entry_point_id: str = ""
    agent_id: str = ""
    language: str = "zh"
    queue_id: str = ""
    callback_of: str = ""
    trunk: str = ""


class CallBlocked(InteractionFact, frozen=True, kw_only=True, tag="call.blocked"):
    """The number is on a list whose callers are refused (`list_id`; "locked": reported by an agent)."""

    list_id: str
    entry_point_id: str = ""


class DataAttached(InteractionFact, frozen=True, kw_only=True, tag="interaction.data_attached"):
    values: dict[str, str]


class InteractionQueued(InteractionFact, frozen=True, kw_only=True, tag="interaction.queued"):
    queue_id: str
    priority: int


class QueueLeft(InteractionFact, frozen=True, kw_only=True, tag="interaction.queue_left"):
    """`waited` counts from entering this queue. Released: refused or timed out by a rule of the queue.

    Callback: the caller hung up because we call back, and keeps the place.
    """

    queue_id: str
    waited: float
    outcome: Literal["answered", "abandoned", "overflowed", "released", "transferred", "failed", "callback"]


class Why(msgspec.Struct, frozen=True, gc=False):
    """One reason of a choice, as a word that screens translate: `longest_idle` with `seconds`, and so on."""

    code: str
    params: dict[str, str] = {}


class OfferMade(InteractionFact, frozen=True, kw_only=True, tag="offer.made"):
    """`why` explains the choice of agent in a few words for supervisors; `because` says the same in codes."""

    agent_id: str
    queue_id: str = ""
    ring_for: float
    why: str = ""
    because: tuple[Why, ...] = ()


class OfferEnded(InteractionFact, frozen=True, kw_only=True, tag="offer.ended"):
    agent_id: str
    queue_id: str = ""
    outcome: Literal["answered", "declined", "no_answer", "unreachable", "busy", "withdrawn"]
    rang: float


class PartyJoined(InteractionFact, frozen=True, kw_only=True, tag="party.joined"):
    leg_id: str
    role: Role
    agent_id: str = ""
    number: str = ""


class PartyLeft(InteractionFact, frozen=True, kw_only=True, tag="party.left"):
    leg_id: str
    role: Role
    agent_id: str = ""
    talked: float = 0.0
    held: float = 0.0
    why: str = ""


class HoldStarted(InteractionFact, frozen=True, kw_only=True, tag="hold.started"):
    agent_id: str


class HoldEnded(InteractionFact, frozen=True, kw_only=True, tag="hold.ended"):
    agent_id: str
    lasted: float


class ConsultStarted(InteractionFact, frozen=True, kw_only=True, tag="consult.started"):
    agent_id: str
    target_kind: str
    target: str


class ConsultEnded(InteractionFact, frozen=True, kw_only=True, tag="consult.ended"):
    agent_id: str
    outcome: Literal["transferred", "returned", "failed", "conference"]
    cause: str = ""


class CallTransferred(InteractionFact, frozen=True, kw_only=True, tag="call.transferred"):
    """`agent_id` had the call. `forced_by`: the supervisor who sent it on."""

    agent_id: str
    target_kind: str
    target: str
    blind: bool
    why: str = ""
    forced_by: str = ""


class LinkLost(InteractionFact, frozen=True, kw_only=True, tag="link.lost"):
    """The agent's phone is gone in a talk; the customer hears music."""

    agent_id: str


class LinkRestored(InteractionFact, frozen=True, kw_only=True, tag="link.restored"):
    agent_id: str
    lasted: float


class InteractionEnded(InteractionFact, frozen=True, kw_only=True, tag="interaction.ended"):
    """`result`: handled, abandoned_in_menu, abandoned, released, refused, lost (switch died), degraded,
    unanswered, callback (will be called back), blocked (on a list of those who are refused),
    message (left one), screened (did not press the key that was asked for).
    """

    result: Literal[
        "handled",
        "abandoned_in_menu",
        "abandoned",
        "released",
        "refused",
        "lost",
        "degraded",
        "unanswered",
        "callback",
        "blocked",
        "message",
        "screened",
    ]
    cause: str
    clearing_party: Literal["customer", "agent", "center", "network", "unknown"]
    lasted: float


class WrapUpStarted(InteractionFact, frozen=True, kw_only=True, tag="wrap_up.started"):
    agent_id: str
    queue_id: str = ""


class NotesSaved(InteractionFact, frozen=True, kw_only=True, tag="notes.saved"):
    agent_id: str
    notes: str
    disposition_id: str = ""
    revision: int


class WrapUpFinished(InteractionFact, frozen=True, kw_only=True, tag="wrap_up.finished"):
    agent_id: str
    queue_id: str = ""
    disposition_id: str
    notes: str
    after_call_work: float


class WrapUpUnfinished(InteractionFact, frozen=True, kw_only=True, tag="wrap_up.unfinished"):
    """The time ran out or the agent left: what was typed is kept, no code is invented."""

    agent_id: str
    queue_id: str = ""
    notes: str
    disposition_id: str = ""
    after_call_work: float


class CallParked(InteractionFact, frozen=True, kw_only=True, tag="call.parked"):
    agent_id: str
    slot: int


class CallUnparked(InteractionFact, frozen=True, kw_only=True, tag="call.unparked"):
    """Taken by `agent_id`; rang back at who had parked it; queued: nobody took it; ended: the call did.

    `lasted` counts from parking it.
    """

    slot: int
    agent_id: str = ""
    how: Literal["taken", "rang_back", "queued", "ended"]
    lasted: float


class PartyMuted(InteractionFact, frozen=True, kw_only=True, tag="party.muted"):
    """`agent_id` has muted another party of the conference, or let it speak again."""

    leg_id: str
    agent_id: str
    on: bool


class PartyDropped(InteractionFact, frozen=True, kw_only=True, tag="party.dropped"):
    """`agent_id` has sent a party out of the conference."""

    leg_id: str
    agent_id: str
    target_id: str = ""


AnyInteractionFact = (
    InteractionArrived
    | CallBlocked
    | ScreeningBegan
    | ScreeningEnded
    | NodeEntered
    | NodeLeft
    | MenuChosen
    | DataAttached
    | InteractionQueued
    | QueueLeft
    | OfferMade
    | OfferEnded
    | PartyJoined
    | PartyLeft
    | HoldStarted
    | HoldEnded
    | ConsultStarted
    | ConsultEnded
    | CallTransferred
    | LinkLost
    | LinkRestored
    | RecordingStarted
    | RecordingSkipped
    | ConsentSaid
    | RecorderFailed
    | RecordingPaused
    | RecordingEnded
    | InteractionEnded
    | WrapUpStarted
    | NotesSaved
    | WrapUpFinished
    | WrapUpUnfinished
    | SupervisionStarted
    | SupervisionChanged
    | SupervisionEnded
    | CallTakenOver
    | CallForceCleared
    | CallTakenByHand
    | DeadAirBegan
    | DeadAirEnded
    | WaitingMoved
    | PrioritySet
    | CallParked
    | CallUnparked
    | SentToMenu
    | CameFromMenu
    | PartyMuted
    | PartyDropped
    | MessageBegun
    | MessageLeft
    | MessageDropped
    | SurveyBegun
    | SurveyAnswered
    | SurveyEnded
)

__all__ = [
    "AnyInteractionFact",
    "CallBlocked",
    "CallForceCleared",
    "CallParked",
    "CallTakenByHand",
    "CallTakenOver",
    "CallTransferred",
    "CallUnparked",
    "CameFromMenu",
    "ConsentSaid",
    "ConsultEnded",
    "ConsultStarted",
    "DataAttached",
    "DeadAirBegan",
    "DeadAirEnded",
    "HoldEnded",
    "HoldStarted",
    "InteractionArrived",
    "InteractionEnded",
    "InteractionFact",
    "InteractionQueued",
    "LinkLost",
    "LinkRestored",
    "MenuChosen",
    "MessageBegun",
    "MessageDropped",
    "MessageLeft",
    "NodeEntered",
    "NodeLeft",
    "NotesSaved",
    "OfferEnded",
    "OfferMade",
    "PartyDropped",
    "PartyJoined",
    "PartyLeft",
    "PartyMuted",
    "PrioritySet",
    "QueueLeft",
    "RecorderFailed",
    "RecordingEnded",
    "RecordingPaused",
    "RecordingSkipped",
    "RecordingStarted",
    "Role",
    "ScreeningBegan",
    "ScreeningEnded",
    "SentToMenu",
    "SupervisionChanged",
    "SupervisionEnded",
    "SupervisionStarted",
    "SurveyAnswered",
    "SurveyBegun",
    "SurveyEnded",
    "WaitingMoved",
    "Why",
    "WrapUpFinished",
    "WrapUpStarted",
    "WrapUpUnfinished",
]

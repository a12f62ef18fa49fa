"""Facts of an interaction. Durations are in seconds."""

from typing import Literal

import msgspec

from lingtong.foundation.journal.facts import Fact

Role = Literal["customer", "agent", "consultant", "supervisor"]


class InteractionFact(Fact, frozen=True, kw_only=True):
    interaction_id: str


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


class NodeEntered(InteractionFact, frozen=True, kw_only=True, tag="ivr.node_entered"):
    """Here the caller stands now. `visit` numbers the nodes entered in this interaction."""

    flow_id: str
    version: int
    node: str
    visit: int = 0


class NodeLeft(InteractionFact, frozen=True, kw_only=True, tag="ivr.node_left"):
    """Left by `exit`, with the key that led there, after `seconds`.

    `passed`: (flow, node, exit) of those gone through without a stop before the next one, in their order.
    """

    flow_id: str
    version: int
    node: str
    exit: str
    key: str = ""
    seconds: float = 0.0
    passed: tuple[tuple[str, str, str], ...] = ()


class MenuChosen(InteractionFact, frozen=True, kw_only=True, tag="ivr.menu_chosen"):
    node: str
    key: str
    label: str = ""


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


class Why(msgspec.Struct, frozen=True):
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


class RecordingStarted(InteractionFact, frozen=True, kw_only=True, tag="recording.started"):
    """`rule_id` names the rule that has decided; empty: the queue's own switch."""

    recording_id: str
    rule_id: str = ""
    why: str = ""


class RecordingSkipped(InteractionFact, frozen=True, kw_only=True, tag="recording.skipped"):
    """A talk that is not recorded. `why`: rule, queue, share, consent, by_hand, internal."""

    rule_id: str = ""
    why: str
    agent_id: str = ""


class ConsentSaid(InteractionFact, frozen=True, kw_only=True, tag="recording.consent"):
    """What the caller has answered to being recorded; `silent`: nothing."""

    answer: Literal["", "yes", "no", "silent"]
    node: str = ""


class RecorderFailed(InteractionFact, frozen=True, kw_only=True, tag="recording.failed"):
    """From now on nobody knows whether this recording runs, until a new one begins."""

    recording_id: str
    what: Literal["start", "pause"]


class RecordingPaused(InteractionFact, frozen=True, kw_only=True, tag="recording.paused"):
    """`by`: agent, supervisor, api (a program with a token), menu (what is typed there is not kept)."""

    recording_id: str
    on: bool
    agent_id: str = ""
    by: str = "agent"


class RecordingEnded(InteractionFact, frozen=True, kw_only=True, tag="recording.ended"):
    """`complete` is false where the recorder was seen to fail or the end was not witnessed."""

    recording_id: str
    complete: bool = True


class InteractionEnded(InteractionFact, frozen=True, kw_only=True, tag="interaction.ended"):
    """`result`: handled, abandoned_in_menu, abandoned, released, refused, lost (switch died), degraded,
    unanswered, callback (will be called back), blocked (on a list of those who are refused).
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


class SupervisionStarted(InteractionFact, frozen=True, kw_only=True, tag="supervision.started"):
    """`agent_id` listens to `target_id` from now on. Mode: monitor, whisper, barge_in."""

    agent_id: str
    target_id: str
    mode: str


class SupervisionChanged(InteractionFact, frozen=True, kw_only=True, tag="supervision.changed"):
    """The mode before lasted `lasted` seconds."""

    agent_id: str
    target_id: str
    mode: str
    before: str
    lasted: float


class SupervisionEnded(InteractionFact, frozen=True, kw_only=True, tag="supervision.ended"):
    """`cause`: own, cleared (the call ended), agent_left, phone_lost, took_over, removed.

    `mode` is the last one.
    """

    agent_id: str
    target_id: str
    mode: str
    lasted: float
    cause: str


class CallTakenOver(InteractionFact, frozen=True, kw_only=True, tag="call.taken_over"):
    """`agent_id` sits in the place of `target_id` now."""

    agent_id: str
    target_id: str


class CallForceCleared(InteractionFact, frozen=True, kw_only=True, tag="call.force_cleared"):
    """`agent_id` ended the call of `target_id`; empty for a caller without an agent."""

    agent_id: str
    target_id: str = ""
    why: str


class DeadAirBegan(InteractionFact, frozen=True, kw_only=True, tag="dead_air.began"):
    """In the talk with `agent_id` nobody has said a word for `quiet` seconds."""

    agent_id: str
    quiet: float


class DeadAirEnded(InteractionFact, frozen=True, kw_only=True, tag="dead_air.ended"):
    """`lasted` from the last word on, in seconds."""

    agent_id: str
    lasted: float


class CallTakenByHand(InteractionFact, frozen=True, kw_only=True, tag="call.taken_by_hand"):
    """`agent_id` has a waiting caller, what rings at `target_id`, or who walks a menu, brought elsewhere.

    From a menu to `queue_id`; empty: to the own phone, as from the other two.
    """

    agent_id: str
    target_id: str = ""
    queue_id: str = ""
    how: Literal["pulled", "picked_up", "from_menu"]
    why: str = ""


class WaitingMoved(InteractionFact, frozen=True, kw_only=True, tag="waiting.moved"):
    """`place`: front, back, same. `before` is the queue that the caller stood in."""

    agent_id: str
    queue_id: str
    before: str
    place: str
    why: str = ""


class PrioritySet(InteractionFact, frozen=True, kw_only=True, tag="waiting.priority_set"):
    agent_id: str
    queue_id: str
    priority: int
    before: int
    why: str = ""


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


class SentToMenu(InteractionFact, frozen=True, kw_only=True, tag="call.sent_to_menu"):
    agent_id: str
    flow_id: str
    node: str


class CameFromMenu(InteractionFact, frozen=True, kw_only=True, tag="call.came_from_menu"):
    """Done: the flow had ended. Ended: the call did. Link lost: the agent's phone was gone."""

    agent_id: str
    how: Literal["done", "taken_back", "link_lost", "ended"]
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
)

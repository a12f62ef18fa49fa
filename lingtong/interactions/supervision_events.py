"""Facts of what supervisors do to a contact. Durations are in seconds."""

from typing import Literal

from lingtong.interactions.fact import InteractionFact


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

"""Facts of recordings. Durations are in seconds."""

from typing import Literal

from lingtong.interactions.fact import InteractionFact


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

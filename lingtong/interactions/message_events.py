"""Facts of messages that callers leave, and of what they answer when asked how it was."""

from typing import Literal

from lingtong.interactions.fact import InteractionFact

MessageEnd = Literal["key", "silence", "limit", "cleared", "stopped", "failed"]


class MessageBegun(InteractionFact, frozen=True, kw_only=True, tag="message.begun"):
    """After the beep the caller speaks. What is said is in a file from now on."""

    message_id: str
    box_id: str


class MessageLeft(InteractionFact, frozen=True, kw_only=True, tag="message.left"):
    """`seconds` as the switch told them; 0 where it could not: the file says more."""

    message_id: str
    box_id: str
    number: str
    agent_id: str = ""
    queue_id: str = ""
    language: str = "zh"
    seconds: float = 0.0
    ended_by: MessageEnd


class MessageDropped(InteractionFact, frozen=True, kw_only=True, tag="message.dropped"):
    """The caller says it again, or has said nothing."""

    message_id: str
    box_id: str
    why: Literal["again", "empty", "full"]


class SurveyBegun(InteractionFact, frozen=True, kw_only=True, tag="survey.begun"):
    """`agent_id` and `queue_id`: whose talk the answers are about."""

    survey_id: str
    agent_id: str = ""
    queue_id: str = ""
    how: Literal["after_call", "by_agent", "flow"]


class SurveyAnswered(InteractionFact, frozen=True, kw_only=True, tag="survey.answered"):
    """`value` is the key pressed, or the id of the message that was spoken."""

    survey_id: str
    question: str
    value: str
    agent_id: str = ""
    queue_id: str = ""


class SurveyEnded(InteractionFact, frozen=True, kw_only=True, tag="survey.ended"):
    """Complete: every question was answered. Partial: some. None: no key was pressed."""

    survey_id: str
    outcome: Literal["complete", "partial", "none"]
    answers: dict[str, str] = {}
    agent_id: str = ""
    queue_id: str = ""

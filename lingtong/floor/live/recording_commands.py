"""What is asked about recordings by supervisors, programs and players."""

from typing import Literal

from lingtong.floor.live.commands import EngineCommand, Supervise


class RecordOf(Supervise, frozen=True, kw_only=True, tag="record_of"):
    """In the call of another: begin or end where the rule leaves it to people, pause and resume always."""

    interaction_id: str
    what: Literal["begin", "end", "pause", "resume"]


class ByProgram(EngineCommand, frozen=True, kw_only=True):
    """Asked by the api for a program or a page. People cannot send it."""


class PauseFor(ByProgram, frozen=True, kw_only=True, tag="pause_for"):
    """A program with a token pauses a call: by its id, or by the number of an agent who is in it."""

    interaction_id: str = ""
    agent_number: str = ""
    on: bool


class PlayToMe(ByProgram, frozen=True, kw_only=True, tag="play_to_me"):
    """The agent's phone rings and says this. # ends it."""

    media: tuple[str, ...]


class RecordByPhone(ByProgram, frozen=True, kw_only=True, tag="record_by_phone"):
    """The agent's phone rings and takes a prompt, which is then the message `dictation` and a number."""

    dictation: str


class DictationOf(ByProgram, frozen=True, kw_only=True, tag="dictation_of"):
    """How far it is: `ringing`, `speaking`, `hearing`, `gone`, or `kept:` and the id of the message."""

    dictation: str


class ShowMessages(ByProgram, frozen=True, kw_only=True, tag="show_messages"):
    """So many messages wait in a box: for the lamp at its agent's phone, and for the next caller."""

    box_id: str
    new: int
    in_hand: int

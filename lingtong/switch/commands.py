"""What the product may ask of a switch. Commands are sent in order and answered by events.

A leg is one party's path (one Asterisk channel) and keeps its id for life. A bridge mixes legs.
Nothing here waits: what fails comes back as `CommandFailed` with the command inside.
"""

from typing import Literal

import msgspec

Cause = Literal[
    "normal", "busy", "declined", "no_answer", "unreachable", "congestion", "not_allowed", "failed"
]


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", tag=str.lower):
    """Base of all commands."""


class AnswerLeg(Command, frozen=True, kw_only=True):
    leg_id: str


class RingLeg(Command, frozen=True, kw_only=True):
    """Let the far end of an arriving leg hear ringing."""

    leg_id: str


class Originate(Command, frozen=True, kw_only=True):
    """Make a leg to a phone of ours (`phone:NAME`) or to a number by trunk (`number:DIGITS`).

    `trunks` are tried in order by the switch adapter until one takes the call. `ring_for` is in seconds.
    `variables` stay on the leg for its life and are read back on reconnect. `headers` are SIP headers
    (names begin with `X-Lingtong-`) for a phone of ours.
    """

    leg_id: str
    endpoint: str
    ring_for: float
    caller_number: str = ""
    caller_name: str = ""
    trunks: tuple[str, ...] = ()
    variables: dict[str, str] = {}
    headers: dict[str, str] = {}
    auto_answer: bool = False


class ClearLeg(Command, frozen=True, kw_only=True):
    leg_id: str
    cause: Cause = "normal"


class OpenBridge(Command, frozen=True, kw_only=True):
    """A `pair` costs less. It is for two legs that were in no bridge before: once, and for nobody else.

    They may be recorded in it, not listened to; for that they move into another bridge first.
    """

    bridge_id: str
    pair: bool = False


class CloseBridge(Command, frozen=True, kw_only=True):
    bridge_id: str


class JoinBridge(Command, frozen=True, kw_only=True):
    """Move legs into a bridge, out of any other. Music and prompts on these legs end first."""

    bridge_id: str
    leg_ids: tuple[str, ...]


class LeaveBridge(Command, frozen=True, kw_only=True):
    bridge_id: str
    leg_id: str


class Play(Command, frozen=True, kw_only=True):
    """Play media to one leg. `PlayEnded` with the same `play_id` follows, also after `StopPlay`.

    Media: `prompt:NAME` (a file of the prompt library, by language), `digits:1027`, `number:42`, `tone:ring`.
    """

    play_id: str
    leg_id: str
    media: tuple[str, ...]
    language: str = "zh"


class StopPlay(Command, frozen=True, kw_only=True):
    play_id: str


class StartMusic(Command, frozen=True, kw_only=True):
    leg_id: str
    music: str = "default"


class StopMusic(Command, frozen=True, kw_only=True):
    leg_id: str


class MuteLeg(Command, frozen=True, kw_only=True):
    """Nobody hears this leg while `on`."""

    leg_id: str
    on: bool


class SendDigits(Command, frozen=True, kw_only=True):
    leg_id: str
    digits: str


class SetVariables(Command, frozen=True, kw_only=True):
    leg_id: str
    values: dict[str, str]


class StartRecording(Command, frozen=True, kw_only=True):
    """Record the customer's leg in two channels: left what it says, right what it hears.

    Both sides hear a beep every `beep_every` seconds; 0: never.
    """

    leg_id: str
    recording_id: str
    beep_every: float = 0.0


class PauseRecording(Command, frozen=True, kw_only=True):
    leg_id: str
    recording_id: str
    on: bool


class StopRecording(Command, frozen=True, kw_only=True):
    leg_id: str
    recording_id: str


class Listen(Command, frozen=True, kw_only=True):
    """Let `leg_id` hear all that `to_leg_id` says and hears. With `whisper` that leg alone hears it.

    It follows that leg from bridge to bridge. It ends with either leg, with `StopListening`, with a bridge of
    its own and with the connection to the switch. Asked again, it changes without a break.
    """

    leg_id: str
    to_leg_id: str
    whisper: bool = False


class DetectTalk(Command, frozen=True, kw_only=True):
    """Tell when this leg begins to speak, and when it has said nothing for a second (`LegTalking`).

    What it hears does not count. Asked again, it changes nothing. Not for a leg in a `pair`.
    """

    leg_id: str
    on: bool


class StopListening(Command, frozen=True, kw_only=True):
    leg_id: str

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

    Media: `prompt:NAME` (a file of the prompt library, by language), `digits:1027`, `number:42`, `tone:ring`,
    `speech:ID` (a text that was spoken), `message:ID` (what a leg has said alone). Own recordings of
    `tenant_id` take the place of the built-in ones. `offset` seconds of the first of them are left out.
    """

    play_id: str
    leg_id: str
    media: tuple[str, ...]
    offset: float = 0.0
    language: str = "zh"
    tenant_id: str = ""


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


class RecordMessage(Command, frozen=True, kw_only=True):
    """Record what a leg says that is in no bridge, after a beep, to its own file in the folder of messages.

    `MessageRecorded` follows, once: after one of `end_keys`, `silence` seconds without a word (0: never),
    `at_most` seconds, `StopMessage`, or with the leg. Asked again, it changes nothing, or goes on in the
    file.
    """

    leg_id: str
    recording_id: str
    at_most: float
    silence: float = 0.0
    end_keys: str = "#"
    beep: bool = True


class StopMessage(Command, frozen=True, kw_only=True):
    recording_id: str


class SetLight(Command, frozen=True, kw_only=True):
    """Tell a phone of ours how many messages wait for it: its lamp is on while there are new ones."""

    endpoint: str
    new: int
    old: int = 0


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


class ReceiveFax(Command, frozen=True, kw_only=True):
    """Let a machine at the other end send its pages, by T.38 where the line can do that, else as sound.

    A leg carries one fax in its life.

    The leg is out of every bridge and hears nothing else until `FaxEnded`, which always follows, also when
    the leg has ended meanwhile. The pages are then `FAX_ID.tif` in the folder of faxes. `station` is what
    the other machine shows as ours.
    """

    leg_id: str
    fax_id: str
    station: str = ""


class SendFax(Command, frozen=True, kw_only=True):
    """Send `FAX_ID.tif` of the folder of faxes to the machine at the other end. As `ReceiveFax` otherwise.

    `header` is printed above each page with date and page number.
    """

    leg_id: str
    fax_id: str
    station: str = ""
    header: str = ""


class StopFax(Command, frozen=True, kw_only=True):
    """Break off. The line of a fax cannot carry anything else then, so the leg ends."""

    leg_id: str
    fax_id: str


class HearFax(Command, frozen=True, kw_only=True):
    """Tell once (`FaxHeard`) when a fax machine calls on this leg, which is then out of its bridge."""

    leg_id: str

"""What a switch tells of. Events of one leg come in order; any of them may be missing after `SwitchLost`."""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.switch.commands import Cause, Command


class SwitchEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=str.lower):
    """Base of all events."""


class LegArrived(SwitchEvent, frozen=True, kw_only=True):
    """A call came in. `source` is `trunk:NAME` or `phone:NAME` (authenticated by the switch).

    `resumed` is set when the leg fell through to degraded mode and came back, or was found on reconnect.
    """

    leg_id: str
    ani: str
    dnis: str
    source: str
    caller_name: str = ""
    variables: dict[str, str] = {}


class LegAlerting(SwitchEvent, frozen=True, kw_only=True):
    """`line` is `trunk:NAME` for a leg that goes out over a trunk."""

    leg_id: str
    line: str = ""


class LegConnected(SwitchEvent, frozen=True, kw_only=True):
    leg_id: str
    line: str = ""


class LegCleared(SwitchEvent, frozen=True, kw_only=True):
    """The leg is gone. `q850` is the cause code of ITU-T Q.850 as the network gave it (0: none)."""

    leg_id: str
    cause: Cause
    q850: int = 0


class DigitPressed(SwitchEvent, frozen=True, kw_only=True):
    leg_id: str
    digit: str


class PlayEnded(SwitchEvent, frozen=True, kw_only=True):
    play_id: str
    ok: bool = True


MessageEnd = Literal["key", "silence", "limit", "cleared", "stopped"]


class MessageRecorded(SwitchEvent, frozen=True, kw_only=True):
    """`seconds` is how long its file lasts."""

    leg_id: str
    recording_id: str
    seconds: float
    ended_by: MessageEnd


class LegHeld(SwitchEvent, frozen=True, kw_only=True):
    """The phone itself put the call on hold (`on`) or took it back."""

    leg_id: str
    on: bool


class LegTalking(SwitchEvent, frozen=True, kw_only=True):
    """The leg speaks (`on`), or has said nothing for a second. Only of legs with `DetectTalk`."""

    leg_id: str
    on: bool


class FaxProgress(SwitchEvent, frozen=True, kw_only=True):
    """`pages` have gone over the line so far."""

    leg_id: str
    fax_id: str
    pages: int
    rate: int = 0


class FaxEnded(SwitchEvent, frozen=True, kw_only=True):
    """`error` is empty when it went well, else the fax machine's word for it; `remote` is its station id.

    Told again for faxes that ended while nobody was connected, until their result is taken away.
    """

    leg_id: str
    fax_id: str
    ok: bool
    pages: int = 0
    rate: int = 0
    error: str = ""
    remote: str = ""
    t38: bool = False


class FaxHeard(SwitchEvent, frozen=True, kw_only=True):
    """A fax machine calls on this leg. Only of legs with `HearFax`."""

    leg_id: str


class EndpointReachability(SwitchEvent, frozen=True, kw_only=True):
    """A phone of ours can or cannot be reached. `endpoint` is its bare name."""

    endpoint: str
    reachable: bool


class TrunkReachability(SwitchEvent, frozen=True, kw_only=True):
    trunk: str
    reachable: bool


class CommandFailed(SwitchEvent, frozen=True, kw_only=True):
    """`gone` is true when the leg or bridge does not exist any more."""

    failed: Command
    reason: str
    gone: bool = False


class LegSeen(msgspec.Struct, frozen=True, kw_only=True):
    leg_id: str
    connected: bool
    ani: str = ""
    dnis: str = ""
    source: str = ""
    bridge_id: str = ""
    variables: dict[str, str] = {}


class SwitchConnected(SwitchEvent, frozen=True, kw_only=True):
    """The switch is there: all that lives in it now. The reader reconciles with it (see engine)."""

    legs: tuple[LegSeen, ...] = ()
    bridges: tuple[str, ...] = ()
    reachable: frozenset[str] = frozenset()
    recordings: tuple[str, ...] = ()


class SwitchLost(SwitchEvent, frozen=True, kw_only=True):
    """The socket to the switch ended. Legs may live on. `stopped` when the switch itself is known dead."""

    reason: str
    stopped: bool = False


class DegradedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that the switch served alone while no engine answered.

    `answered_at` is None where nobody answered; `recording_id` is empty where nothing was recorded.
    """

    call_id: str
    entry: str
    caller: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    phone: str
    recording_id: str

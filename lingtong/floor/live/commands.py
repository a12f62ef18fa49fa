"""What people ask of the engine. Each is answered with `Done` or a refusal; `agent_id` is who asks.

The api fills `tenant_id` and `agent_id` from the session, never from the request body.
"""

from typing import Literal

import msgspec

TargetKind = Literal["agent", "queue", "number"]


class EngineCommand(msgspec.Struct, frozen=True, kw_only=True, tag_field="do"):
    tenant_id: str
    agent_id: str


class LogIn(EngineCommand, frozen=True, kw_only=True, tag="log_in"):
    """Begin a session at a phone. The seat starts not ready."""

    window_id: str = ""


class LogOut(EngineCommand, frozen=True, kw_only=True, tag="log_out"):
    pass


class SetReady(EngineCommand, frozen=True, kw_only=True, tag="set_ready"):
    pass


class SetNotReady(EngineCommand, frozen=True, kw_only=True, tag="set_not_ready"):
    reason_id: str


class SetScreen(EngineCommand, frozen=True, kw_only=True, tag="set_screen"):
    """The api tells whether the agent has a live screen; `owner` is the window that owns the phone."""

    alive: bool
    window_id: str = ""


class TakePhone(EngineCommand, frozen=True, kw_only=True, tag="take_phone"):
    """Make this window the owner of the microphone."""

    window_id: str


class AboutCall(EngineCommand, frozen=True, kw_only=True):
    interaction_id: str


class AnswerOffer(AboutCall, frozen=True, kw_only=True, tag="answer"):
    """For seats with a persistent leg; other phones answer by SIP."""


class Decline(AboutCall, frozen=True, kw_only=True, tag="decline"):
    pass


class Hold(AboutCall, frozen=True, kw_only=True, tag="hold"):
    pass


class Retrieve(AboutCall, frozen=True, kw_only=True, tag="retrieve"):
    pass


class Mute(AboutCall, frozen=True, kw_only=True, tag="mute"):
    on: bool


class Clear(AboutCall, frozen=True, kw_only=True, tag="clear"):
    """End the call. In a conference `only_me` leaves the others talking."""

    only_me: bool = True


class Consult(AboutCall, frozen=True, kw_only=True, tag="consult"):
    """Hold the customer and call an agent (by id), a queue (by id) or a number."""

    kind: TargetKind
    target: str


class BlindTransfer(AboutCall, frozen=True, kw_only=True, tag="blind_transfer"):
    kind: TargetKind
    target: str
    why: str = ""


class CompleteTransfer(AboutCall, frozen=True, kw_only=True, tag="complete_transfer"):
    why: str = ""


class Swap(AboutCall, frozen=True, kw_only=True, tag="swap"):
    """In a consultation: talk to the other side."""


class EndConsult(AboutCall, frozen=True, kw_only=True, tag="end_consult"):
    pass


class Conference(AboutCall, frozen=True, kw_only=True, tag="conference"):
    """Join customer, agent and consultant."""


class Leave(AboutCall, frozen=True, kw_only=True, tag="leave"):
    """Leave a conference; the others talk on."""


class SendDtmf(AboutCall, frozen=True, kw_only=True, tag="send_dtmf"):
    digits: str


class PauseRecordingAsk(AboutCall, frozen=True, kw_only=True, tag="pause_recording"):
    on: bool


class Dial(EngineCommand, frozen=True, kw_only=True, tag="dial"):
    """Call a number, or an agent by short number; the own phone rings first."""

    number: str


class WrapUp(AboutCall, frozen=True, kw_only=True, tag="wrap_up"):
    """Finish an interaction, or during the talk: finish it when it ends."""

    disposition_id: str
    notes: str = ""


class SaveNotes(AboutCall, frozen=True, kw_only=True, tag="save_notes"):
    """`revision` counts up in the browser; an older one never overwrites a newer one."""

    notes: str
    disposition_id: str = ""
    revision: int


class ExtendWrapUp(AboutCall, frozen=True, kw_only=True, tag="extend_wrap_up"):
    pass


AnyCommand = (
    LogIn
    | LogOut
    | SetReady
    | SetNotReady
    | SetScreen
    | TakePhone
    | AnswerOffer
    | Decline
    | Hold
    | Retrieve
    | Mute
    | Clear
    | Consult
    | BlindTransfer
    | CompleteTransfer
    | Swap
    | EndConsult
    | Conference
    | Leave
    | SendDtmf
    | PauseRecordingAsk
    | Dial
    | WrapUp
    | SaveNotes
    | ExtendWrapUp
)


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """`interaction_id` names what was begun, for `Dial`."""

    interaction_id: str = ""

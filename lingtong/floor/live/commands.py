"""What people ask of the engine. Each is answered with `Done` or a refusal; `agent_id` is who asks.

The api fills `tenant_id` and `agent_id` from the session, never from the request body.
"""

from datetime import datetime
from typing import Literal

import msgspec

TargetKind = Literal["agent", "queue", "number"]


class EngineCommand(msgspec.Struct, frozen=True, kw_only=True, tag_field="do"):
    tenant_id: str
    agent_id: str


class LogIn(EngineCommand, frozen=True, kw_only=True, tag="log_in"):
    """Begin a session at a phone. The seat starts not ready.

    `phone` names a shared desk phone; empty: the own phone, or where a session runs the one it has.
    """

    window_id: str = ""
    phone: str = ""


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


class DropParty(AboutCall, frozen=True, kw_only=True, tag="drop_party"):
    """Send one out of the conference; the others talk on."""

    leg_id: str


class MuteParty(AboutCall, frozen=True, kw_only=True, tag="mute_party"):
    """In a conference nobody hears this party while `on`."""

    leg_id: str
    on: bool


class Park(AboutCall, frozen=True, kw_only=True, tag="park"):
    """The caller hears music in a numbered slot, from which anybody of the tenant may take the call."""


class TakeParked(EngineCommand, frozen=True, kw_only=True, tag="take_parked"):
    slot: int


class SendToMenu(AboutCall, frozen=True, kw_only=True, tag="send_to_menu"):
    """The customer walks a flow that `returns`, from this node or from its start, and comes back."""

    flow_id: str
    node: str = ""


class SendToSurvey(AboutCall, frozen=True, kw_only=True, tag="send_to_survey"):
    """The agent is done; the customer is asked how it was."""


class TakeBack(AboutCall, frozen=True, kw_only=True, tag="take_back"):
    """The customer out of the menu, at any time."""


class SendDtmf(AboutCall, frozen=True, kw_only=True, tag="send_dtmf"):
    digits: str


class RecordAsk(AboutCall, frozen=True, kw_only=True, tag="record"):
    """Begin or end the recording by hand, where its rule leaves that to the agent."""

    on: bool


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


class TakeBackReason(EngineCommand, frozen=True, kw_only=True, tag="take_back_reason"):
    """The not-ready reason that waits for a supervisor is not wanted any more. Nothing else changes."""


class RequestHelp(EngineCommand, frozen=True, kw_only=True, tag="request_help"):
    """Ask the supervisors to look; with `on` false take it back."""

    on: bool = True
    text: str = ""


class AskCallback(EngineCommand, frozen=True, kw_only=True, tag="ask_callback"):
    """Have a number called back by a queue; `due` is a time with its zone, none means as soon as possible.

    `interaction_id` names the contact that is called back, whose number serves where none is given.
    """

    number: str = ""
    queue_id: str
    due: datetime | None = None
    why: str = ""
    interaction_id: str = ""


class CancelCallback(EngineCommand, frozen=True, kw_only=True, tag="cancel_callback"):
    callback_id: str


class CallbackNow(EngineCommand, frozen=True, kw_only=True, tag="callback_now"):
    """Call this customer next, whatever time was set; the place in the order of priority is the first."""

    callback_id: str


class StartPlan(EngineCommand, frozen=True, kw_only=True, tag="start_plan"):
    plan_id: str


class EndPlan(EngineCommand, frozen=True, kw_only=True, tag="end_plan"):
    plan_id: str


class Supervise(EngineCommand, frozen=True, kw_only=True):
    """What a supervisor does. `team_id` comes from the session: only agents of this team; none: everybody."""

    team_id: str | None = None


class Watch(Supervise, frozen=True, kw_only=True, tag="watch"):
    """Listen to an agent in a call; again with another mode goes up or down in the same call.

    Monitor: heard by nobody. Whisper: heard by the agent alone. Barge in: heard by all. A caller who walks
    a menu can be monitored, too: `target_id` is empty then.
    """

    interaction_id: str
    target_id: str = ""
    mode: Literal["monitor", "whisper", "barge_in"] = "monitor"


class Unwatch(Supervise, frozen=True, kw_only=True, tag="unwatch"):
    interaction_id: str


class TakeOver(Supervise, frozen=True, kw_only=True, tag="take_over"):
    """Be the agent of this call from now on; the one who was goes to after-call work."""

    interaction_id: str


class ForceClear(Supervise, frozen=True, kw_only=True, tag="force_clear"):
    """End the call of others. `why` is told to its agents and kept."""

    interaction_id: str
    why: str


class ForceTransfer(Supervise, frozen=True, kw_only=True, tag="force_transfer"):
    """Send the call of another on to an agent, a queue or a number. Its agent goes to after-call work.

    `why` is told to the agent and kept; what may be dialed is the right of the supervisor.
    """

    interaction_id: str
    kind: TargetKind
    target: str
    why: str


class TakeFromMenu(Supervise, frozen=True, kw_only=True, tag="take_from_menu"):
    """A caller who walks a menu, to a queue; without one, straight to the own phone."""

    interaction_id: str
    queue_id: str = ""
    why: str = ""


class Pull(Supervise, frozen=True, kw_only=True, tag="pull"):
    """One who waits, straight to the own phone."""

    interaction_id: str


class PickUp(Supervise, frozen=True, kw_only=True, tag="pick_up"):
    """Take what rings at a colleague. Agents do so within their team."""

    target_id: str


class MoveWaiting(Supervise, frozen=True, kw_only=True, tag="move_waiting"):
    """To another place in line or into another queue (empty: the same). `same` keeps the first arrival."""

    interaction_id: str
    queue_id: str = ""
    place: Literal["front", "back", "same"] = "same"
    why: str = ""


class SetPriority(Supervise, frozen=True, kw_only=True, tag="set_priority"):
    """Of one who waits; 0 to 100, higher is served first."""

    interaction_id: str
    priority: int
    why: str = ""


class AboutAgent(Supervise, frozen=True, kw_only=True):
    """What one does with another's seat."""

    target_id: str


class ForceState(AboutAgent, frozen=True, kw_only=True, tag="force_state"):
    """Never in a talk: then it goes into the next-state slot, and `Done.when` says so."""

    state: Literal["ready", "not_ready", "logged_out"]
    reason_id: str = ""
    why: str = ""


class Lock(AboutAgent, frozen=True, kw_only=True, tag="lock"):
    """No offers and no dialing out while `on`. The own seat needs no supervisor, unless one has locked it."""

    on: bool = True
    why: str = ""


class DecideReason(AboutAgent, frozen=True, kw_only=True, tag="decide_reason"):
    """Grant or refuse the not-ready reason that the agent has asked for."""

    granted: bool
    why: str = ""


class AnswerHelp(AboutAgent, frozen=True, kw_only=True, tag="answer_help"):
    """The supervisor has seen to it: the request ends."""


class ExtendWrapUpOf(AboutAgent, frozen=True, kw_only=True, tag="extend_wrap_up_of"):
    """More time to write for somebody in after-call work."""


class ReportCaller(AboutCall, frozen=True, kw_only=True, tag="report_caller"):
    """Ask that this number reach nobody for so many hours. The call goes on."""

    why: str
    hours: float = 24.0


class AboutLock(Supervise, frozen=True, kw_only=True):
    """`by` is the name of who asks, filled in by the api: an administrator may have no seat."""

    lock_id: str
    by: str = ""


class DecideLock(AboutLock, frozen=True, kw_only=True, tag="decide_lock"):
    """Approve or decline what an agent has asked for; `hours` instead of the agent's."""

    granted: bool
    hours: float | None = None
    why: str = ""


class EndLock(AboutLock, frozen=True, kw_only=True, tag="end_lock"):
    pass


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """`interaction_id` and `callback_id` name what was begun, for `Dial` and `AskCallback`.

    `when`: done now, or in the next-state slot.
    """

    interaction_id: str = ""
    callback_id: str = ""
    when: Literal["now", "next"] = "now"

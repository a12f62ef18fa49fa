"""Whole small documents that the screens draw. A view replaces the one before it; nothing is patched.

Times are RFC 3339 in UTC; the browser counts from them with its measured clock offset.
"""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.live.agent_calls import InMenu, ParkedChanged, ParkedView
from lingtong.floor.live.figures import (
    AlarmsChanged,
    BoardMessage,
    BoardsChanged,
    DutyNotesChanged,
    FaxesChanged,
    FiguresChanged,
    LinesChanged,
    VoicemailChanged,
)
from lingtong.floor.live.in_menus import MenusChanged
from lingtong.floor.live.lock_views import LocksChanged, LockView
from lingtong.floor.live.note_views import MessageNew, NoticeBoard
from lingtong.floor.live.screening_views import ScreeningView
from lingtong.floor.live.states import SeatState
from lingtong.floor.live.waiting import WaitingChanged, Watching
from lingtong.interactions.events import Why

CallState = Literal[
    "ringing",  # offered to this agent
    "dialing",  # our call out is not answered yet
    "talking",
    "hold",
    "consult",
    "conference",
    "link_lost",
    "in_menu",  # the customer walks a menu and comes back; the agent waits
    "calling_back",  # kept for a customer whose phone rings, or who has just answered it
    "after_call_work",
    "unfinished",  # after-call work ran out: the wrap-up waits under In hand
]


RecordingState = Literal["off", "on", "paused", "unknown"]  # unknown: the recorder has failed


class NextState(msgspec.Struct, frozen=True, kw_only=True):
    """The one next-state slot: applied when the seat is free. `by` names a supervisor who filled it."""

    ready: bool
    reason_id: str = ""
    log_out: bool = False
    by: str = ""
    why: str = ""


class SeatView(msgspec.Struct, frozen=True, kw_only=True):
    """`cause` says why the seat is as it is: own, missed, declined, unreachable, forced, granted, limit,
    log_in, and over_limit where the time of a not-ready reason has passed. `by`: the name of who forced it.

    `until`: the end of the offer, of after-call work, or of the limit. `desk_phone`: the shared phone.
    """

    agent_id: str
    agent_number: str
    name: str
    state: SeatState
    reason_id: str = ""
    cause: str = "own"
    since: datetime
    next: NextState | None = None
    phone_reachable: bool = False
    screen_alive: bool = False
    phone_window: str = ""
    phone: Literal["browser", "desk", "mobile"] = "browser"
    persistent_leg: bool = False
    interaction_id: str = ""
    until: datetime | None = None
    answered_today: int = 0
    by: str = ""
    why: str = ""
    locked: bool = False
    locked_by: str = ""
    locked_why: str = ""
    asked_reason_id: str = ""
    asked_at: datetime | None = None
    help_since: datetime | None = None
    help_text: str = ""
    desk_phone: str = ""
    watched_by: tuple[str, ...] = ()
    watching: Watching | None = None


class PartyView(msgspec.Struct, frozen=True, kw_only=True):
    leg_id: str
    role: Literal["customer", "agent", "consultant", "supervisor"]
    name: str
    number: str = ""
    agent_id: str = ""
    state: Literal["initiated", "alerting", "connected", "hold", "lost"]
    muted: bool = False
    since: datetime


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What the center knows of the number. The api adds it; the engine runs without."""

    interactions: int = 0
    last_at: datetime | None = None
    last_note: str = ""
    last_disposition: str = ""


class InteractionView(msgspec.Struct, frozen=True, kw_only=True):
    """One interaction as one agent (`agent_id`) sees it.

    `parked` is the slot in which the caller stands, 0 for none. `can` lists the commands (their `do` tags)
    that are allowed now. `hears` lists for each leg id whom it hears now. `number` is masked.
    `customer_class` is the name of the VIP list; `reported`: the number is locked, or waits to be.
    """

    interaction_id: str
    agent_id: str
    state: CallState
    since: datetime
    direction: Literal["in", "out", "internal"]
    number: str
    place: str = ""
    carrier: str = ""
    queue_id: str = ""
    queue_name: str = ""
    queue_name_en: str = ""
    entry_point: str = ""
    entry_point_en: str = ""
    language: str = "zh"
    arrived_at: datetime
    connected_at: datetime | None = None
    offered_at: datetime | None = None
    offer_until: datetime | None = None
    waited: float = 0.0
    attached_data: dict[str, str] = {}
    menu_path: tuple[str, ...] = ()
    parties: tuple[PartyView, ...] = ()
    hears: dict[str, tuple[str, ...]] = {}
    recording: RecordingState = "off"
    quiet_since: datetime | None = None
    notes: str = ""
    notes_revision: int = 0
    disposition_id: str = ""
    earlier_notes: tuple["SignedNote", ...] = ()
    dispositions: tuple[str, ...] = ()
    until: datetime | None = None
    why: str = ""
    because: tuple[Why, ...] = ()  # why the router asked this agent
    result: str = ""
    can: tuple[str, ...] = ()
    card: Card | None = None
    callback_id: str = ""
    callback_of: str = ""
    watched_by: tuple[str, ...] = ()
    parked: int = 0
    in_menu: InMenu | None = None
    customer_class: str = ""
    customer_class_en: str = ""
    reported: bool = False
    screening: ScreeningView | None = None


class SignedNote(msgspec.Struct, frozen=True, kw_only=True):
    agent_id: str
    name: str
    at: datetime
    text: str
    disposition_id: str = ""


class AgentRow(msgspec.Struct, frozen=True, kw_only=True):
    agent_id: str
    agent_number: str
    name: str
    team_id: str = ""
    state: SeatState
    reason_id: str = ""
    on_hold: bool = False
    phone_reachable: bool = False
    since: datetime
    queue_id: str = ""
    queue_name: str = ""
    queue_name_en: str = ""
    direction: str = ""
    answered_today: int = 0
    cause: str = "own"
    by: str = ""
    why: str = ""
    next: NextState | None = None
    interaction_id: str = ""
    until: datetime | None = None
    locked: bool = False
    asked_reason_id: str = ""
    asked_at: datetime | None = None
    help_since: datetime | None = None
    help_text: str = ""
    desk_phone: str = ""
    watched_by: tuple[str, ...] = ()
    recording: RecordingState = "off"
    record_by: Literal["", "agent", "supervisor"] = ""
    quiet_since: datetime | None = None


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """Live and today's figures of one queue; definitions in `insight/reporting/metrics`."""

    queue_id: str
    number: str
    name: str
    name_en: str = ""
    waiting: int = 0
    callbacks: int = 0
    expected_wait: float | None = None
    oldest_arrived_at: datetime | None = None
    ready: int = 0
    logged_in: int = 0
    not_ready: int = 0
    ringing: int = 0
    talking: int = 0
    after_call_work: int = 0
    goal_seconds: float = 20.0
    goal_share: float = 0.8
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    within_goal: int = 0
    service_level: float | None = None
    asa: float | None = None


class CallbackView(msgspec.Struct, frozen=True, kw_only=True):
    """A promised call. `number` is masked; `place_in_line` is 0 for those that are not in line now."""

    callback_id: str
    number: str
    queue_id: str
    asked_at: datetime
    due: datetime | None = None
    tries: int = 0
    state: Literal["waiting", "calling", "scheduled", "done", "failed", "cancelled"]
    origin: Literal["line", "menu", "refused", "abandoned", "lost", "agent"] = "line"
    why: str = ""
    place_in_line: int = 0
    interaction_id: str = ""
    callback_of: str = ""


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """An emergency plan; one that is on ends by itself at `until`."""

    plan_id: str
    name: str
    name_en: str = ""
    on: bool = False
    since: datetime | None = None
    until: datetime | None = None
    by_name: str = ""


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="hello"):
    """The first message on a socket: everything, so that nothing before it matters.

    A wall gets no agents. `lines` goes from the engine to the api and no further.
    """

    server_time: datetime
    seat: SeatView | None
    interactions: tuple[InteractionView, ...]
    agents: tuple[AgentRow, ...]
    queues: tuple[QueueView, ...]
    switch_connected: bool = True
    lines: LinesChanged | None = None
    callbacks: tuple[CallbackView, ...] = ()
    plans: tuple[PlanView, ...] = ()
    waiting: tuple[WaitingChanged, ...] = ()
    watched: tuple[InteractionView, ...] = ()
    parked: tuple[ParkedView, ...] = ()
    locks: tuple[LockView, ...] = ()
    menus: MenusChanged = MenusChanged()


class SeatChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="seat.changed"):
    seat: SeatView


class InteractionChanged(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="interaction.changed"
):
    """With `watcher_id` it is for the supervisor of that id, who watches the agent of the view."""

    interaction: InteractionView
    watcher_id: str = ""


class InteractionGone(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="interaction.gone"):
    """`why`: completed, transferred, withdrawn (offer ended), no_answer, declined, abandoned, cleared."""

    interaction_id: str
    agent_id: str
    why: str
    watcher_id: str = ""


class AgentChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="agent.changed"):
    agent: AgentRow


class AgentGone(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="agent.gone"):
    agent_id: str


class QueueChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="queue.changed"):
    queue: QueueView


class SwitchChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="switch.changed"):
    connected: bool


class CallbacksChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="callbacks.changed"):
    """All open callbacks of the queue, the next to be called first; 200 at most."""

    queue_id: str
    callbacks: tuple[CallbackView, ...]


class PlansChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="plans.changed"):
    plans: tuple[PlanView, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="notice"):
    """One line for one agent; `code` is translated in the browser with `params`."""

    agent_id: str
    code: str
    params: dict[str, str] = {}
    at: datetime


class FloorMapChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="floor_map.changed"):
    """Somebody saved the drawing of the hall: fetch it again."""

    revision: int


class CenterChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="center.changed"):
    """Somebody saved configuration: fetch it again."""

    revision: int


LiveView = (
    SeatChanged
    | InteractionChanged
    | InteractionGone
    | AgentChanged
    | AgentGone
    | QueueChanged
    | SwitchChanged
    | Notice
    | MessageNew
    | NoticeBoard
    | CenterChanged
    | CallbacksChanged
    | PlansChanged
    | LocksChanged
    | WaitingChanged
    | ParkedChanged
    | MenusChanged
    | FloorMapChanged
    | FiguresChanged
    | AlarmsChanged
    | BoardMessage
    | BoardsChanged
    | DutyNotesChanged
    | VoicemailChanged
    | FaxesChanged
)
# What the engine publishes: `lines.changed` goes no further than the api.
EngineView = LiveView | LinesChanged

"""Whole small documents that the screens draw. A view replaces the one before it; nothing is patched.

Times are RFC 3339 in UTC; the browser counts from them with its measured clock offset.
"""

from datetime import datetime
from typing import Literal

import msgspec

SeatState = Literal["logged_out", "not_ready", "ready", "reserved", "talking", "after_call_work"]
CallState = Literal[
    "ringing",  # offered to this agent
    "dialing",  # our call out is not answered yet
    "talking",
    "hold",
    "consult",
    "conference",
    "link_lost",
    "after_call_work",
    "unfinished",  # after-call work ran out: the wrap-up waits under In hand
]


class NextState(msgspec.Struct, frozen=True, kw_only=True):
    """The one next-state slot: applied when the seat is free."""

    ready: bool
    reason_id: str = ""


class SeatView(msgspec.Struct, frozen=True, kw_only=True):
    """`cause` says why the seat is as it is: own, missed, declined, unreachable, forced, log_in."""

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
    phone: Literal["browser", "desk"] = "browser"
    persistent_leg: bool = False
    interaction_id: str = ""
    until: datetime | None = None
    answered_today: int = 0


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

    `can` lists the commands (their `do` tags) that are allowed now. `hears` lists for each leg id whom it
    hears now. `number` is masked.
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
    recording: Literal["off", "on", "paused", "unknown"] = "off"
    notes: str = ""
    notes_revision: int = 0
    disposition_id: str = ""
    earlier_notes: tuple["SignedNote", ...] = ()
    dispositions: tuple[str, ...] = ()
    until: datetime | None = None
    why: str = ""
    result: str = ""
    can: tuple[str, ...] = ()
    card: Card | None = None


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
    answered_today: int = 0


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """Live and today's figures of one queue; definitions in `insight/reporting/metrics`."""

    queue_id: str
    number: str
    name: str
    name_en: str = ""
    waiting: int = 0
    oldest_arrived_at: datetime | None = None
    ready: int = 0
    logged_in: int = 0
    talking: int = 0
    goal_seconds: float = 20.0
    goal_share: float = 0.8
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    within_goal: int = 0
    service_level: float | None = None
    asa: float | None = None


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="hello"):
    """The first message on a socket: everything, so that nothing before it matters."""

    server_time: datetime
    seat: SeatView | None
    interactions: tuple[InteractionView, ...]
    agents: tuple[AgentRow, ...]
    queues: tuple[QueueView, ...]
    switch_connected: bool = True


class SeatChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="seat.changed"):
    seat: SeatView


class InteractionChanged(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="interaction.changed"
):
    interaction: InteractionView


class InteractionGone(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="interaction.gone"):
    """`why`: completed, transferred, withdrawn (offer ended), no_answer, declined, abandoned, cleared."""

    interaction_id: str
    agent_id: str
    why: str


class AgentChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="agent.changed"):
    agent: AgentRow


class AgentGone(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="agent.gone"):
    agent_id: str


class QueueChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="queue.changed"):
    queue: QueueView


class SwitchChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="switch.changed"):
    connected: bool


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="notice"):
    """One line for one agent; `code` is translated in the browser with `params`."""

    agent_id: str
    code: str
    params: dict[str, str] = {}
    at: datetime


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
    | CenterChanged
)

"""Figures as boards draw them. What each means is said once, in `insight/reporting/metrics/catalog.py`.

Nothing in here counts by itself with the clock: a wait is given by its beginning, so that a view changes only
when something has happened, and the screen shows the seconds.
"""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.live.states import SeatState


class EntryPointNow(msgspec.Struct, frozen=True, kw_only=True):
    entry_point_id: str
    in_menu: int = 0
    waiting: int = 0
    talking: int = 0
    oldest_queued_at: datetime | None = None


class TrunkNow(msgspec.Struct, frozen=True, kw_only=True):
    """`up` is None while the switch has not told."""

    trunk_id: str
    name: str
    up: bool | None = None
    since: datetime | None = None
    incoming: int = 0
    outgoing: int = 0


class PortsNow(msgspec.Struct, frozen=True, kw_only=True):
    """Legs of the switch; `most` of 0 means that its limit is not known. Phones are those of agents.

    `recorded`: talks that are recorded now, `unrecorded`: those whose recorder has failed.
    """

    in_use: int = 0
    most: int = 0
    phones: int = 0
    phones_up: int = 0
    recorded: int = 0
    unrecorded: int = 0


class LinesChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="lines.changed"):
    """How the engine's lines stand. For the api alone, which makes figures of it."""

    entry_points: tuple[EntryPointNow, ...] = ()
    trunks: tuple[TrunkNow, ...] = ()
    ports: PortsNow = PortsNow()


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """One queue in one interval of arrival."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    within_goal: int = 0
    other: int = 0
    handled: int = 0
    service_level: float | None = None
    answer_rate: float | None = None
    asa: float | None = None
    aht: float | None = None


class QueueFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`arrivals`: the last hour in twelve columns of five minutes, the unfinished one last.

    `change`: arrivals of the last ten minutes against the pace of the half hour before, less one.
    """

    queue_id: str
    number: str
    name: str
    name_en: str = ""
    goal_seconds: float = 20.0
    goal_share: float = 0.8
    waiting: int = 0
    callbacks: int = 0
    oldest_queued_at: datetime | None = None
    expected_wait: float | None = None
    logged_in: int = 0
    ready: int = 0
    not_ready: int = 0
    ringing: int = 0
    talking: int = 0
    after_call_work: int = 0
    arrivals: tuple[int, ...] = ()
    change: float | None = None
    interval_starts: datetime
    interval: Counted = Counted()
    today: Counted = Counted()


class EntryCounted(msgspec.Struct, frozen=True, kw_only=True):
    """One entry point in one interval of arrival; times in seconds."""

    arrivals: int = 0
    answered: int = 0
    handled: int = 0
    lost: int = 0
    blocked: int = 0
    screened: int = 0
    screen_passed: int = 0
    screen_silent: int = 0
    screen_failed: int = 0
    false_reports: int = 0
    queued: int = 0
    queue_ends: int = 0
    queue_time: float = 0.0
    lost_time: float = 0.0
    average_queue_time: float | None = None


class EntryPointFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One entry point; or, without an id, all entry points of one medium together."""

    entry_point_id: str
    number: str
    name: str
    name_en: str = ""
    media: str = ""
    in_menu: int = 0
    waiting: int = 0
    talking: int = 0
    oldest_queued_at: datetime | None = None
    last_arrived_at: datetime | None = None
    hour_starts: datetime
    this_hour: EntryCounted = EntryCounted()
    last_hour: EntryCounted = EntryCounted()
    today: EntryCounted = EntryCounted()


class AgentFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`came_in`: calls answered of those offered; `lost`: offers declined or not answered."""

    agent_id: str
    agent_number: str
    name: str
    team_id: str = ""
    state: SeatState
    reason_id: str = ""
    since: datetime
    on_hold: bool = False
    direction: str = ""
    queue_id: str = ""
    phone_reachable: bool = False
    phone_since: datetime | None = None
    logged_in_at: datetime | None = None
    logged_out_at: datetime | None = None
    came_in: int = 0
    lost: int = 0
    went_out: int = 0
    handled: int = 0
    quiet_since: datetime | None = None


class AgentCounters(msgspec.Struct, frozen=True, kw_only=True):
    """How many agents are in each state now. Those on hold or in a call out are talking too."""

    logged_in: int = 0
    ready: int = 0
    not_ready: int = 0
    ringing: int = 0
    talking: int = 0
    on_hold: int = 0
    outbound: int = 0
    after_call_work: int = 0
    unreachable: int = 0


class TrunkFigures(msgspec.Struct, frozen=True, kw_only=True):
    trunk_id: str
    name: str
    up: bool | None = None
    since: datetime | None = None
    incoming: int = 0
    outgoing: int = 0


class DutyNow(msgspec.Struct, frozen=True, kw_only=True):
    """Who is on duty; an empty `officer` is nobody. `gap_at`: when next somebody must be there and nobody is,
    within a week; in the past while that is so.
    """

    roster_id: str
    name: str
    name_en: str = ""
    officer: str = ""
    agent_id: str = ""
    mobile: str = ""
    since: datetime | None = None
    until: datetime | None = None
    gap_at: datetime | None = None


class SurgeNow(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that came in and are not over, in both measures of a surge; of one thing, or the whole center.

    `erlangs`: mean of lines held in this hour so far. `caps`: attempts in the last whole second.
    """

    kind: Literal["center", "entry_point", "trunk"]
    id: str = ""
    lines: int = 0
    erlangs: float = 0.0
    lines_hour: int = 0
    lines_day: int = 0
    lines_day_at: datetime | None = None
    caps: int = 0
    caps_minute: float = 0.0
    caps_hour: int = 0
    caps_day: int = 0
    caps_day_at: datetime | None = None


class ServiceNow(msgspec.Struct, frozen=True, kw_only=True):
    """A service or database of flows that is not asked, because it has failed, since then."""

    id: str
    name: str
    name_en: str = ""
    since: datetime


class FaxesNow(msgspec.Struct, frozen=True, kw_only=True):
    """Faxes of a queue, or of none, that nobody has taken; `oldest_at` is when the first of them came."""

    queue_id: str
    new: int = 0
    overdue: int = 0
    oldest_at: datetime | None = None


class MessagesNow(msgspec.Struct, frozen=True, kw_only=True):
    """New messages in boxes of a queue, or of none; `oldest_at` is when the first of them was left."""

    queue_id: str
    new: int = 0
    oldest_at: datetime | None = None


class AnswersNow(msgspec.Struct, frozen=True, kw_only=True):
    """Customers of a queue, or of none, who were asked within the last hour: how many answers were low."""

    queue_id: str
    asked: int = 0
    answered: int = 0
    low: int = 0


class FiguresChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="figures.changed"):
    """What has changed since the one before; all of it where `whole`, the first on a socket.

    `agents` and `duty` are empty on a wall: no names there. `services`, `faxes`, `messages`, `answers`, and
    the share of the disk of recordings that is free, are for alarm rules alone.
    """

    at: datetime
    whole: bool = False
    queues: tuple[QueueFigures, ...] = ()
    entry_points: tuple[EntryPointFigures, ...] = ()
    media: tuple[EntryPointFigures, ...] = ()
    agents: tuple[AgentFigures, ...] = ()
    counters: AgentCounters | None = None
    trunks: tuple[TrunkFigures, ...] = ()
    ports: PortsNow | None = None
    duty: tuple[DutyNow, ...] = ()
    surge: tuple[SurgeNow, ...] = ()
    services: tuple[ServiceNow, ...] = ()
    disk_free: float | None = None
    faxes: tuple[FaxesNow, ...] = ()
    messages: tuple[MessagesNow, ...] = ()
    answers: tuple[AnswersNow, ...] = ()


AlarmLevel = Literal["alarm", "alert", "notice"]


class AlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """Something over its limit. `value` and `limit` are in the unit of the figure; shares from 0 to 1.

    `children`: how many of the same cause are folded into this one.
    """

    alarm_id: str
    rule_id: str
    rule: str
    level: AlarmLevel
    figure: str
    about_kind: Literal["queue", "agent", "trunk", "entry_point", "roster", "service", "center"]
    about_id: str = ""
    about: str = ""
    about_en: str = ""
    value: float
    limit: float
    since: datetime
    sound: bool = False
    state: Literal["open", "taken", "shelved"] = "open"
    owner_id: str = ""
    owner: str = ""
    shelved_until: datetime | None = None
    shelved_why: str = ""
    children: int = 0


class AlarmsChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="alarms.changed"):
    """All that stand. `an_hour`: alarms that began in the last sixty minutes; `too_many`: more
    than people can act on.
    """

    alarms: tuple[AlarmView, ...] = ()
    an_hour: int = 0
    too_many: bool = False


class BoardMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="board.message"):
    """The one line that the supervisor sets for all walls; empty when there is none."""

    text: str = ""
    level: Literal["calm", "warning"] = "calm"
    until: datetime | None = None
    by: str = ""


class BoardsChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="boards.changed"):
    """Somebody saved a big screen: fetch it again."""

    board_id: str


class VoicemailChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="voicemail.changed"):
    """Somebody has left a message, or seen to one: screens ask for their boxes anew."""


class FaxesChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="faxes.changed"):
    """A fax came, was offered or seen to: screens ask anew."""


class DutyNotesChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="duty.notes_changed"):
    """Somebody wrote or read what one officer leaves to the next: fetch it again."""

    roster_id: str

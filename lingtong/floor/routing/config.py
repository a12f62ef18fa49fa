from typing import Literal

import msgspec

Choice = Literal[
    "longest_idle", "most_free_time", "fewest_calls", "round_robin", "ranked", "random", "ring_all"
]
AfterMiss = Literal["not_ready", "pause", "keep"]
AfterTrouble = Literal["pause", "not_ready"]
NoAgents = Literal["wait", "overflow", "number", "message", "hang_up"]
CallbackStyle = Literal["no", "agent_first", "customer_first"]


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """Who may be asked once a caller has waited `after` seconds.

    `skills` replaces the queue's own levels where it is not empty; the agents of the queues in `borrow` help
    from then on. Rings are cumulative: whoever an earlier ring would ask is asked still.
    """

    after: float
    skills: dict[str, int] = {}
    borrow: tuple[str, ...] = ()


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A place where teams work and queues are served. Callers whom a rule sends there go to `overflow_queue`,
    or where the place is none of ours to the telephone `number`.

    Calls for one of its agents that reach nobody go to that agent's message box (`unreached_to_box`), and who
    hears messages at the own phone needs no PIN (`open_messages`).
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    overflow_queue: str = ""
    number: str = ""
    unreached_to_box: bool = True
    open_messages: bool = True


class AfterWait(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a caller who has waited `after` seconds in this queue.

    `target`: the queue's id, the site's, the telephone number, or the prompt of the last word; a callback and
    a message need none.
    """

    after: float
    do: Literal["queue", "site", "number", "callback", "message", "hang_up"]
    target: str = ""


class Disposition(msgspec.Struct, frozen=True, kw_only=True):
    """A coded outcome; `group` is the first of two levels."""

    id: str
    tenant_id: str
    code: str
    name: str
    name_en: str = ""
    group: str = ""
    group_en: str = ""


class QueueConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds. `skills` gives the least level of an agent by skill id; none means: by membership.

    `choice` decides between the agents who may be asked; those who meet more of `preferred` come first.
    `lend_while_waiting`: other queues borrow our agents only while at most so many wait here. `aging` is in
    points of priority per minute waited. `weight` compares queues of one agent at equal priority. `hold_for`:
    seconds in which only the preferred agents (the last one, the dedicated one, those of the caller's region)
    are asked. `qualification` names what an agent must hold on the day. The last four rules say what happens
    to an agent whose phone declined, was not answered, was busy or could not be reached.

    `max_wait`, `max_waiting` and `max_expected_wait` of 0 mean no limit; beyond them the caller goes to
    `overflow_queue` or, without one, hears a reason, is offered a callback where the queue has it, and is
    released. `no_agents` says what happens while nobody serves the queue; `no_agents_number` is dialed then.
    Rules of `after_wait` follow one another by time. `heavy_load_wait`: from this expected wait on callers
    hear first that it will take long.

    `callback`: who is called first, the agent or the customer. It is offered in line after `callback_after`
    seconds and asked for by `callback_key`; a customer who is not reached is called again after
    `callback_again` seconds, `callback_tries` times at most, in the hours of `callback_calendar_id`.
    With `callback_idle` no callback takes an agent from somebody who waits on the telephone.
    `pick_up_abandoned` calls back whoever gave up waiting.

    `message_key`: who waits leaves a message in the queue's box by it; empty: nobody. Callers are asked the
    survey after the talk.

    `music`: the recording that whoever waits or is on hold hears again and again; empty: that of the
    installation.

    `say_agent_number`: the customer hears the agent's number before the talk. `whisper_queue`: the agent
    hears before it whom the call is for: the own prompt `whisper_prompt`, or without one the queue's number.
    """

    id: str
    tenant_id: str
    number: str
    name: str
    name_en: str = ""
    skills: dict[str, int] = {}
    priority: int = 0
    ring_for: float = 15.0
    after_call_work: float = 45.0
    extend_by: float = 30.0
    announce_every: float = 30.0
    announce_place: bool = True
    announce_wait: bool = True
    music: str = ""
    goal_seconds: float = 20.0
    goal_share: float = 0.8
    short_abandoned: float = 5.0
    max_wait: float = 0.0
    max_waiting: int = 0
    overflow_queue: str = ""
    calendar_id: str = ""
    recorded: bool = True
    dispositions: tuple[str, ...] = ()
    choice: Choice = "longest_idle"
    preferred: dict[str, int] = {}
    rings: tuple[Ring, ...] = ()
    lend_while_waiting: int = 0
    aging: float = 0.0
    weight: int = 1
    last_agent: bool = False
    last_agent_days: int = 30
    hold_for: float = 0.0
    by_region: bool = False
    qualification: str = ""
    declined: AfterMiss = "not_ready"
    unanswered: AfterMiss = "not_ready"
    busy: AfterTrouble = "pause"
    unreachable: AfterTrouble = "pause"
    max_expected_wait: float = 0.0
    no_agents: NoAgents = "wait"
    no_agents_number: str = ""
    after_wait: tuple[AfterWait, ...] = ()
    heavy_load_wait: float = 0.0
    callback: CallbackStyle = "no"
    callback_after: float = 60.0
    callback_key: str = "1"
    callback_tries: int = 3
    callback_again: float = 900.0
    callback_calendar_id: str = ""
    callback_idle: bool = False
    pick_up_abandoned: bool = False
    say_agent_number: bool = False
    message_key: str = ""
    survey_id: str = ""
    whisper_queue: bool = False
    whisper_prompt: str = ""
    site_id: str = ""

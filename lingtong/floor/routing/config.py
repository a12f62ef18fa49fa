import msgspec


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

    `max_wait` and `max_waiting` of 0 mean no limit; beyond them the caller goes to `overflow_queue` or,
    without one, hears a reason and is released.
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
    music: str = "default"
    goal_seconds: float = 20.0
    goal_share: float = 0.8
    short_abandoned: float = 5.0
    max_wait: float = 0.0
    max_waiting: int = 0
    overflow_queue: str = ""
    calendar_id: str = ""
    recorded: bool = True
    dispositions: tuple[str, ...] = ()

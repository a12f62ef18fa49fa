"""The configuration that live handling runs on: one frozen snapshot, replaced whole when somebody saves.

The database is its home; the engine keeps the last one on disk, so that it starts without a database.
"""

import msgspec

from lingtong.floor.agents.config import AgentConfig, Reason, Skill, Team
from lingtong.floor.callbacks.config import DoNotCall
from lingtong.floor.ivr.graph import EntryPoint, Flow
from lingtong.floor.plans.config import Plan
from lingtong.floor.routing.config import Disposition, QueueConfig
from lingtong.foundation.calendar import Calendar


class Trunk(msgspec.Struct, frozen=True, kw_only=True):
    """A way to a carrier. `order` decides who is tried first. Its secrets are the switch's."""

    id: str
    tenant_id: str
    name: str
    order: int = 0
    enabled: bool = True
    outbound: bool = True
    caller_number: str = ""


class DeskPhone(msgspec.Struct, frozen=True, kw_only=True):
    """A phone on a desk. `name` is its endpoint, by which the center knows it. Its secret is the switch's."""

    id: str
    tenant_id: str
    name: str
    display_name: str = ""


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    region: str = "CN"
    timezone: str = "Asia/Shanghai"
    language: str = "zh"


class Center(msgspec.Struct, frozen=True, kw_only=True):
    """All tenants of one engine; ids are unique across tenants. Keys of the maps are ids, of phones names."""

    revision: int = 0
    tenants: dict[str, Tenant] = {}
    agents: dict[str, AgentConfig] = {}
    teams: dict[str, Team] = {}
    skills: dict[str, Skill] = {}
    reasons: dict[str, Reason] = {}
    queues: dict[str, QueueConfig] = {}
    dispositions: dict[str, Disposition] = {}
    entry_points: dict[str, EntryPoint] = {}
    flows: dict[str, Flow] = {}
    calendars: dict[str, Calendar] = {}
    trunks: dict[str, Trunk] = {}
    do_not_call: dict[str, DoNotCall] = {}
    plans: dict[str, Plan] = {}
    phones: dict[str, DeskPhone] = {}

from typing import Literal

import msgspec

from lingtong.switch.numbers import DialRight


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    tenant_id: str
    name: str
    name_en: str = ""


class Team(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    tenant_id: str
    name: str
    name_en: str = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody is not ready. `limit` in seconds, 0 for none."""

    id: str
    tenant_id: str
    code: str
    name: str
    name_en: str = ""
    limit: int = 0


class AgentConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`endpoint` is the bare name of the agent's phone at the switch. Levels of `skills` run from 1 to 10.

    `regions`: provinces or cities whose callers the agent knows best. `qualifications`: names of what the
    agent holds, each with the last day on which it counts as an ISO date, or "" for ever. `rank`: 1 is asked
    first by a ranked queue, 0 last.
    """

    id: str
    tenant_id: str
    agent_number: str
    name: str
    endpoint: str
    phone: Literal["browser", "desk"] = "browser"
    persistent_leg: bool = False
    team_id: str = ""
    skills: dict[str, int] = {}
    queues: tuple[str, ...] = ()
    dial_right: DialRight = DialRight.NATIONAL
    regions: tuple[str, ...] = ()
    qualifications: dict[str, str] = {}
    rank: int = 0

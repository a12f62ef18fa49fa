from typing import Literal

import msgspec

from lingtong.switch.numbers import DialRight


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    tenant_id: str
    name: str
    name_en: str = ""


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """`site_id`: where the team works; its agents are of that site."""

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    site_id: str = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody is not ready. `limit` in seconds, 0 for none.

    Past the limit the seat shows it (`show`), or is ready again (`ready`). `quota`: how many of one team may
    be out for this reason at the same time, 0 for any number. `approval`: a supervisor has to grant it first.
    """

    id: str
    tenant_id: str
    code: str
    name: str
    name_en: str = ""
    limit: int = 0
    at_limit: Literal["show", "ready"] = "show"
    quota: int = 0
    approval: bool = False


class AgentConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`endpoint` is the bare name of the agent's phone at the switch. Levels of `skills` run from 1 to 10.

    `regions`: provinces or cities whose callers the agent knows best. `qualifications`: names of what the
    agent holds, each with the last day on which it counts as an ISO date, or "" for ever. `rank`: 1 is asked
    first by a ranked queue, 0 last. `pin_hash`: what a PIN typed at a shared desk phone is checked against.

    A mobile phone is any telephone outside: its number `mobile` is called through a trunk; the agent takes
    a call there with key 1. `greeting` names an own prompt that customer and agent hear first.
    """

    id: str
    tenant_id: str
    agent_number: str
    name: str
    endpoint: str
    phone: Literal["browser", "desk", "mobile"] = "browser"
    persistent_leg: bool = False
    team_id: str = ""
    skills: dict[str, int] = {}
    queues: tuple[str, ...] = ()
    dial_right: DialRight = DialRight.NATIONAL
    regions: tuple[str, ...] = ()
    qualifications: dict[str, str] = {}
    rank: int = 0
    pin_hash: str = ""
    greeting: str = ""
    mobile: str = ""

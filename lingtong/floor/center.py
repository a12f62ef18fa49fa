"""The configuration that live handling runs on: one frozen snapshot, replaced whole when somebody saves.

The database is its home; the engine keeps the last one on disk, so that it starts without a database.
"""

import msgspec

from lingtong.floor.agents.config import AgentConfig, Reason, Skill, Team
from lingtong.floor.callbacks.config import DoNotCall
from lingtong.floor.duty.config import DutyRoster
from lingtong.floor.ivr.graph import READY, DecisionTable, EntryPoint, Flow
from lingtong.floor.lists.config import NumberList
from lingtong.floor.outbound_rules.config import OutboundRule
from lingtong.floor.plans.config import Plan
from lingtong.floor.recording.config import RecordingRule
from lingtong.floor.routing.config import Disposition, QueueConfig, Site
from lingtong.floor.survey.config import Survey
from lingtong.floor.voicemail.config import Box
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


def past(flow_id: str, version: int) -> str:
    """The key of a replaced version in `Center.past_flows`."""
    return f"{flow_id}@{version}"


class Center(msgspec.Struct, frozen=True, kw_only=True):
    """All tenants of one engine; ids are unique across tenants. Keys of the maps are ids, of phones names.

    `dead_air`: queues in whose talks a silence of so many seconds is too long; no others are looked at.
    """

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
    duty_rosters: dict[str, DutyRoster] = {}
    sites: dict[str, Site] = {}
    past_flows: dict[str, Flow] = {}
    decision_tables: dict[str, DecisionTable] = {}

    def flow(self, flow_id: str, version: int = 0) -> Flow | None:
        """A flow in this version, for those who are inside; in the present one when that is gone, or 0."""
        flow = self.flows.get(flow_id) or READY.get(flow_id)
        if version == 0 or flow is None or flow.version == version:
            return flow
        return self.past_flows.get(past(flow_id, version), flow)

    number_lists: dict[str, NumberList] = {}
    outbound_rules: dict[str, OutboundRule] = {}
    roles_of_agents: dict[str, str] = {}  # by agent: the id of the role of the user at that seat
    recording_rules: dict[str, RecordingRule] = {}
    dead_air: dict[str, float] = {}
    voicemail_boxes: dict[str, Box] = {}
    surveys: dict[str, Survey] = {}

    def box_of_queue(self, queue_id: str) -> Box | None:
        boxes = self.voicemail_boxes.values()
        return next((box for box in boxes if queue_id and box.queue_id == queue_id), None)

    def box_of_agent(self, agent_id: str) -> Box | None:
        boxes = self.voicemail_boxes.values()
        return next((box for box in boxes if agent_id and box.agent_id == agent_id), None)

    def site_of_agent(self, agent_id: str) -> Site | None:
        agent = self.agents.get(agent_id)
        team = self.teams.get(agent.team_id) if agent is not None else None
        return self.sites.get(team.site_id) if team is not None else None

    def box_of_unreached(self, agent_id: str) -> Box | None:
        """Where calls for this agent go whom nobody reaches, if the box or the site says so."""
        box, site = self.box_of_agent(agent_id), self.site_of_agent(agent_id)
        if box is None or box.unreached == "no":
            return None
        return box if box.unreached == "yes" or site is None or site.unreached_to_box else None

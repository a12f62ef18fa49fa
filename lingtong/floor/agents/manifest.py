from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Protocol

import msgspec

from lingtong.floor.agents.config import AgentConfig, Reason, Skill, Team
from lingtong.floor.agents.schemas import AgentBody, NamedBody, ReasonBody, TeamBody
from lingtong.floor.agents.service import AgentPhones
from lingtong.floor.agents.store import user_of
from lingtong.floor.agents.tables import AgentRow, ReasonRow, SkillRow, TeamRow
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.db import Reading
from lingtong.switch.trunks import Phones

SKILLS = Kind(name="skills", item=Skill, table=SkillRow, body=NamedBody, at_most=500)
TEAMS = Kind(
    name="teams",
    item=Team,
    table=TeamRow,
    body=TeamBody,
    at_most=1000,
    references=lambda team: [Reference("site_id", "sites", team.site_id)] if team.site_id else [],
)
REASONS = Kind(
    name="reasons",
    item=Reason,
    table=ReasonRow,
    body=ReasonBody,
    at_most=50,
    unique=("code", "name"),
    number="code",
)


class Prompts(Protocol):
    async def spoken(self, reader: Reading) -> Mapping[str, Set[str]]:
        """The languages in which each prompt of the tenant is spoken."""


def kinds(
    phones: Phones, prompts: Prompts
) -> tuple[Kind[Skill], Kind[Team], Kind[Reason], Kind[AgentConfig]]:
    """What this room keeps. `phones` gives browser phones their accounts, `prompts` knows what is spoken."""
    return SKILLS, TEAMS, REASONS, agents_kind(phones, prompts)


def agents_kind(phones: Phones, prompts: Prompts | None = None) -> Kind[AgentConfig]:
    fitting = AgentPhones(phones)

    async def findings(reader: Reading, agent: AgentConfig) -> Sequence[Finding]:
        if prompts is None or not agent.greeting or agent.greeting in await prompts.spoken(reader):
            return []
        message = f"greeting: there is no prompt {agent.greeting}."
        return [Finding(field="greeting", code="prompt_unknown", message=message)]

    return Kind(
        name="agents",
        item=AgentConfig,
        table=AgentRow,
        body=AgentBody,
        at_most=5000,
        unique=("agent_number", "endpoint"),
        number="agent_number",
        number_space="short",
        references=_references,
        make=fitting.make,
        findings=findings,
        also_used_by=_used_by,
        shown=_shown,
        retired=fitting.retired,
    )


def _shown(agent: AgentConfig) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(agent)
    shown["has_pin"] = bool(shown.pop("pin_hash"))
    return shown


async def _used_by(reader: Reading, agent: AgentConfig) -> list[str]:
    user = await user_of(reader.session, agent.id)
    return [] if user is None else [f"users: {user.login} {user.name}"]


def _references(agent: AgentConfig) -> Iterable[Reference]:
    if agent.team_id:
        yield Reference("team_id", "teams", agent.team_id)
    for skill_id in agent.skills:
        yield Reference(f"skills.{skill_id}", "skills", skill_id)
    for queue_id in agent.queues:
        yield Reference("queues", "queues", queue_id)
    if agent.phone == "desk":
        yield Reference("endpoint", "phones", agent.endpoint)

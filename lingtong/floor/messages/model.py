"""Who is meant. Pure."""

from collections.abc import Sequence

from lingtong.floor.center import Center
from lingtong.floor.routing.model import is_able


def readers(center: Center, tenant_id: str, sender: str, agent_id: str, team_id: str) -> list[str]:
    """Who gets a message; never its sender, unless it is written to oneself."""
    ours = [agent for agent in center.agents.values() if agent.tenant_id == tenant_id]
    if agent_id:
        return [agent.id for agent in ours if agent.id == agent_id]
    return [agent.id for agent in ours if agent.team_id == team_id != "" and agent.id != sender]


def audience(center: Center, tenant_id: str, team_ids: Sequence[str], queue_ids: Sequence[str]) -> list[str]:
    """Who sees a notice now: the teams and the agents of the queues, or everybody where none is named."""
    queues = [center.queues[queue_id] for queue_id in queue_ids if queue_id in center.queues]
    return [
        agent.id
        for agent in center.agents.values()
        if agent.tenant_id == tenant_id
        and (
            not (team_ids or queue_ids)
            or agent.team_id in team_ids
            or any(is_able(agent, queue) for queue in queues)
        )
    ]

"""Days for tests: a queue or two, some agents, traffic."""

from datetime import UTC, datetime
from typing import Any

from lingtong.floor.agents.config import AgentConfig, Skill
from lingtong.floor.center import Center, Tenant
from lingtong.floor.routing.config import QueueConfig
from lingtong.insight.simulation.model import ENDLESS, Call, Generated, Scenario, Shift, Source, Volume

TENANT = "demo"
START = datetime(2026, 11, 20, tzinfo=UTC)
DAY = 86_400.0
WHOLE_DAY = (Shift(0.0, DAY),)


def queue(queue_id: str = "fault", number: str = "3001", **more: Any) -> QueueConfig:
    given = {"short_abandoned": 0.0, "skills": {queue_id: 3}, **more}
    return QueueConfig(id=queue_id, tenant_id=TENANT, number=number, name=queue_id, **given)


def agent(number: int, **levels: int) -> AgentConfig:
    return AgentConfig(
        id=f"a{number}",
        tenant_id=TENANT,
        agent_number=str(1000 + number),
        name=f"Agent {number}",
        endpoint=f"ep-{number}",
        skills=levels,
    )


def center(queues: list[QueueConfig], agents: list[AgentConfig]) -> Center:
    names = {skill for one in queues for skill in one.skills} | {
        name for one in agents for name in one.skills
    }
    return Center(
        tenants={TENANT: Tenant(id=TENANT, name="Demo")},
        queues={one.id: one for one in queues},
        agents={one.id: one for one in agents},
        skills={name: Skill(id=name, tenant_id=TENANT, name=f"skill {name}") for name in names},
    )


def scenario(of: Center, source: Source | None = None, **more: Any) -> Scenario:
    given: dict[str, Any] = {"length": DAY, "shifts": dict.fromkeys(of.agents, WHOLE_DAY), **more}
    return Scenario(center=of, start=START, source=source or Generated(volumes=()), **given)


def one_queue(agents: int, **more: Any) -> Center:
    return center([queue(**more)], [agent(number, fault=5) for number in range(agents)])


def markov(load: float, agents: int, handling: float, patience: float = ENDLESS) -> Scenario:
    """M/M/n(+M) over a day."""
    volume = Volume(
        queue_id="fault",
        calls=(load / handling * 1800,) * 48,
        handling=handling,
        shape="exponential",
        patience=patience,
    )
    return scenario(one_queue(agents), Generated(volumes=(volume,)))


def call(at: float, queue_id: str = "fault", **more: Any) -> Call:
    given: dict[str, Any] = {
        "priority": 0,
        "handling": 100.0,
        "after_call_work": 0.0,
        "patience": ENDLESS,
        "luck": 0.5,
    }
    return Call(at=at, queue_id=queue_id, **{**given, **more})

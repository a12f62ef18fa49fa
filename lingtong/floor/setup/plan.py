"""What the switch needs to know of the center, above all for the time when no engine answers. Pure."""

from lingtong.floor.center import Center
from lingtong.floor.ivr.graph import EntryPoint, QueueNode
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import is_able
from lingtong.switch.plan import Entry, Music

RING_AT_MOST = 30  # phones together; more would flood the network with one call


def entries_of(center: Center) -> tuple[Entry, ...]:
    """The enabled entry points, with the phones that ring for each in degraded mode."""
    enabled = (entry for entry in center.entry_points.values() if entry.enabled)
    return tuple(
        Entry(
            number=entry.number,
            language=entry.language,
            browser=entry.browser,
            tenant_id=entry.tenant_id,
            degraded_phones=degraded_phones(center, entry),
            recorded=any(queue.recorded for queue in queues_behind(center, entry)),
        )
        for entry in sorted(enabled, key=lambda entry: entry.number)
    )


def music_of(center: Center) -> tuple[Music, ...]:
    """Of the queues that have music of their own."""
    return tuple(
        Music(queue_id=queue.id, tenant_id=queue.tenant_id, prompt=queue.music)
        for queue in sorted(center.queues.values(), key=lambda queue: queue.id)
        if queue.music
    )


def degraded_phones(center: Center, entry: EntryPoint) -> tuple[str, ...]:
    """Phones of the agents who serve a queue that callers of this number can reach, the most able first."""
    queues = queues_behind(center, entry)
    served = {
        agent.endpoint: sum(is_able(agent, queue) for queue in queues)
        for agent in sorted(center.agents.values(), key=lambda agent: agent.agent_number)
        if agent.tenant_id == entry.tenant_id and agent.endpoint and agent.phone != "mobile"
    }
    able = [endpoint for endpoint, count in served.items() if count]
    return tuple(sorted(able, key=lambda endpoint: -served[endpoint])[:RING_AT_MOST])


def queues_behind(center: Center, entry: EntryPoint) -> list[QueueConfig]:
    """The queues that a caller of this number may come to, each once, in the order of the flow."""
    flow = center.flows.get(entry.flow_id)
    if flow is None:
        return []
    found: dict[str, QueueConfig] = {}
    seen, ahead = {flow.start}, [flow.start]
    while ahead:
        node = flow.nodes.get(ahead.pop(0))
        if node is None:
            continue
        if isinstance(node, QueueNode) and node.queue_id in center.queues:
            found[node.queue_id] = center.queues[node.queue_id]
        fresh = [target for target in node.exits().values() if target not in seen]
        seen.update(fresh)
        ahead += fresh
    return list(found.values())

"""What the rings of a queue name, and what can be wrong with them."""

from collections.abc import Iterator

from lingtong.floor.routing.config import QueueConfig
from lingtong.foundation.catalog import Finding, Reference


def references(queue: QueueConfig) -> Iterator[Reference]:
    for skill_id in queue.preferred:
        yield Reference(f"preferred.{skill_id}", "skills", skill_id)
    for number, ring in enumerate(queue.rings):
        for skill_id in ring.skills:
            yield Reference(f"rings.{number}.skills.{skill_id}", "skills", skill_id)
        for queue_id in ring.borrow:
            if queue_id != queue.id:
                yield Reference(f"rings.{number}.borrow", "queues", queue_id)


def findings(queue: QueueConfig) -> Iterator[Finding]:
    needed, before = queue.skills, 0.0
    for number, ring in enumerate(queue.rings):
        field = f"rings.{number}"
        if ring.after <= before:
            message = f"{field}.after: a ring opens later than the one before it."
            yield Finding(field=f"{field}.after", code="rings_order", message=message)
        if queue.id in ring.borrow:
            message = f"{field}.borrow: a queue cannot borrow from itself."
            yield Finding(field=f"{field}.borrow", code="borrows_itself", message=message)
        if not ring.borrow and (not ring.skills or _is_narrower(needed, ring.skills)):
            message = f"{field}: it asks for no less than the one before, so it finds nobody more."
            yield Finding(field=field, code="ring_finds_nobody", message=message, severity="warning")
        needed, before = ring.skills or needed, ring.after


def _is_narrower(before: dict[str, int], after: dict[str, int]) -> bool:
    """Whoever has the levels of `after` has those of `before`. A queue by membership has none to compare."""
    return bool(before) and all(after.get(skill, 0) >= level for skill, level in before.items())

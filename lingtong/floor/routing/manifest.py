from collections.abc import Iterable, Sequence

from lingtong.floor.routing.config import Disposition, QueueConfig
from lingtong.floor.routing.schemas import DispositionBody, QueueBody
from lingtong.floor.routing.store import overflow_of
from lingtong.floor.routing.tables import DispositionRow, QueueRow
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.db import Reading

WITHOUT_SCROLLING = 15  # dispositions that the desk shows at once


def _references(queue: QueueConfig) -> Iterable[Reference]:
    for skill_id in queue.skills:
        yield Reference(f"skills.{skill_id}", "skills", skill_id)
    if queue.overflow_queue:
        yield Reference("overflow_queue", "queues", queue.overflow_queue)
    if queue.calendar_id:
        yield Reference("calendar_id", "calendars", queue.calendar_id)
    for disposition_id in queue.dispositions:
        yield Reference("dispositions", "dispositions", disposition_id)


async def _findings(reader: Reading, queue: QueueConfig) -> Sequence[Finding]:
    found = []
    if queue.overflow_queue and await _comes_back(reader, queue):
        message = "overflow_queue: callers who overflow must not come back to the queue they left."
        found.append(Finding(field="overflow_queue", code="overflow_circle", message=message))
    if len(queue.dispositions) > WITHOUT_SCROLLING:
        message = f"dispositions: more than {WITHOUT_SCROLLING} are too many to choose from quickly."
        found.append(Finding(field="dispositions", code="many", message=message, severity="warning"))
    return found


async def _comes_back(reader: Reading, queue: QueueConfig) -> bool:
    overflow = {**await overflow_of(reader.session), queue.id: queue.overflow_queue}
    here, seen = queue.overflow_queue, set[str]()
    while here and here not in seen and here != queue.id:
        seen.add(here)
        here = overflow.get(here, "")
    return here == queue.id


DISPOSITIONS = Kind(
    name="dispositions",
    item=Disposition,
    table=DispositionRow,
    body=DispositionBody,
    at_most=500,
    unique=("code",),
    number="code",
)
QUEUES = Kind(
    name="queues",
    item=QueueConfig,
    table=QueueRow,
    body=QueueBody,
    at_most=1000,
    unique=("number", "name"),
    number="number",
    number_space="short",
    references=_references,
    findings=_findings,
)
KINDS = (DISPOSITIONS, QUEUES)

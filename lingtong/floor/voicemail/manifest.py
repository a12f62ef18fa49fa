from collections.abc import Iterable

from lingtong.floor.voicemail.config import Box
from lingtong.floor.voicemail.schemas import BoxBody
from lingtong.floor.voicemail.tables import BoxRow
from lingtong.foundation.catalog import Kind, Reference


def _references(box: Box) -> Iterable[Reference]:
    if box.agent_id:
        yield Reference("agent_id", "agents", box.agent_id)
    if box.queue_id:
        yield Reference("queue_id", "queues", box.queue_id)


BOXES = Kind(
    name="voicemail-boxes", item=Box, table=BoxRow, body=BoxBody, at_most=2000, references=_references
)

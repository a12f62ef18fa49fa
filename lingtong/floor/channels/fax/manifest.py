from collections.abc import Iterable

from lingtong.floor.channels.fax.config import FaxRule
from lingtong.floor.channels.fax.schemas import FaxRuleBody
from lingtong.floor.channels.fax.tables import FaxRuleRow
from lingtong.foundation.catalog import Kind, Reference


def _references(rule: FaxRule) -> Iterable[Reference]:
    for queue_id in rule.queues:
        yield Reference("queues", "queues", queue_id)


FAX_RULES = Kind(
    name="fax-rules",
    item=FaxRule,
    table=FaxRuleRow,
    body=FaxRuleBody,
    at_most=200,
    references=_references,
)

from collections.abc import Sequence
from datetime import timedelta

from lingtong.floor.availability.events import CountingBegan, OutageEnded
from lingtong.foundation.db import Work
from lingtong.foundation.journal.facts import Fact
from lingtong.insight.availability.tables import CountedRow, OutageRow


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    for fact in facts:
        if isinstance(fact, CountingBegan):
            work.session.add(CountedRow(id=fact.id, tenant_id=fact.tenant_id, since=fact.at))
        elif isinstance(fact, OutageEnded):
            work.session.add(_row(fact))


def _row(fact: OutageEnded) -> OutageRow:
    return OutageRow(
        id=fact.id,
        tenant_id=fact.tenant_id,
        began_at=fact.at - timedelta(seconds=fact.lasted),
        ended_at=fact.at,
        lasted=fact.lasted,
        why=fact.why,
        ended_by=fact.ended_by,
        node=fact.node,
    )

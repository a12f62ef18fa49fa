"""Facts of messages become rows of the list. They arrive once, in order."""

from collections.abc import Sequence

from lingtong.floor.voicemail import store
from lingtong.floor.voicemail.tables import MessageRow
from lingtong.foundation.db import Work
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import MessageLeft


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    mine = [fact for fact in facts if isinstance(fact, MessageLeft)]
    known = await store.by_ids(work.session, (fact.message_id for fact in mine))
    for fact in mine:
        if fact.message_id not in known:
            work.session.add(_fresh(fact))


def _fresh(fact: MessageLeft) -> MessageRow:
    return MessageRow(
        id=fact.message_id,
        tenant_id=fact.tenant_id,
        box_id=fact.box_id,
        interaction_id=fact.interaction_id,
        number=fact.number[:40],
        queue_id=fact.queue_id,
        language=fact.language,
        left_at=fact.at,
        seconds=fact.seconds,
        ended_by=fact.ended_by,
        changed_at=fact.at,
        state="new",
        owner_id="",
        owner="",
        note="",
    )

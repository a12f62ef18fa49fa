"""What alarm rules look at beside calls: messages that wait, and answers of customers."""

from collections import Counter
from datetime import datetime, timedelta

from lingtong.floor.live.figures import AnswersNow, MessagesNow
from lingtong.floor.survey import store as surveys
from lingtong.floor.survey.figures import low_answers
from lingtong.floor.voicemail import store as messages
from lingtong.foundation.db import Database
from lingtong.kit import Clock

LOOK_EVERY = timedelta(seconds=5)
COUNTED_FOR = timedelta(hours=1)
Found = tuple[tuple[MessagesNow, ...], tuple[AnswersNow, ...]]


class MessageWatch:
    """Rules look each second, the tables are asked less often."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._found: dict[str, tuple[datetime, Found]] = {}

    async def of(self, tenant_id: str) -> Found:
        now = self._clock.now()
        known = self._found.get(tenant_id)
        if known is None or now - known[0] >= LOOK_EVERY:
            known = self._found[tenant_id] = (now, await self._look(tenant_id, now))
        return known[1]

    async def _look(self, tenant_id: str, now: datetime) -> Found:
        async with self._database.reading(tenant_id) as reader:
            waits = await messages.waiting(reader.session)
            boxes = await messages.boxes(reader.session)
            known = {row.id: row for row in await surveys.surveys(reader.session)}
            asked = await surveys.asked_since(reader.session, now - COUNTED_FOR)
        new, oldest = Counter[str](), dict[str, datetime]()
        for _, box_id, state, count, first in waits:
            if state == "new" and box_id in boxes:
                queue_id = boxes[box_id].queue_id
                new[queue_id] += count
                oldest[queue_id] = min(first, oldest.get(queue_id, first))
        told, answered, low = Counter[str](), Counter[str](), Counter[str]()
        for row in asked:
            survey = known.get(row.survey_id)
            told[row.queue_id] += 1
            answered[row.queue_id] += bool(row.answers)
            low[row.queue_id] += low_answers(row, survey.questions, survey.low) if survey is not None else 0
        return (
            tuple(MessagesNow(queue_id=one, new=new[one], oldest_at=oldest[one]) for one in sorted(new)),
            tuple(
                AnswersNow(queue_id=one, asked=told[one], answered=answered[one], low=low[one])
                for one in sorted(told)
            ),
        )

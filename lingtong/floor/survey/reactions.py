"""Facts of surveys become one row for each caller who was asked."""

from collections.abc import Sequence

from lingtong.floor.survey import store
from lingtong.floor.survey.tables import SurveyAskedRow
from lingtong.foundation.db import Work
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import SurveyAnswered, SurveyBegun, SurveyEnded

SurveyFact = SurveyBegun | SurveyAnswered | SurveyEnded


async def take_facts(work: Work, facts: Sequence[Fact]) -> None:
    mine = [fact for fact in facts if isinstance(fact, SurveyFact)]
    if not mine:
        return
    rows = await store.open_of(work.session, {fact.interaction_id for fact in mine})
    for fact in mine:
        if isinstance(fact, SurveyBegun):
            rows[fact.interaction_id] = row = _fresh(fact)
            work.session.add(row)
        elif (known := rows.get(fact.interaction_id)) is not None:
            _project(known, fact)


def _fresh(fact: SurveyBegun) -> SurveyAskedRow:
    return SurveyAskedRow(
        id=fact.id,
        tenant_id=fact.tenant_id,
        interaction_id=fact.interaction_id,
        survey_id=fact.survey_id,
        at=fact.at,
        agent_id=fact.agent_id,
        queue_id=fact.queue_id,
        how=fact.how,
        outcome="",
        answers={},
    )


def _project(row: SurveyAskedRow, fact: SurveyAnswered | SurveyEnded) -> None:
    if isinstance(fact, SurveyAnswered):
        row.answers = {**row.answers, fact.question: fact.value}
    else:
        row.answers, row.outcome = dict(fact.answers), fact.outcome

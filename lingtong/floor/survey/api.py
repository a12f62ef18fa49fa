from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Query

from lingtong.floor.survey import schemas as form
from lingtong.floor.survey import store
from lingtong.floor.survey.config import Question
from lingtong.floor.survey.figures import Figures, by, figures
from lingtong.floor.survey.ports import Zones
from lingtong.floor.survey.tables import SurveyAskedRow, SurveyRow
from lingtong.foundation.db import Database, NotFound
from lingtong.foundation.identity import Principal, requires

Viewer = Annotated[Principal, Depends(requires("floor.view"))]
Reader = Annotated[Principal, Depends(requires("desk.use", "floor.view"))]
LONGEST = timedelta(days=400)


def routes(database: Database, zones: Zones) -> APIRouter:
    router = APIRouter(prefix="/api/surveys", tags=["surveys"])

    @router.get("")
    async def surveys(who: Viewer) -> list[form.SurveyView]:
        async with database.reading(who.tenant_id) as reader:
            return [_survey(row) for row in await store.surveys(reader.session)]

    @router.get("/answers")
    async def answers(
        who: Reader, interaction: Annotated[str, Query(max_length=36)]
    ) -> list[form.AnswersView]:
        """Of one contact."""
        async with database.reading(who.tenant_id) as reader:
            known = {row.id: row for row in await store.surveys(reader.session)}
            asked = await store.of_interaction(reader.session, interaction)
        return [_answers(known[row.survey_id], row) for row in asked if row.survey_id in known]

    @router.get("/{survey_id}/report")
    async def report(
        survey_id: str,
        who: Viewer,
        first: date,
        last: date,
        question: Annotated[str, Query(max_length=40)] = "",
        group: Literal["agent", "queue", "day"] = "agent",
    ) -> form.ReportView:
        """Of callers asked from the first to the last day, both included, in the center's own time zone."""
        zone = ZoneInfo(zones.timezone(who.tenant_id))
        begins, ends = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
        ends = min(ends, begins + LONGEST)
        async with database.reading(who.tenant_id) as reader:
            found = next((row for row in await store.surveys(reader.session) if row.id == survey_id), None)
            if found is None:
                raise NotFound("There is no such survey.")
            rows = await store.asked(reader.session, survey_id, begins, ends)
        questions = _questions(found)
        chosen = next((one for one in questions if one.key == question), questions[0] if questions else None)
        keys: dict[str, Callable[[SurveyAskedRow], str]] = {
            "agent": lambda row: row.agent_id,
            "queue": lambda row: row.queue_id,
            "day": lambda row: row.at.astimezone(zone).date().isoformat(),
        }
        groups = by(rows, keys[group], chosen, found.low)  # type: ignore[arg-type] # rows are what is asked
        return form.ReportView(
            survey=_survey(found),
            question=chosen.key if chosen is not None else "",
            first=first,
            last=last,
            whole=_figures("", figures(rows, chosen, found.low)),
            by=group,
            rows=[_figures(key, one) for key, one in groups.items()],
        )

    return router


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _questions(row: SurveyRow) -> list[Question]:
    return msgspec.convert(row.questions, list[Question])


def _survey(row: SurveyRow) -> form.SurveyView:
    return form.SurveyView(
        id=row.id,
        name=row.name,
        name_en=row.name_en,
        questions=[
            form.QuestionView(key=one.key, text=one.text, text_en=one.text_en, kind=one.kind, most=one.most)
            for one in _questions(row)
        ],
    )


def _answers(survey: SurveyRow, row: SurveyAskedRow) -> form.AnswersView:
    return form.AnswersView(
        survey=survey.name,
        survey_en=survey.name_en,
        at=row.at,
        agent_id=row.agent_id,
        outcome=row.outcome,
        answers=[
            {
                "key": one.key,
                "text": one.text,
                "text_en": one.text_en,
                "kind": one.kind,
                "value": row.answers[one.key],
            }
            for one in _questions(survey)
            if one.key in row.answers
        ],
    )


def _figures(key: str, found: Figures) -> form.FiguresView:
    return form.FiguresView(
        key=key,
        asked=found.asked,
        answered=found.answered,
        complete=found.complete,
        rate=found.rate,
        mean=found.mean,
        counts=found.counts,
        low=found.low,
    )

from collections import Counter
from collections.abc import Iterable, Sequence

from lingtong.floor.survey.config import Survey
from lingtong.floor.survey.schemas import SurveyBody
from lingtong.floor.survey.tables import SurveyRow
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.db import Reading


def _references(survey: Survey) -> Iterable[Reference]:
    if survey.box_id:
        yield Reference("box_id", "voicemail-boxes", survey.box_id)


async def _findings(_: Reading, survey: Survey) -> Sequence[Finding]:
    found = []
    times = Counter(question.key for question in survey.questions)
    for at, question in enumerate(survey.questions):
        if times[question.key] > 1:
            message = f"{question.key} names two questions."
            found.append(Finding(field=f"questions.{at}.key", code="duplicate", message=message))
        if question.kind == "voice" and not survey.box_id:
            message = "Choose the box in which spoken answers are kept."
            found.append(Finding(field="box_id", code="target_missing", message=message))
    return found


SURVEYS = Kind(
    name="surveys",
    item=Survey,
    table=SurveyRow,
    body=SurveyBody,
    at_most=100,
    references=_references,
    findings=_findings,
)

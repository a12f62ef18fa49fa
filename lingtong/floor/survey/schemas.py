from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import Body, Code, Name, NoOrItemId, OtherName, PromptName, printable

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(printable)]


class QuestionBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: Code
    text: Text
    text_en: Text = ""
    prompt: PromptName = ""
    kind: Literal["scale", "yes_no", "voice"] = "scale"
    most: Annotated[int, Field(ge=2, le=9)] = 5


class SurveyBody(Body):
    name: Name
    name_en: OtherName = ""
    greeting: PromptName = ""
    questions: Annotated[list[QuestionBody], Field(max_length=10)] = Field(default_factory=list)
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1.0
    low: Annotated[int, Field(ge=0, le=9)] = 0
    box_id: NoOrItemId = ""


class QuestionView(BaseModel):
    key: str
    text: str
    text_en: str
    kind: str
    most: int


class SurveyView(BaseModel):
    id: str
    name: str
    name_en: str
    questions: list[QuestionView]


class FiguresView(BaseModel):
    """`rate`: answered at least one question ÷ asked. `mean` and `counts` of one question, by its value."""

    key: str
    asked: int
    answered: int
    complete: int
    rate: float | None
    mean: float | None
    counts: dict[str, int]
    low: int


class ReportView(BaseModel):
    survey: SurveyView
    question: str
    first: date
    last: date
    whole: FiguresView
    by: Literal["agent", "queue", "day"]
    rows: list[FiguresView]


class AnswersView(BaseModel):
    """What the customer of one contact has answered."""

    survey: str
    survey_en: str
    at: datetime
    agent_id: str
    outcome: str
    answers: list[dict[str, str]]

from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import AskSurvey

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class SurveyNode(Node, frozen=True, kw_only=True, tag="survey"):
    """The caller is asked by keys how it was. `failed`: nothing was answered."""

    GROUP: ClassVar = "ask"
    LEADS_AWAY: ClassVar = True
    FIELDS: ClassVar = (
        Field("survey_id", "survey", needed=True),
        Field("done", "exit"),
        Field("failed", "exit"),
    )

    survey_id: str
    done: str = ""
    failed: str = ""

    def enter(self, walk: "Walk") -> str | None:
        walk.await_outside("survey", AskSurvey(self.survey_id))
        return None

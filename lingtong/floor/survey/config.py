from typing import Literal

import msgspec

QuestionKind = Literal["scale", "yes_no", "voice"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`key` names it within the survey; `prompt` is what the caller hears. A scale goes from 1 to `most`.

    What is spoken is kept as a message in the survey's box.
    """

    key: str
    text: str
    text_en: str = ""
    prompt: str = ""
    kind: QuestionKind = "scale"
    most: int = 5


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """Of the callers of a queue that names it a `share` is asked. An answer of `low` or less is told at once
    to the supervisors; 0: never. `box_id`: where spoken answers go.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    greeting: str = ""
    questions: tuple[Question, ...] = ()
    share: float = 1.0
    low: int = 0
    box_id: str = ""

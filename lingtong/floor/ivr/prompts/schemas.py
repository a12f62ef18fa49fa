from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from lingtong.foundation.catalog.schemas import printable

Spoken = Literal["zh", "en"]
Source = Literal["built_in", "upload", "microphone", "phone", "speech", "demo", "import"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), AfterValidator(printable)]


class PromptView(BaseModel):
    """`generated` speech is a demonstration's. `spoken` differs from `language` where there is none in it.

    `seconds` is 0 while the file has not been made, `version` where the built-in one is heard. `used` counts
    the places that play it, `place` names where the product itself does.
    """

    name: str
    language: Spoken
    seconds: float
    text: str
    generated: bool
    spoken: Spoken
    version: int = 0
    source: Source = "built_in"
    changed_at: datetime | None = None
    used: int = 0
    place: str = ""


class PromptVersionView(BaseModel):
    version: int
    text: str
    seconds: float
    source: Source
    made_by: str
    made_at: datetime
    current: bool


class PromptUse(BaseModel):
    """`kind` as in the catalog; `node` is set in flows. For `product`, `name` is the place."""

    kind: str
    id: str
    name: str
    node: str = ""
    field: str = ""


class Kept(BaseModel):
    """`clipped`: the recording was too loud for its microphone here and there. `quiet`: much too soft."""

    seconds: float
    version: int
    clipped: bool
    quiet: bool


class WrongFile(BaseModel):
    """`row` counts the rows of the manifest from 1; 0 where the archive as a whole is meant."""

    row: int
    file: str
    code: str
    message: str


class ImportView(BaseModel):
    import_id: str = ""
    prompts: int
    wrong: list[WrongFile] = []


class SayBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[Text, StringConstraints(min_length=1)]
    language: Spoken = "zh"
    service_id: Annotated[str, StringConstraints(max_length=36)] = ""


class TextBody(BaseModel):
    """An empty text is the one that the prompt has."""

    model_config = ConfigDict(extra="forbid")

    text: Text = ""

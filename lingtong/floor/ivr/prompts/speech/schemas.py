from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from lingtong.foundation.catalog.schemas import Body, Name, OtherName, printable


def _url(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise ValueError("begins with https:// or http://")
    return text


def _many_lines(text: str) -> str:
    printable(text.replace("\n", "").replace("\t", "").replace("\r", ""))
    return text


Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500),
    AfterValidator(printable),
    AfterValidator(_url),
]
Header = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9-]{1,60}: ?[!-~][ -~]{0,499}$")
]
Key = Annotated[str, StringConstraints(max_length=2000), AfterValidator(printable)]


class SpeechServiceBody(Body):
    """A key that is left out stays as it is; it is never given back."""

    name: Name
    name_en: OtherName = ""
    does: Literal["speak", "recognize"] = "speak"
    kind: Literal["http", "command"] = "http"
    enabled: bool = True
    place: Annotated[int, Field(ge=1, le=20)] = 1
    url: Url = ""
    inside: bool = False
    headers: Annotated[list[Header], Field(max_length=20)] = []
    body: Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_many_lines)] = ""
    answer: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{0,120}$")] = ""
    voice_zh: OtherName = ""
    voice_en: OtherName = ""
    program: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,40}$")] = ""
    within: Annotated[float, Field(ge=1, le=25, allow_inf_nan=False)] = 6.0
    key: Key | None = None
    has_key: bool = False

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if self.kind == "http" and not self.url:
            raise ValueError("url: a web service needs an address")
        if self.kind == "command" and not self.program:
            raise ValueError("program: a command needs one of the programs that the operator allows")
        return self


class SpeechState(BaseModel):
    """`trouble` is what happened at the last try, empty where it went well or was never tried."""

    service_id: str
    trouble: str
    at: datetime | None


class SpeechStates(BaseModel):
    """`programs` that the operator allows; `built_in`: whether the demonstration's voice is there."""

    services: list[SpeechState]
    programs: list[str]
    built_in: bool


class Recognized(BaseModel):
    text: str

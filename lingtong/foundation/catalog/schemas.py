"""What bodies are made of: short names, numbers, times, each with its bounds."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def printable(value: Any, *, breaks: str = "") -> Any:
    """Refuses signs that cannot be shown, or not be stored, in a text or anywhere inside lists and maps."""
    inside = [value]
    while inside:
        one = inside.pop()
        if isinstance(one, dict):
            inside += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            inside += one
        elif isinstance(one, str) and not _is_plain(one, breaks):
            raise ValueError("has signs that cannot be shown")
    return value


def _is_plain(text: str, breaks: str) -> bool:
    return text.isprintable() or all(char.isprintable() or char in breaks for char in text)


def printable_lines(value: Any) -> Any:
    """As `printable`, for texts that may have several lines and columns."""
    return printable(value, breaks="\n\t")


_PLAIN = AfterValidator(printable)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), _PLAIN]
OtherName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), _PLAIN]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
ShortNumber = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{2,12}$")]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,36}$")]
NoOrItemId = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9-]{1,36})?$")]
PromptName = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,47})?$")]
Level = Annotated[int, Field(ge=1, le=10)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


GIVEN_OUT = {"id", "revision", "warnings"}


class Body(BaseModel):
    """`id`, `revision` and `warnings` may come back as they were given out; an old revision is refused."""

    model_config = ConfigDict(extra="forbid")

    id: ItemId | None = None
    revision: Annotated[int, Field(ge=1)] | None = None
    warnings: Annotated[list[dict[str, Any]], Field(max_length=1000)] = Field(default_factory=list)

    def values(self) -> dict[str, Any]:
        return self.model_dump(exclude=GIVEN_OUT)

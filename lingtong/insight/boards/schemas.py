from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import Name, OtherName, printable

Cell = Annotated[int, Field(ge=0, le=40)]
Span = Annotated[int, Field(ge=1, le=40)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TileBody(_Body):
    x: Cell
    y: Cell
    w: Span = 1
    h: Span = 1
    figure: Annotated[str, StringConstraints(pattern=r"^[a-z_.]{1,60}$")]
    of: Annotated[str, StringConstraints(max_length=90), AfterValidator(printable)] = ""
    title: OtherName = ""
    goal: Annotated[float | None, Field(ge=0, le=1_000_000, allow_inf_nan=False)] = None


class PageBody(_Body):
    title: OtherName = ""
    tiles: Annotated[list[TileBody], Field(max_length=200)] = Field(default_factory=list)


class BoardBody(_Body):
    """Inches, meters and seconds. `revision`, if given, must be the last one."""

    name: Name
    theme: Literal["dark", "light", "led"] = "dark"
    diagonal: Annotated[float, Field(ge=10, le=400, allow_inf_nan=False)] = 55.0
    distance: Annotated[float, Field(ge=0.5, le=100, allow_inf_nan=False)] = 10.0
    rotate: Annotated[int, Field(ge=20, le=3600)] = 30
    pages: Annotated[list[PageBody], Field(min_length=1, max_length=20)]
    revision: Annotated[int | None, Field(ge=1)] = None
    id: Annotated[str | None, StringConstraints(max_length=36)] = None


class MessageBody(_Body):
    """One line; empty takes it away."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(printable)]
    level: Literal["calm", "warning"] = "calm"
    until: datetime | None = None

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.foundation.catalog.schemas import ItemId, Name, printable

Cell = Annotated[float, Field(ge=0, le=200, allow_inf_nan=False)]
Degrees = Annotated[float, Field(ge=0, lt=360, allow_inf_nan=False)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(printable)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlaceBody(_Body):
    """`x` and `y` in widths of a desk. `label`: what stands at the place, as B12."""

    x: Cell
    y: Cell
    turn: Degrees = 0.0
    agent_id: ItemId | None = None
    label: Label = ""


class RoomBody(_Body):
    name: Name
    layout: Literal["straight", "matrix", "wave", "carousel"] = "straight"
    seats: Annotated[list[PlaceBody], Field(max_length=500)] = Field(default_factory=list)


class FloorMapBody(_Body):
    """`revision`, if given, must be the last one."""

    rooms: Annotated[list[RoomBody], Field(max_length=20)]
    revision: Annotated[int | None, Field(ge=0)] = None

from typing import Annotated

from pydantic import Field

from lingtong.foundation.catalog.schemas import Body, ItemId, Name, OtherName

Ids = Annotated[list[ItemId], Field(max_length=200)]
IdsById = Annotated[dict[ItemId, ItemId], Field(max_length=200)]


class PlanBody(Body):
    """`overflow` gives a queue for a queue, `flows` a flow for an entry point, all by id."""

    name: Name
    name_en: OtherName = ""
    overflow: IdsById = Field(default_factory=dict)
    flows: IdsById = Field(default_factory=dict)
    heavy_load: Ids = Field(default_factory=list)
    callbacks_only: Ids = Field(default_factory=list)
    most_hours: Annotated[float, Field(ge=0.25, le=72, allow_inf_nan=False)] = 4.0

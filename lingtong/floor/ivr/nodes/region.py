from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.switch.regions import plain, regions_of

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk


class RegionNode(Node, frozen=True, kw_only=True, tag="region"):
    """By the province or city of the caller's number: the first of `regions` in which it lies."""

    GROUP: ClassVar = "decide"
    FIELDS: ClassVar = (
        Field("regions", "named_exits"),
        Field("place", "variable", more=True),
        Field("otherwise", "exit"),
    )

    regions: dict[str, str]
    place: str = ""
    otherwise: str = ""

    def enter(self, walk: "Walk") -> str | None:
        place = walk.world.place()
        walk.assign(self.place, place)
        by_name = {plain(region): region for region in self.regions}
        found = regions_of(place, by_name)
        return by_name[found[0]] if found else "otherwise"

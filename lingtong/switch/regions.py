"""Which of the regions that agents know a caller's place belongs to."""

from collections.abc import Iterable

ENDINGS = ("特别行政区", "自治区", "自治州", "地区", "省", "市")


def plain(region: str) -> str:
    """The name without the word for its kind: 山东省 and 山东 are the same."""
    name = region.strip()
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def regions_of(place: str, known: Iterable[str]) -> tuple[str, ...]:
    """Those of the `known` plain names, provinces or cities, that the place lies in."""
    lower = place.lower()
    return tuple(name for name in known if name and name.lower() in lower) if place else ()

from datetime import datetime

import msgspec


class NodeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`entered` − all `exits` − `hung_up` were brought elsewhere from here: a line, a seat, another number.

    `keys` are those that led on; `mean_seconds` is None where nobody left.
    """

    entered: int
    exits: dict[str, int]
    keys: dict[str, int]
    hung_up: int
    mean_seconds: float | None


class Containment(msgspec.Struct, frozen=True, kw_only=True):
    """`share` is None without calls; of TEL-31 the goal is above `goal`."""

    share: float | None
    served: int
    calls: int
    goal: float = 0.5


class FlowFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`version` 0: all versions together. `data_until`: calls that ended by then are in it."""

    flow_id: str
    version: int
    versions: tuple[int, ...]
    since: datetime
    until: datetime
    data_until: datetime | None
    nodes: dict[str, NodeFigures]
    containment: Containment

"""What supervisors see of callers who walk a menu. What is typed for an agent's menu is not among it."""

from datetime import datetime

import msgspec


class MenuStep(msgspec.Struct, frozen=True, kw_only=True):
    """A node at which the caller stood, by its name and type, what was pressed there, and what that means."""

    node: str
    at: datetime
    keys: str = ""
    type: str = ""
    chosen: str = ""


class CallerInMenu(msgspec.Struct, frozen=True, kw_only=True):
    """`number` is masked, `place` is the city. `path`: the way so far, the present node last."""

    interaction_id: str
    number: str
    place: str = ""
    entry_point_id: str = ""
    entry_point: str = ""
    entry_point_en: str = ""
    flow_id: str
    flow_name: str = ""
    flow_name_en: str = ""
    node: str
    node_type: str = ""
    since: datetime
    arrived_at: datetime
    path: tuple[MenuStep, ...] = ()
    listened_by: tuple[str, ...] = ()


class MenusChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="menus.changed"):
    """The first 50 who walk a menu now, the longest there first. `length` counts all."""

    length: int = 0
    callers: tuple[CallerInMenu, ...] = ()

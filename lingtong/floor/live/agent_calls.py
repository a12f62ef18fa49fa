"""What agents see of calls that stand aside: parked ones, and customers in a menu."""

from datetime import datetime

import msgspec


class ParkedView(msgspec.Struct, frozen=True, kw_only=True):
    """A caller in a numbered slot. `number` is masked; at `until` it rings back at `by_name`.

    `offered_to` is the agent whose phone rings for it now.
    """

    slot: int
    interaction_id: str
    number: str
    place: str = ""
    queue_id: str = ""
    by_name: str
    since: datetime
    until: datetime
    offered_to: str = ""


class ParkedChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="parked.changed"):
    """All slots of the tenant that are taken, by number."""

    slots: tuple[ParkedView, ...] = ()


class InMenu(msgspec.Struct, frozen=True, kw_only=True):
    """Where in a menu the customer is whom the agent has sent there."""

    flow_id: str
    flow_name: str
    flow_name_en: str = ""
    node: str
    since: datetime

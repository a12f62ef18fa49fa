from datetime import datetime

import msgspec


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that is on."""

    plan_id: str
    tenant_id: str
    name: str
    since: datetime
    until: datetime
    by: str = ""

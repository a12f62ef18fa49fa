from datetime import datetime

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Something that has happened. `id` is unique for ever; the same id is the same fact."""

    id: str
    tenant_id: str
    at: datetime

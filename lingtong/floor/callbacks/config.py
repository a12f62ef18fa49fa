import msgspec


class DoNotCall(msgspec.Struct, frozen=True, kw_only=True):
    """A number that we never call, whoever asks for it. `number` is in E.164 where it has that form."""

    id: str
    tenant_id: str
    number: str
    note: str = ""

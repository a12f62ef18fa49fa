from typing import Literal

import msgspec


class TrunkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A way to a carrier. `order` decides who is tried first; the password is kept encrypted."""

    id: str
    tenant_id: str
    name: str
    kind: Literal["ip", "registration"]
    host: str
    port: int = 5060
    transport: Literal["udp", "tcp", "tls"] = "udp"
    username: str = ""
    sealed_password: str = ""
    allowed_ips: tuple[str, ...] = ()
    order: int = 0
    enabled: bool = True
    outbound: bool = True
    caller_number: str = ""
    t38: bool = True


class DeskPhone(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is the SIP user name, unique among all tenants; the secret is kept encrypted."""

    id: str
    tenant_id: str
    name: str
    display_name: str = ""
    sealed_secret: str

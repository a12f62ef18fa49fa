"""What the switch is to be configured with. Rendered whole; applied without dropping calls.

Secrets are in it: it is never logged and is written only to files that their owner alone can read.
"""

from typing import Literal

import msgspec


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """A phone of ours. Guests (customer page) may reach entry points in `Entry.browser` only."""

    name: str
    secret: str
    kind: Literal["browser", "desk", "guest"]
    display_name: str = ""


class TrunkAccount(msgspec.Struct, frozen=True, kw_only=True):
    """IP trunks are known by `allowed_ips`; registration trunks register with `username` at `host`.

    Without `t38` faxes go over this trunk as sound (G.711).
    """

    name: str
    kind: Literal["ip", "registration"]
    host: str
    port: int = 5060
    transport: Literal["udp", "tcp", "tls"] = "udp"
    username: str = ""
    password: str = ""
    allowed_ips: tuple[str, ...] = ()
    caller_number: str = ""
    t38: bool = True


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A dialed number. In degraded mode (no engine) `degraded_phones` ring together.

    `tenant_id`: whose own recordings are then heard.
    """

    number: str
    language: Literal["zh", "en"] = "zh"
    browser: bool = False
    degraded_phones: tuple[str, ...] = ()
    recorded: bool = True
    tenant_id: str = ""


class Music(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever waits in a queue hears: a recording of the library, again and again."""

    queue_id: str
    tenant_id: str
    prompt: str


class SwitchPlan(msgspec.Struct, frozen=True, kw_only=True):
    phones: tuple[Phone, ...] = ()
    trunks: tuple[TrunkAccount, ...] = ()
    entries: tuple[Entry, ...] = ()
    music: tuple[Music, ...] = ()


def music_class(queue_id: str, language: str) -> str:
    """Its name at the switch. A class that is not there is the piece of the installation."""
    return f"{queue_id}.{language}"

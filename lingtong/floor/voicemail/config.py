from typing import Literal

import msgspec

MailPolicy = Literal["notice", "sound"]
Unreached = Literal["site", "yes", "no"]


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """Where callers leave messages: an agent's, a queue's, or one that only flows name.

    `greeting` is a prompt; without one the built-in words are said. A message lasts `longest` seconds at most
    and ends after `silence` seconds without a word. With `quota` messages that nobody has settled it is full.
    `keep_days` of 0: for ever; what is deleted can be fetched back for `trash_days`. Mail goes to
    `mail_to`: a notice, or the sound with it.

    `unreached`: whether calls for the box's agent that reach nobody come here, after `ring_for` seconds at
    most; by default as the agent's site says.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    agent_id: str = ""
    queue_id: str = ""
    greeting: str = ""
    longest: float = 120.0
    silence: float = 6.0
    quota: int = 200
    keep_days: int = 180
    mail_to: str = ""
    mail: MailPolicy = "notice"
    unreached: Unreached = "site"
    ring_for: float = 20.0
    trash_days: int = 30

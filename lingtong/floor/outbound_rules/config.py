from typing import Literal

import msgspec

NumberClass = Literal[
    "internal",
    "emergency",
    "short",
    "local",
    "mobile",
    "domestic",
    "international",
    "free",
    "premium",
    "other",
]
Use = Literal["manual", "callback", "transfer", "fax"]


class OutboundRule(msgspec.Struct, frozen=True, kw_only=True):
    """The first rule that fits a call decides; empty lists fit all. Outside of its calendar a rule fits none.

    `prefixes` are begins of numbers as `+8610`. `queues` fit callbacks of these, and transfers of their
    callers. `trunks` (ids) in the order in which they are tried, instead of the center's own order.
    A rule that refuses fits emergency numbers only where it names their class.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    order: int = 0
    allow: bool = True
    uses: tuple[Use, ...] = ()
    classes: tuple[NumberClass, ...] = ()
    prefixes: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    calendar_id: str = ""
    trunks: tuple[str, ...] = ()
    caller_number: str = ""
    do_not_call: Literal["as_usual", "obeyed", "ignored"] = "as_usual"

from typing import Literal

import msgspec

from lingtong.floor.live.figures import AlarmLevel

FigureName = Literal[
    "longest_wait",
    "waiting",
    "expected_wait",
    "service_level",
    "ready",
    "change",
    "silence",
    "long_talk",
    "long_not_ready",
    "long_after_call_work",
    "phone_unreachable",
    "trunk_use",
    "trunk_down",
    "ports_use",
]
Delivery = Literal["screen", "sound", "mail", "webhook"]


class AlarmRule(msgspec.Struct, frozen=True, kw_only=True):
    """`limit` is in the figure's unit: seconds, a number, or a share from 0 to 1.

    `about` names the queues, agents, trunks or entry points that the rule is for; none means all. It stands
    when the figure was beyond the limit for `enter_after` seconds, and is over when it was on the good side
    of `leave_share` of the limit for `leave_after` seconds.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    figure: FigureName
    about: tuple[str, ...] = ()
    limit: float
    level: AlarmLevel = "alert"
    enter_after: float = 15.0
    leave_share: float = 0.8
    leave_after: float = 30.0
    deliver: tuple[Delivery, ...] = ("screen",)
    mail_to: tuple[str, ...] = ()
    webhook: str = ""
    enabled: bool = True

"""Facts of callbacks. A callback's own calls are interactions and tell of themselves."""

from datetime import datetime
from typing import Literal

from lingtong.foundation.journal.facts import Fact

Origin = Literal["line", "menu", "refused", "abandoned", "lost", "agent"]
Ending = Literal["done", "failed", "cancelled"]


class CallbackFact(Fact, frozen=True, kw_only=True):
    callback_id: str


class CallbackAsked(CallbackFact, frozen=True, kw_only=True, tag="callback.asked"):
    """`first_at` keeps the place: when the customer first arrived in any line."""

    number: str
    queue_id: str
    origin: Origin
    first_at: datetime
    due: datetime | None = None
    callback_of: str = ""
    agent_id: str = ""
    why: str = ""


class CallbackAskedAgain(CallbackFact, frozen=True, kw_only=True, tag="callback.asked_again"):
    """The same customer asked for the same queue: still one call back."""

    origin: Origin
    callback_of: str = ""
    due: datetime | None = None
    agent_id: str = ""


class CallbackStarted(CallbackFact, frozen=True, kw_only=True, tag="callback.started"):
    """The customer's phone is called, for the `tries`-th time. `interaction` is the id of that contact."""

    interaction: str
    agent_id: str = ""
    tries: int


class CallbackDelayed(CallbackFact, frozen=True, kw_only=True, tag="callback.delayed"):
    """Out of the line until `due`: `cause` is the customer's phone's, or `closed` out of hours."""

    due: datetime
    cause: str
    tries: int


class CallbackEnded(CallbackFact, frozen=True, kw_only=True, tag="callback.ended"):
    """`why`: reached, cancelled, tries_used, do_not_call, not_allowed, queue_gone, called_again, expired."""

    outcome: Ending
    why: str
    tries: int
    interaction: str = ""
    agent_id: str = ""


AnyCallbackFact = CallbackAsked | CallbackAskedAgain | CallbackStarted | CallbackDelayed | CallbackEnded

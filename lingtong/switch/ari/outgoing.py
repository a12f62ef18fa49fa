"""Legs that we make: one trunk after the other until one takes the call."""

import asyncio
from collections.abc import Callable

from lingtong.switch import events as tell
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari import requests
from lingtong.switch.ari.causes import before_answer, to_q850, worth_another_trunk
from lingtong.switch.ari.generated import Request, RESTResponse
from lingtong.switch.ari.legs import Leg, Legs, channel_for
from lingtong.switch.commands import Cause, Originate

Ask = Callable[[Request, Callable[[RESTResponse], None]], None]
Tell = Callable[[tell.SwitchEvent], None]
# Seconds without ringing or early sound until the next trunk is asked; SIP alone would wait for 32.
SILENT_FOR = 8.0


class Outgoing:
    """An `Originate` ends in `LegConnected` or in one `LegCleared` with its cause."""

    def __init__(self, app: str, legs: Legs, request: Ask, hear: Tell) -> None:
        self._app, self._legs, self._request, self._tell = app, legs, request, hear

    def begin(self, order: Originate) -> None:
        if self._legs.get(order.leg_id) is not None:
            self._tell(tell.CommandFailed(failed=order, reason="there is such a leg already"))
            return
        leg = self._legs.add(Leg(order.leg_id, order.leg_id, source=order.endpoint, making=order))
        leg.trunks = order.trunks
        leg.variables.update(order.variables)
        leg.began = _now()
        if order.endpoint.startswith("number:") and not order.trunks:
            self._give_up(leg, "unreachable", 0)
            return
        self._try(leg, order)

    def answered(self, leg: Leg) -> None:
        leg.connected = True
        leg.making = None

    def ended(self, leg: Leg, *, sip: int, q850: int) -> None:
        order = leg.making
        if order is None or leg.clearing:
            self._give_up(leg, "normal", q850)
            return
        left = order.ring_for - (_now() - leg.began)
        cause = before_answer(sip, q850, to_phone=leg.to_phone, rang_out=left <= 0.2 and sip in (0, 480, 487))
        if _has_another(leg, order) and left > 1 and worth_another_trunk(cause, sip):
            self._try_next(leg, order)
        else:
            self._give_up(leg, cause, q850)

    def _try_next(self, leg: Leg, order: Originate) -> None:
        leg.tries += 1
        leg.alerting = False
        self._try(leg, order)

    def _pass_by(self, leg: Leg, channel_id: str) -> None:
        """A carrier that is gone says nothing at all: leave it for the next one."""
        order = leg.making
        if order is None or leg.channel_id != channel_id or self._legs.get(leg.id) is not leg:
            return
        if not (leg.alerting or leg.clearing):
            self._request(ari.channels_hangup(channel_id, reason_code=str(to_q850("normal"))), _ignore)
            self._try_next(leg, order)

    def _try(self, leg: Leg, order: Originate) -> None:
        leg.channel_id = channel_for(leg.id, leg.tries)
        channel_id = leg.channel_id

        def answered(response: RESTResponse) -> None:
            # Refused at once: no such endpoint, or no contact of it can be reached.
            if response.status_code >= 400 and leg.channel_id == channel_id and self._legs.get(leg.id) is leg:
                self.ended(leg, sip=0, q850=20)

        left = order.ring_for - (_now() - leg.began)
        self._request(requests.originate(self._app, leg, order, left), answered)
        if _has_another(leg, order):
            asyncio.get_running_loop().call_later(SILENT_FOR, self._pass_by, leg, channel_id)

    def _give_up(self, leg: Leg, cause: Cause, q850: int) -> None:
        self._legs.forget(leg)
        self._tell(tell.LegCleared(leg_id=leg.id, cause=cause, q850=q850))


def _has_another(leg: Leg, order: Originate) -> bool:
    return leg.tries + 1 < len(order.trunks)


def _ignore(_: RESTResponse) -> None:
    """The channel may be gone already, which is as good."""


def _now() -> float:
    return asyncio.get_running_loop().time()

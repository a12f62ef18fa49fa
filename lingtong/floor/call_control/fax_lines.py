"""The faxes that are on lines now."""

from collections.abc import Iterable
from typing import Any

from lingtong.floor.channels.fax.events import FaxBegun, FaxOver, FaxPaged
from lingtong.floor.channels.fax.model import FaxCall
from lingtong.floor.turn import Turn
from lingtong.switch.events import FaxEnded, FaxProgress

LONGEST = 3600.0  # seconds on the line


class Faxes:
    """All faxes on lines, by their id."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self.open: dict[str, FaxCall] = {}

    def restore(self, faxes: Iterable[FaxCall]) -> None:
        for fax in faxes:
            self.open[fax.id] = fax
            self._turn.after(LONGEST, "fax_call", fax.id)

    def at_leg(self, leg_id: str) -> FaxCall | None:
        return next((fax for fax in self.open.values() if fax.leg_id == leg_id), None)

    def add(self, fax: FaxCall) -> None:
        self.open[fax.id] = fax
        self._turn.after(LONGEST, "fax_call", fax.id)
        self._turn.changed("fax", fax.id)

    def began(self, fax: FaxCall) -> None:
        turn = self._turn
        fax.began = turn.now
        turn.changed("fax", fax.id)
        turn.announce(FaxBegun(**_about(turn, fax), dnis=fax.dnis, title=fax.title))

    def progressed(self, told: FaxProgress) -> None:
        """Each page once, also after a restart."""
        fax = self.open.get(told.fax_id)
        if fax is not None and told.pages > fax.gone:
            fax.gone = told.pages
            self._turn.changed("fax", fax.id)
            self._turn.announce(FaxPaged(**_about(self._turn, fax), pages=told.pages, rate=told.rate))

    def over(self, fax: FaxCall, told: FaxEnded) -> None:
        turn = self._turn
        del self.open[fax.id]
        turn.timers.drop(("fax_call", fax.id))
        turn.changed("fax", fax.id)
        seconds = (turn.now - fax.began).total_seconds() if fax.began else 0.0
        turn.announce(
            FaxOver(
                **_about(turn, fax),
                ok=told.ok,
                pages=told.pages,
                rate=told.rate,
                t38=told.t38,
                error=told.error,
                remote=told.remote,
                seconds=seconds,
            )
        )


def _about(turn: Turn, fax: FaxCall) -> dict[str, Any]:
    return {
        "id": turn.ids.new(),
        "tenant_id": fax.tenant_id,
        "at": turn.now,
        "fax_id": fax.id,
        "direction": fax.direction,
        "number": fax.number,
        "interaction": fax.interaction_id,
        "queue_id": fax.queue_id,
    }

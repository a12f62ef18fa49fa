"""The system takes calls while an engine is active and its switch is connected.

The availability of a period is the seconds in which it took calls divided by the seconds of the period. What
the switch takes alone in its degraded mode is told beside it and is no availability. Each engine that begins
to take calls records for how long nobody did, and why: it knows so from the last sign of whoever did before.
"""

from collections.abc import Callable, Iterable

import msgspec

from lingtong.floor.availability.events import AnySystemFact, CountingBegan, EndedBy, OutageEnded, Why
from lingtong.floor.availability.signs import Kept, Moment, Sign
from lingtong.kit import Ids

STILL = 5.0  # seconds without a beat of an engine that lives


class Change(msgspec.Struct, frozen=True):
    """To be written in one piece."""

    facts: list[AnySystemFact]
    kept: Kept


class Taking:
    """`before` is the last sign of whoever took calls before, `waited` that this one stood by meanwhile."""

    def __init__(  # noqa: PLR0913 - what is known at the start
        self,
        *,
        ids: Ids,
        moment: Callable[[], Moment],
        node: str,
        generation: int,
        kept: Kept | None,
        before: Sign | None,
        waited: bool = False,
    ) -> None:
        self._ids, self._moment, self._node, self._generation = ids, moment, node, generation
        self._counted = kept.tenants if kept is not None else frozenset[str]()
        self._is_new = kept is None
        self._waited = waited
        self._before = self._known_dead(before) if before is not None else None
        self.begun = self.taking = False
        self.sign = self._before or self._made(taking=False)

    def look(self, *, connected: bool, tenants: Iterable[str]) -> Change | None:
        """The switch is here, or away. None where nothing has changed."""
        if connected == self.taking:
            return None
        if not connected:
            self._cease("switch_lost")
            return self._change([])
        facts: list[AnySystemFact] = []
        now, there = self._moment(), frozenset(tenants)
        if self._before is not None:
            known = there if self._is_new else there & self._counted
            facts += self._over(self._before, now, sorted(known), self._ended_by())
            self._counted |= known
        self.sign, self.taking = self._made(taking=True, at=now), True
        self.begun, self._is_new = True, False
        facts += self._begin(now, there)
        return self._change(facts)

    def met(self, tenants: Iterable[str]) -> Change | None:
        """The configuration is another: new tenants are counted for from now on."""
        if not self.taking or not (facts := self._begin(self._moment(), frozenset(tenants))):
            return None
        return self._change(facts)

    def beat(self) -> Change | None:
        """Each second. A change where so much time has passed that this engine itself stood still."""
        if not self.taking:
            return None
        last, self.sign = self.sign, self._made(taking=True)
        if last.moment.seconds_to(self.sign.moment) <= STILL:
            return None
        still = msgspec.structs.replace(last, taking=False, why="stood_still")
        return self._change(self._over(still, self.sign.moment, sorted(self._counted), "itself"))

    def stop(self) -> Change | None:
        """In order. Where calls were not taken anyway, that cause stays."""
        if not self.taking:
            return None
        self._cease("stopped")
        return self._change([])

    def _ended_by(self) -> EndedBy:
        if self.begun:
            return "switch"
        return "take_over" if self._waited else "start"

    def _cease(self, why: Why) -> None:
        self.sign, self.taking = self._made(taking=False, why=why), False
        self._before = self.sign

    def _over(
        self, last: Sign, now: Moment, tenants: Iterable[str], ended_by: EndedBy
    ) -> list[AnySystemFact]:
        lasted = round(last.moment.seconds_to(now), 3)
        return [
            OutageEnded(
                id=self._ids.new(),
                tenant_id=tenant_id,
                at=now.at,
                why=last.why or "died",
                ended_by=ended_by,
                lasted=lasted,
                node=last.node,
            )
            for tenant_id in tenants
        ]

    def _known_dead(self, last: Sign) -> Sign:
        if not last.taking:
            return last
        boot = last.moment.boot
        began_anew = last.node == self._node and boot and boot != self._moment().boot
        return msgspec.structs.replace(last, taking=False, why="machine" if began_anew else "died")

    def _begin(self, now: Moment, tenants: frozenset[str]) -> list[AnySystemFact]:
        new = sorted(tenants - self._counted)
        self._counted |= tenants
        return [CountingBegan(id=self._ids.new(), tenant_id=tenant_id, at=now.at) for tenant_id in new]

    def _made(self, *, taking: bool, why: Why | None = None, at: Moment | None = None) -> Sign:
        return Sign(
            moment=at or self._moment(),
            node=self._node,
            generation=self._generation,
            taking=taking,
            why=why or "",
        )

    def _change(self, facts: list[AnySystemFact]) -> Change:
        return Change(facts, Kept(sign=self.sign, tenants=self._counted))

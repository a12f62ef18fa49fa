"""New faxes are offered to those who can take them, one person at a time, without a ring.

A fax is its own kind of work: whoever has one in hand is free for calls, and nobody is asked while talking.
What nobody takes stays in the list, from which everybody may take.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from lingtong.floor.channels.fax import store
from lingtong.floor.channels.fax.config import FaxRule, rule_for
from lingtong.floor.channels.fax.model import State
from lingtong.floor.channels.fax.ports import Floor, Names, Screens
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.foundation.db import Database
from lingtong.kit import Clock
from lingtong.switch.numbers import masked

log = structlog.get_logger()
AT_ONCE = 500
AFRESH_AFTER = timedelta(minutes=5)  # until those who let one pass are asked again


class Handing:
    def __init__(
        self, database: Database, floor: Floor, screens: Screens, names: Names, clock: Clock
    ) -> None:
        self._database, self._floor, self._screens = database, floor, screens
        self._names, self._clock = names, clock

    async def run(self, every: float = 2.0) -> None:
        while True:
            try:
                await self.round()
            except Exception:
                log.exception("fax.not_offered")
            await asyncio.sleep(every)

    async def round(self) -> int:
        """How many were offered."""
        now, offered = self._clock.now(), 0
        async with self._database.reading_everywhere() as reader:
            rows = await store.untaken(reader.session, AT_ONCE)
            if not rows:
                return 0
            rules, hands = await store.rules(reader.session), await store.hands(reader.session, now)
        ready: dict[tuple[str, str], Sequence[str]] = {}
        for row in rows:
            rule = rule_for(rules.get(row.tenant_id, ()), row.queue_id)
            if rule.offered and not _is_offered(row, now):
                key = row.tenant_id, row.queue_id
                if key not in ready:
                    ready[key] = await self._floor.ready(*key)
                agent_id = _whom(ready[key], row, rule, hands, now)
                if agent_id and await self._offer(row, rule, agent_id, now):
                    hands[agent_id] = hands.get(agent_id, 0) + 1
                    offered += 1
        return offered

    async def _offer(self, row: FaxRow, rule: FaxRule, agent_id: str, now: datetime) -> bool:
        async with self._database.writing(row.tenant_id) as work:
            own = await store.one(work.session, row.id)
            if own is None or State(own.state) is not State.NEW or _is_offered(own, now):
                return False
            own.passed = passed_of(own, now)
            own.offered_to = agent_id
            own.offered_until = now + timedelta(seconds=rule.offer_for)
        params = {"number": masked(row.number), "queue": self._names.queue(row.queue_id)}
        await self._screens.tell(row.tenant_id, agent_id, "fax.offered", params)
        await self._screens.changed(row.tenant_id)
        return True


def _whom(ready: Sequence[str], row: FaxRow, rule: FaxRule, hands: dict[str, int], now: datetime) -> str:
    """Who has the least in hand; of these, who is ready longest."""
    passed = passed_of(row, now)
    able = [one for one in ready if one not in passed and hands.get(one, 0) < rule.at_once]
    return min(able, key=lambda one: hands.get(one, 0), default="")


def _is_offered(row: FaxRow, now: datetime) -> bool:
    return bool(row.offered_to) and row.offered_until is not None and row.offered_until > now


def passed_of(row: FaxRow, now: datetime) -> list[str]:
    """Those who said no, or nothing, to the offers until now; nobody, when that was long ago."""
    if row.offered_until is not None and now - row.offered_until > AFRESH_AFTER:
        return []
    return [*row.passed, row.offered_to] if row.offered_to else list(row.passed)

"""How services and sources do is told by those who ask them, to those who show it."""

import asyncio
import contextlib
from datetime import datetime, timedelta

import msgspec

from lingtong.floor.ivr.sources.health import Breakers, Health
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.kit import Clock

SUBJECT = "sources.health"
TELL_EVERY = 2.0  # seconds
FORGOTTEN_AFTER = timedelta(seconds=15)

_json = msgspec.json.Encoder().encode


class Told(msgspec.Struct, frozen=True):
    node: str
    all: tuple[Health, ...]


_told = msgspec.json.Decoder(Told).decode


class HealthTeller:
    def __init__(self, bus: Bus, breakers: Breakers, node: str) -> None:
        self._bus, self._breakers, self._node = bus, breakers, node

    async def run(self) -> None:
        while True:
            told = Told(self._node, tuple(self._breakers.troubled()))
            with contextlib.suppress(NobodyAnswers):  # told again in a moment
                await self._bus.publish(SUBJECT, _json(told))
            await asyncio.sleep(TELL_EVERY)


class HealthBoard:
    """What every process that asks has told, until it is silent for a while."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of: dict[str, tuple[datetime, Told]] = {}

    async def follow(self, bus: Bus) -> None:
        await bus.subscribe(SUBJECT, self._hear)

    async def _hear(self, _: str, payload: bytes) -> None:
        told, now = _told(payload), self._clock.now()
        self._of[told.node] = (now, told)
        self._of = {node: one for node, one in self._of.items() if one[0] > now - FORGOTTEN_AFTER}

    def of(self, tenant_id: str) -> list[Health]:
        """For each service and source the worst that is told of it."""
        worst: dict[str, Health] = {}
        oldest = self._clock.now() - FORGOTTEN_AFTER
        for at, told in self._of.values():
            for one in told.all if at > oldest else ():
                if one.tenant_id == tenant_id and _is_worse(one, worst.get(one.id)):
                    worst[one.id] = one
        return list(worst.values())


def _is_worse(one: Health, other: Health | None) -> bool:
    return other is None or (one.since is not None, one.failures) > (other.since is not None, other.failures)

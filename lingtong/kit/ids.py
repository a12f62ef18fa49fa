import random
from datetime import datetime
from secrets import SystemRandom
from uuid import UUID

from lingtong.kit.clock import Clock, SystemClock


class Ids:
    """Makes ids that sort by time (UUID version 7, RFC 9562 section 5.7).

    With a seeded `rng` and a virtual clock the same run makes the same ids.
    """

    def __init__(self, clock: Clock | None = None, rng: random.Random | None = None) -> None:
        self._clock = clock or SystemClock()
        self._rng = rng or SystemRandom()

    def new(self) -> str:
        return str(uuid7(self._clock.now(), self._rng))


def uuid7(at: datetime, rng: random.Random) -> UUID:
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return UUID(int=value)

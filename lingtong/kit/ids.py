import os
import random

from lingtong.kit.clock import Clock, SystemClock

_BYTES = 10  # 74 bits of chance, rounded up
_AT_ONCE = 256  # ids for which the system is asked at once: a call makes dozens


class Ids:
    """Makes ids that sort by time (UUID version 7, RFC 9562 section 5.7).

    With a seeded `rng` and a virtual clock the same run makes the same ids.
    """

    def __init__(self, clock: Clock | None = None, rng: random.Random | None = None) -> None:
        self._clock = clock or SystemClock()
        self._rng = rng
        self._drawn: list[bytes] = []

    def new(self) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000) & ((1 << 48) - 1)
        high, low = self._chance() if self._rng is None else _of(self._rng)
        text = f"{milliseconds:012x}7{high:03x}{low:016x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _chance(self) -> tuple[int, int]:
        """Fit for secrets, and for several threads: each takes its own from the list."""
        try:
            drawn = self._drawn.pop()
        except IndexError:
            pool = os.urandom(_BYTES * _AT_ONCE)
            fresh = [pool[start : start + _BYTES] for start in range(0, len(pool), _BYTES)]
            drawn = fresh.pop()
            self._drawn = fresh
        return _parted(int.from_bytes(drawn, "big") >> 6)


def _of(rng: random.Random) -> tuple[int, int]:
    return _parted(rng.getrandbits(12) << 62 | rng.getrandbits(62))


def _parted(chance: int) -> tuple[int, int]:
    """12 bits, and 62 with the variant before them."""
    return chance >> 62, 0b10 << 62 | chance & ((1 << 62) - 1)

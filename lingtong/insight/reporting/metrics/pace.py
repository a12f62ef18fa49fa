"""How fast callers come: columns for a small curve, and the change that warns before a line has grown."""

from collections import Counter
from datetime import datetime

COLUMN, COLUMNS = 5, 12  # minutes, and how many of them
NOW_MINUTES, BASE_MINUTES = 10, 30
LEAST = 10.0  # callers in both spans together; fewer are chance


class Pace:
    """Arrivals by minute."""

    def __init__(self) -> None:
        self._by_minute: Counter[int] = Counter()

    def count(self, at: datetime) -> None:
        self._by_minute[_minute(at)] += 1

    def columns(self, now: datetime) -> tuple[int, ...]:
        """The last hour in columns of five minutes of the clock; the last one is not over yet."""
        first = _minute(now) // COLUMN * COLUMN - COLUMN * (COLUMNS - 1)
        return tuple(self._sum(first + COLUMN * at, COLUMN) for at in range(COLUMNS))

    def change(self, now: datetime) -> float | None:
        """Arrivals of the last ten whole minutes ÷ those of ten minutes in the half hour before, less one."""
        minute = _minute(now)
        lately = self._sum(minute - NOW_MINUTES, NOW_MINUTES)
        usual = self._sum(minute - NOW_MINUTES - BASE_MINUTES, BASE_MINUTES) * NOW_MINUTES / BASE_MINUTES
        if lately + usual < LEAST:
            return None
        return lately / max(usual, 1.0) - 1.0

    def forget_before(self, at: datetime) -> None:
        first = _minute(at)
        self._by_minute = Counter({key: count for key, count in self._by_minute.items() if key >= first})

    def _sum(self, first: int, minutes: int) -> int:
        return sum(self._by_minute.get(minute, 0) for minute in range(first, first + minutes))


def _minute(at: datetime) -> int:
    return int(at.timestamp() // 60)

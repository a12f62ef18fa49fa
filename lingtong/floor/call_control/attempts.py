"""Whom an entry point lets in while too many call: the limits are its own, in both measures of a surge."""

from collections import deque
from datetime import datetime, timedelta

from lingtong.floor.ivr.graph import EntryPoint

SECOND = timedelta(seconds=1)


class Attempts:
    """When callers were let in within the last second, by entry point. Not kept over a restart."""

    def __init__(self) -> None:
        self._let_in: dict[str, deque[datetime]] = {}

    def admits(self, entry: EntryPoint, now: datetime, held: int) -> bool:
        """`held`: lines that earlier callers of the number hold. Who is admitted counts from here on."""
        if entry.max_lines and held >= entry.max_lines:
            return False
        if not entry.max_caps:
            return True
        lately = self._let_in.setdefault(entry.id, deque())
        while lately and lately[0] <= now - SECOND:
            lately.popleft()
        if len(lately) >= entry.max_caps:
            return False
        lately.append(now)
        return True

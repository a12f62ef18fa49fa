from collections.abc import Callable

Key = tuple[str, str]


class Coalescer:
    """The latest of each key, at most once in `interval` seconds; the first goes at once."""

    def __init__(self, interval: float, send: Callable[[Key], None]) -> None:
        self._interval, self._send = interval, send
        self._sent_at: dict[Key, float] = {}
        self._pending: dict[Key, float] = {}

    def changed(self, key: Key, now: float) -> None:
        if key in self._pending:
            return
        due = self._sent_at.get(key, now - self._interval) + self._interval
        if due <= now:
            self._sent_at[key] = now
            self._send(key)
        else:
            self._pending[key] = due

    def flush(self, now: float) -> None:
        if not self._pending:
            return
        for key in [key for key, due in self._pending.items() if due <= now]:
            del self._pending[key]
            self._sent_at[key] = now
            self._send(key)

    def forget(self, key: Key) -> None:
        self._pending.pop(key, None)
        self._sent_at.pop(key, None)

"""How long the agents of a queue take for one contact: a mean that follows the day."""

from collections.abc import Iterable

import msgspec

GUESS = 180.0  # seconds, until the queue has an average of its own
SLOWEST = 1 / 20  # weight of the newest contact once there are many


class Pace(msgspec.Struct, kw_only=True):
    """`mean` of talk, hold and after-call work, in seconds; the newest contacts weigh most."""

    queue_id: str
    mean: float = GUESS
    contacts: int = 0

    def took(self, seconds: float) -> None:
        self.contacts += 1
        self.mean += (seconds - self.mean) * max(1 / (self.contacts + 1), SLOWEST)


class Paces:
    def __init__(self) -> None:
        self._paces: dict[str, Pace] = {}

    def restore(self, paces: Iterable[Pace]) -> None:
        self._paces = {pace.queue_id: pace for pace in paces}

    def all(self) -> dict[str, Pace]:
        return self._paces

    def get(self, queue_id: str) -> Pace | None:
        return self._paces.get(queue_id)

    def mean(self, queue_id: str) -> float:
        pace = self._paces.get(queue_id)
        return pace.mean if pace is not None else GUESS

    def took(self, queue_id: str, seconds: float) -> None:
        self._paces.setdefault(queue_id, Pace(queue_id=queue_id)).took(seconds)

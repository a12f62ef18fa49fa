from typing import Protocol

from lingtong.floor.ivr.errands.model import Answer
from lingtong.floor.turn import Errand


class Handler(Protocol):
    """One kind of errand. What it raises is a bug, and the caller hears of a failure."""

    def lane(self, errand: Errand) -> str:
        """What is asked. Errands of one lane run a few at a time: a slow service holds up no other."""
        ...

    async def run(self, errand: Errand) -> Answer: ...

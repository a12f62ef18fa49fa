from collections import deque
from collections.abc import Set
from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.ivr.steps import Keys, Position

MOST_KEPT = 2000


class Code(msgspec.Struct, kw_only=True):
    """A phone that has dialed a code. Not journaled: after a restart the phone is asked again."""

    leg_id: str
    endpoint: str
    tenant_id: str
    step: Literal["number", "pin", "end"] = "number"
    digits: str = ""
    agent_number: str = ""
    play_id: str = ""
    media: tuple[str, ...] = ()  # what a phone that we have called is to hear
    dictation: str = ""  # it then speaks a prompt
    take: int = 0
    flow_id: str = ""  # or a caller in this flow
    language: str = ""
    walks: str = ""  # or the code that leads into a node of a flow, and where in it
    walker: str = ""
    position: Position | None = None
    keys: Keys = msgspec.field(default_factory=Keys)


class Codes:
    """`open` by leg id. Wrong tries are counted by phone and by agent."""

    def __init__(self) -> None:
        self.open: dict[str, Code] = {}
        self.dictated: dict[str, str] = {}  # how far each prompt that is spoken by phone has come
        self._wrong: dict[str, deque[datetime]] = {}

    def tries(self, key: str, since: datetime) -> int:
        return sum(at >= since for at in self._wrong.get(key, ()))

    def count(self, key: str, at: datetime) -> None:
        if len(self._wrong) >= MOST_KEPT:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong.setdefault(key, deque(maxlen=20)).append(at)

    def keep(self, living: Set[str]) -> list[str]:
        """Forgets the legs that are gone; gives them."""
        gone = [leg_id for leg_id in self.open if leg_id not in living]
        for leg_id in gone:
            del self.open[leg_id]
        return gone

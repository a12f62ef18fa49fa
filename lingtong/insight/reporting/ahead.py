"""Facts that were heard before they are in the database: counted at once, and never twice."""

from dataclasses import dataclass

from lingtong.foundation.journal.facts import Fact

MOST = 100_000  # heard, and not yet stored: the database is away for long
EARLY = 20_000  # stored lately, and not heard: the records may be faster than the word
LATE = 1000  # later facts are stored, this one is not: it was lost with a machine's disk


@dataclass(slots=True)
class _Heard:
    number: int
    fact: Fact
    counted: bool


class Ahead:
    """The engine tells facts in order once they are on its disk; the database gets the same, mostly later.

    What is heard counts at once from the moment on when one fact that was heard is found stored: everything
    before it is stored, too. Until then, and after a time without the bus, the database alone is asked, so
    that facts are counted in their order, each once.
    """

    def __init__(self, most: int = MOST, late: int = LATE, early: int = EARLY) -> None:
        self._most, self._late, self._early = most, late, early
        self._unheard: dict[str, None] = {}
        self._heard: dict[str, _Heard] = {}  # and not yet stored, oldest first
        self._number = self._since = self._stored = 0
        self._joined = self._live = self._full = False

    def hear(self, fact: Fact) -> bool:
        """Whether to count it now. False: it comes by `caught_up`, or by the database."""
        if fact.id in self._unheard:
            del self._unheard[fact.id]
            return False
        if self._full or fact.id in self._heard:
            return False
        if len(self._heard) >= self._most:
            self._full, self._live = True, False
            return False
        self._number += 1
        self._heard[fact.id] = _Heard(self._number, fact, self._live)
        return self._live

    def stored(self, fact_id: str) -> bool:
        """Found in the database. Whether it has been counted already."""
        heard = self._heard.pop(fact_id, None)
        if heard is None:
            self._unheard[fact_id] = None
            if len(self._unheard) > self._early:
                del self._unheard[next(iter(self._unheard))]
            return False
        self._stored = heard.number
        self._joined = self._joined or heard.number > self._since
        return heard.counted

    def caught_up(self) -> list[Fact]:
        """All that is stored was looked at. What was heard besides is to be counted now."""
        if self._full:
            if not any(one.counted for one in self._heard.values()):
                self._begin_anew()
            return []
        if self._live or not self._joined:
            return []
        self._live = True
        late = [one for one in self._heard.values() if not one.counted]
        for one in late:
            one.counted = True
        return [one.fact for one in late]

    def missed_some(self) -> None:
        """The bus was away."""
        self._since, self._joined, self._live = self._number, False, False

    @property
    def is_wrong(self) -> bool:
        """Something was counted that will never be stored."""
        first = next(iter(self._heard.values()), None)
        return first is not None and first.counted and first.number + self._late < self._stored

    def _begin_anew(self) -> None:
        self._heard.clear()
        self._since, self._joined, self._full = self._number, False, False

"""Numbers and prefixes by list, in a form that answers at once. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from lingtong.switch.numbers import country_code, e164

LOCKED = "locked"  # the list of numbers that agents have reported, in every tenant
SUSPECTED = "suspected"  # the list of numbers whose callers agents have judged as false, in every tenant
LONGEST_HOURS = 24.0 * 365
ANY_DIGIT = "?"  # "????": every number of four digits
SHORTEST, LONGEST_SHORT = 3, 6
UNDECIDED_HOURS = 24.0  # then the question is over: who asked has seen that nobody came


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One number, or all that begin with it. `until` is POSIX time in seconds; 0: for good."""

    tenant_id: str
    list_id: str
    number: str
    prefix: bool = False
    until: float = 0.0


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """`until`: the end of a lock that is active, or of the time to decide on one that is asked for.

    `by_count`: asked for because so many calls were judged as false.
    """

    id: str
    tenant_id: str
    number: str
    state: Literal["asked", "active"]
    why: str
    hours: float
    asked_by: str
    asked_at: datetime
    until: datetime
    by: str = ""
    interaction_id: str = ""
    by_count: bool = False


class FalseReport(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's judgment of one call."""

    interaction_id: str
    agent_id: str
    at: datetime


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """A number from which calls came that agents have judged as false, the last judgment at the end."""

    id: str
    tenant_id: str
    number: str
    reports: tuple[FalseReport, ...]
    until: datetime


class Screening(msgspec.Struct, kw_only=True):
    """Of a caller at an entry point that screens. `why` is empty where this one was not asked for a key.

    `list`: on the list `list_id`; `reported`: judged as false `reports` times; `all`: everybody is asked;
    `flow`: the flow itself asks. `outcome` is empty while nobody knows. `judged_by`: the agent who has
    judged this very call as false.
    """

    why: Literal["", "list", "reported", "all", "flow"] = ""
    list_id: str = ""
    reports: int = 0
    outcome: Literal["", "passed", "failed", "silent"] = ""
    judged_by: str = ""


class Listed(NamedTuple):
    list_id: str
    until: float


_Of = dict[str, tuple[Listed, ...]]


class NumberBook:
    """Which lists a number is on. A look costs one step for the number and one for each length of prefix."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._numbers: dict[str, _Of] = {}
        self._prefixes: dict[str, dict[int, _Of]] = {}
        self._alone: dict[Listed, tuple[Listed, ...]] = {}  # most numbers are on one list, for good
        for entry in entries:
            self.put(entry)

    def put(self, entry: Entry) -> None:
        """On the list from now on, whatever was known of the number there."""
        of = self._of(entry)
        listed = Listed(entry.list_id, entry.until)
        others = tuple(one for one in of.get(entry.number, ()) if one.list_id != entry.list_id)
        of[entry.number] = (*others, listed) if others else self._shared(listed)

    def drop(self, entry: Entry) -> None:
        of = self._of(entry)
        left = tuple(one for one in of.get(entry.number, ()) if one.list_id != entry.list_id)
        if left:
            of[entry.number] = left
        else:
            of.pop(entry.number, None)
            self._forget_length(entry)

    def is_empty(self, tenant_id: str) -> bool:
        return not self._numbers.get(tenant_id) and not self._prefixes.get(tenant_id)

    def matches(self, tenant_id: str, number: str, now: datetime) -> Iterator[str]:
        """Ids of the lists that hold the number now, the closest entry first: itself, then long prefixes."""
        at = now.timestamp()
        numbers = self._numbers.get(tenant_id, {})
        yield from _valid(numbers.get(number, ()), at)
        if len(number) <= LONGEST_SHORT:
            yield from _valid(numbers.get(ANY_DIGIT * len(number), ()), at)
        by_length = self._prefixes.get(tenant_id)
        if not by_length:
            return
        for length in sorted(by_length, reverse=True):
            if length <= len(number):
                yield from _valid(by_length[length].get(number[:length], ()), at)

    def __len__(self) -> int:
        whole = sum(len(of) for of in self._numbers.values())
        return whole + sum(len(of) for lengths in self._prefixes.values() for of in lengths.values())

    def _of(self, entry: Entry) -> _Of:
        if not entry.prefix:
            return self._numbers.setdefault(entry.tenant_id, {})
        return self._prefixes.setdefault(entry.tenant_id, {}).setdefault(len(entry.number), {})

    def _forget_length(self, entry: Entry) -> None:
        lengths = self._prefixes.get(entry.tenant_id, {})
        if entry.prefix and not lengths.get(len(entry.number)):
            lengths.pop(len(entry.number), None)

    def _shared(self, listed: Listed) -> tuple[Listed, ...]:
        return (listed,) if listed.until else self._alone.setdefault(listed, (listed,))


def _valid(found: tuple[Listed, ...], at: float) -> Iterator[str]:
    return (one.list_id for one in found if not one.until or one.until > at)


def listable(number: str) -> bool:
    """Whether a list can hold it: not guests and withheld numbers."""
    return len(number) >= SHORTEST and number.lstrip("+").isdigit()


def number_of(text: str, region: str) -> str:
    """How the book writes a number as the network or a person gave it: E.164 where it has that form."""
    return e164(text, region) or text


def prefix_of(digits: str, region: str) -> str:
    """How the book writes the begin of numbers: with the country, without the zero of the trunk (E.164).

    Begins as `+8610`, `0086 10`, `010`, `138`, `400`. Short numbers as 110 have no begin of their own.
    """
    if digits.startswith("+"):
        return digits
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{country_code(region)}{digits.removeprefix('0')}"

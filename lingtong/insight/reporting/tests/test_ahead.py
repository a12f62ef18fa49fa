import random
from datetime import UTC, datetime

import pytest

from lingtong.foundation.journal.facts import Fact
from lingtong.insight.reporting.ahead import Ahead

pytestmark = pytest.mark.model

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Said(Fact, frozen=True, kw_only=True, tag="said"):
    """Nothing else."""


def said(number: int) -> Fact:
    return Said(id=f"f{number}", tenant_id="t", at=AT)


class Screen:
    """Counts as the figures of a day do: the database from its cursor on, and what is heard."""

    def __init__(self, ahead: Ahead, stored: list[Fact]) -> None:
        self.ahead, self.stored, self.read = ahead, stored, 0
        self.counted: list[str] = []

    def hears(self, fact: Fact) -> None:
        if self.ahead.hear(fact):
            self.counted.append(fact.id)

    def catches_up(self) -> None:
        fresh, self.read = self.stored[self.read :], len(self.stored)
        self.counted += [fact.id for fact in fresh if not self.ahead.stored(fact.id)]
        self.counted += [fact.id for fact in self.ahead.caught_up()]


def test_what_is_heard_counts_before_it_is_stored_once_the_two_have_met() -> None:
    stored = [said(1)]
    screen = Screen(Ahead(), stored)
    screen.catches_up()
    screen.hears(said(3))  # the second was told before anybody listened, and is not stored yet
    assert screen.counted == ["f1"]
    stored += [said(2), said(3)]
    screen.hears(said(4))
    screen.catches_up()
    assert screen.counted == ["f1", "f2", "f3", "f4"]
    screen.hears(said(5))
    assert screen.counted[-1] == "f5"
    stored += [said(4), said(5)]
    screen.catches_up()
    assert screen.counted == ["f1", "f2", "f3", "f4", "f5"]


def test_what_was_told_while_the_bus_was_away_comes_in_its_order() -> None:
    stored = [said(1)]
    screen = Screen(Ahead(), stored)
    screen.hears(said(1))
    screen.catches_up()
    screen.hears(said(2))
    screen.ahead.missed_some()
    screen.hears(said(4))
    assert screen.counted == ["f1", "f2"]
    stored += [said(2), said(3)]
    screen.catches_up()
    assert screen.counted == ["f1", "f2", "f3"]
    stored.append(said(4))
    screen.catches_up()
    screen.hears(said(5))
    assert screen.counted == ["f1", "f2", "f3", "f4", "f5"]


def test_a_database_that_is_away_for_long_costs_only_so_much_memory() -> None:
    stored = [said(0)]
    screen = Screen(Ahead(most=3), stored)
    screen.hears(said(0))
    screen.catches_up()
    for number in range(1, 9):
        screen.hears(said(number))
    assert screen.counted == ["f0", "f1", "f2", "f3"]
    stored += [said(number) for number in range(1, 9)]
    screen.catches_up()
    screen.hears(said(9))
    stored.append(said(9))
    screen.catches_up()
    screen.hears(said(10))
    assert screen.counted == [f"f{number}" for number in range(11)]


def test_a_fact_that_was_lost_with_its_disk_is_noticed() -> None:
    stored = [said(0)]
    screen = Screen(Ahead(late=2), stored)
    screen.hears(said(0))
    screen.catches_up()
    for number in range(1, 5):
        screen.hears(said(number))
    stored += [said(2), said(3)]
    screen.catches_up()
    assert not screen.ahead.is_wrong
    stored.append(said(4))
    screen.catches_up()
    assert screen.ahead.is_wrong


@pytest.mark.parametrize("seed", range(200))
def test_each_fact_counts_once_and_in_order_whatever_comes_when(seed: int) -> None:  # noqa: C901 - one table
    rng = random.Random(seed)
    told: list[Fact] = []
    stored: list[Fact] = []
    screen = Screen(Ahead(most=rng.choice((3, 10, 100))), stored)
    away = rng.random() < 0.5  # began before the screen did
    for number in range(rng.randint(1, 120)):
        match rng.choices(("tells", "records first", "stores", "looks", "bus"), (5, 2, 3, 3, 0.3))[0]:
            case "tells":
                told.append(said(number))
                if not away:
                    screen.hears(told[-1])
            case "records first" if len(stored) == len(told):
                told.append(said(number))
                stored.append(told[-1])
                if rng.random() < 0.7:
                    screen.catches_up()
                if not away:
                    screen.hears(told[-1])
            case "stores":
                stored += told[len(stored) : len(stored) + rng.randint(1, 5)]
            case "looks":
                screen.catches_up()
            case "bus" if away:
                away = False
                screen.ahead.missed_some()
            case "bus":
                away = True
        assert screen.counted == [fact.id for fact in told[: len(screen.counted)]]
    stored += told[len(stored) :]
    screen.catches_up()
    assert screen.counted == [fact.id for fact in told]

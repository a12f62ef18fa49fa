"""The database goes away in the moment when it is needed: no alarm is lost, and none stays for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, people
from lingtong.insight.alarms.tests.test_service import TEN, Day

pytestmark = pytest.mark.room


@contextmanager
def away(how: str) -> Iterator[None]:
    def refuse(*_: Any) -> Any:
        raise OperationalError("SELECT", None, Exception("connection refused"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, how, refuse)
        yield


@pytest.fixture
async def day(parts: Parts, clock: MovableClock) -> Day:
    clock.at = TEN
    return Day(parts, clock, await people(parts))


async def test_an_alarm_that_could_not_be_kept_is_kept_a_second_later(day: Day) -> None:
    await day.rule()
    day.floor.waiting["q1"] = 11
    await day.passes(15)
    with away("writing"), pytest.raises(OperationalError):
        await day.passes(3)
    await day.passes(2)
    assert day.lines() == [("q1", "open")]


async def test_an_alarm_whose_end_could_not_be_kept_ends_a_second_later(day: Day) -> None:
    await day.rule()
    day.floor.waiting["q1"] = 11
    await day.passes(18)
    day.floor.waiting["q1"] = 0
    with away("writing"), pytest.raises(OperationalError):
        await day.passes(40)
    await day.passes(2)
    assert day.lines() == []


async def test_rules_that_could_not_be_read_are_read_a_second_later(day: Day) -> None:
    await day.rule()
    day.floor.waiting["q1"] = 11
    with away("reading_everywhere"), pytest.raises(OperationalError):
        await day.alarms.look()
    await day.passes(18)
    assert day.lines() == [("q1", "open")]

"""Since when nobody took calls, for how long, and why: engine after engine, on a clock of ours."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from lingtong.floor.availability.events import CountingBegan, OutageEnded
from lingtong.floor.availability.signs import FILE, Kept, Left, Moment, Sign, SignFile, last
from lingtong.floor.availability.taking import Change, Taking
from lingtong.foundation.lease import LastBeat
from lingtong.kit import Ids

pytestmark = pytest.mark.model
START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class Machine:
    """A machine, and what stays of its engines: the journal's entity, the sign on the disk."""

    def __init__(self, node: str = "node-1") -> None:
        self.node, self.boot, self.up, self.set_by = node, "first", 1000.0, 0.0
        self.kept: Kept | None = None
        self.disk: Sign | None = None
        self.generation = 0

    def now(self) -> Moment:
        at = START + timedelta(seconds=self.up - 1000.0 + self.set_by)
        return Moment(at=at, boot=self.boot, up=self.up)

    def passes(self, seconds: float) -> None:
        self.up += seconds

    def begins_anew(self, after: float) -> None:
        self.set_by += self.up + after - 10.0
        self.boot, self.up = "second", 10.0

    def engine(self, register: LastBeat | None = None, *, waited: bool = False) -> "Engine":
        self.generation = register.generation + 1 if register is not None else self.generation + 1
        return Engine(self, register, waited)


class Engine:
    def __init__(self, machine: Machine, register: LastBeat | None, waited: bool) -> None:
        kept = machine.kept
        self.machine = machine
        self.taking = Taking(
            ids=Ids(),
            moment=machine.now,
            node=machine.node,
            generation=machine.generation,
            kept=kept,
            before=last(kept.sign if kept is not None else None, Left(machine.disk), register),
            waited=waited,
        )

    def switch(self, *, connected: bool = True, tenants: tuple[str, ...] = ("t1",)) -> list[object]:
        return self._written(self.taking.look(connected=connected, tenants=tenants))

    def lives(self, seconds: float) -> list[object]:
        told: list[object] = []
        whole, rest = divmod(seconds, 1.0)
        for step in [*[1.0] * int(whole), rest]:
            self.machine.passes(step)
            if step == 1.0:
                told += self.beats()
        return told

    def beats(self) -> list[object]:
        told = self._written(self.taking.beat())
        if self.taking.begun:
            self.machine.disk = self.taking.sign
        return told

    def stops(self) -> list[object]:
        return self._written(self.taking.stop())

    def _written(self, change: Change | None) -> list[object]:
        if change is None:
            return []
        self.machine.kept, self.machine.disk = change.kept, self.taking.sign
        return list(change.facts)


def outage(told: list[object]) -> tuple[str, str, float]:
    (one,) = told
    assert isinstance(one, OutageEnded)
    return one.why, one.ended_by, one.lasted


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def first(machine: Machine) -> Engine:
    """Has taken calls for an hour."""
    engine = machine.engine()
    engine.switch()
    engine.lives(3600)
    return engine


def test_the_first_start_ever_counts_from_itself(machine: Machine) -> None:
    engine = machine.engine()
    engine.lives(30)
    (began,) = engine.switch()
    assert isinstance(began, CountingBegan)
    assert began.at == START + timedelta(seconds=30)


def test_a_kill_counts_from_the_last_sign_of_life(machine: Machine, first: Engine) -> None:
    first.lives(0.6)
    machine.passes(4.4)
    second = machine.engine()
    machine.passes(1)
    assert outage(second.switch()) == ("died", "start", 6.0)


def test_a_stop_in_order_is_told_as_such_and_lasts_until_calls_are_taken(
    machine: Machine, first: Engine
) -> None:
    assert first.stops() == []
    machine.passes(90)
    second = machine.engine()
    machine.passes(2)
    assert outage(second.switch()) == ("stopped", "start", 92.0)


def test_a_switch_that_is_lost_while_its_engine_lives(first: Engine) -> None:
    assert first.switch(connected=False) == []
    first.lives(7)
    assert outage(first.switch()) == ("switch_lost", "switch", 7.0)
    first.lives(5)
    first.switch(connected=False)
    first.lives(2)
    assert outage(first.switch()) == ("switch_lost", "switch", 2.0)


def test_a_standby_goes_on_after_a_tenth_of_a_second(machine: Machine, first: Engine) -> None:
    machine.passes(0.1)
    assert outage(machine.engine(waited=True).switch()) == ("died", "take_over", 0.1)


def test_where_one_cause_follows_another_it_is_one_outage_of_the_first(
    machine: Machine, first: Engine
) -> None:
    first.switch(connected=False)
    first.lives(20)
    machine.passes(10)
    never_met = machine.engine()
    never_met.lives(15)
    third = machine.engine()
    machine.passes(5)
    assert outage(third.switch()) == ("switch_lost", "start", 50.0)


def test_a_stop_without_a_switch_is_no_planned_one(machine: Machine, first: Engine) -> None:
    first.switch(connected=False)
    first.lives(3)
    first.stops()
    machine.passes(3)
    assert outage(machine.engine().switch()) == ("switch_lost", "start", 6.0)


@pytest.mark.parametrize("set_by", [-7200.0, 7200.0])
def test_a_clock_that_is_set_meanwhile_changes_no_length(
    machine: Machine, first: Engine, set_by: float
) -> None:
    machine.passes(5)
    machine.set_by = set_by
    assert outage(machine.engine().switch()) == ("died", "start", 5.0)


def test_a_machine_that_dies_counts_by_the_time_of_day(machine: Machine, first: Engine) -> None:
    machine.begins_anew(after=120)
    assert outage(machine.engine().switch()) == ("machine", "start", 120.0)


def test_a_machine_whose_clock_went_back_meanwhile_tells_no_negative_time(
    machine: Machine, first: Engine
) -> None:
    machine.begins_anew(after=-500)
    assert outage(machine.engine().switch()) == ("machine", "start", 0.0)


def test_an_engine_that_stands_still_tells_so_itself(machine: Machine, first: Engine) -> None:
    machine.passes(40)
    assert outage(first.beats()) == ("stood_still", "itself", 40.0)
    assert first.lives(10) == []
    machine.passes(5)
    assert outage(machine.engine().switch()) == ("died", "start", 5.0)


def test_a_tenant_that_comes_later_is_counted_for_from_then_on(machine: Machine, first: Engine) -> None:
    change = first.taking.met(("t1", "t2"))
    assert change is not None
    (began,) = first._written(change)
    assert isinstance(began, CountingBegan)
    assert began.tenant_id == "t2"
    machine.passes(3)
    told = machine.engine().switch(tenants=("t1", "t2", "t3"))
    named = [one for one in told if isinstance(one, OutageEnded | CountingBegan)]
    assert [(type(one).__name__, one.tenant_id) for one in named] == [
        ("OutageEnded", "t1"),
        ("OutageEnded", "t2"),
        ("CountingBegan", "t3"),
    ]


def test_another_machine_goes_by_the_last_beat_at_the_register(machine: Machine, first: Engine) -> None:
    there = Machine("node-2")
    there.up, there.kept = machine.up, machine.kept  # the journal came, the sign on the disk did not
    there.passes(6)
    beat = LastBeat(at=machine.now().at, node="node-1", generation=machine.generation, given_back=False)
    assert outage(there.engine(beat, waited=True).switch()) == ("died", "take_over", 6.0)


def test_the_register_knows_of_an_engine_whose_journal_never_came_here(
    machine: Machine, first: Engine
) -> None:
    first.stops()
    machine.passes(7200)
    beat = LastBeat(at=machine.now().at, node="node-2", generation=9, given_back=True)
    machine.passes(30)
    assert outage(machine.engine(beat).switch()) == ("stopped", "start", 30.0)


def test_a_beat_of_one_who_had_no_switch_is_no_sign_of_taking_calls(machine: Machine, first: Engine) -> None:
    first.switch(connected=False)
    first.lives(60)
    beat = LastBeat(at=machine.now().at, node="node-1", generation=machine.generation, given_back=False)
    machine.passes(6)
    there = Machine("node-2")
    there.up, there.kept = machine.up, machine.kept
    assert outage(there.engine(beat).switch()) == ("switch_lost", "start", 66.0)


def test_a_torn_sign_is_replaced_by_the_last_write_of_the_journal(tmp_path: Path) -> None:
    sign = Sign(moment=Moment(at=START, boot="b", up=1.0), node="n", generation=3, taking=True)
    file = SignFile(tmp_path)
    file.put(msgspec.structs.replace(sign, node="a name that is longer"))
    file.put(sign)
    file.sync()
    assert SignFile(tmp_path).left() == Left(sign)
    file.close()
    journal = tmp_path / "journal-00000001.log"
    journal.write_bytes(b"x")
    written = START + timedelta(hours=1)
    os.utime(journal, (written.timestamp(), written.timestamp()))
    (tmp_path / FILE).write_bytes(b'{"moment":{"at"')
    left = SignFile(tmp_path).left()
    assert left == Left(None, written)
    found = last(sign, left, None)
    assert found is not None
    assert (found.moment, found.taking) == (Moment(at=written), True)
    assert last(None, left, None) is None

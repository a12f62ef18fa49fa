"""Callers whom a list knows: refused with a word, served first, reported by an agent."""

from collections.abc import Iterable
from typing import Any

import pytest

from lingtong.floor.call_control.allowed import allowed
from lingtong.floor.lists.events import LockApproved, LockAsked, LockDeclined, LockEnded
from lingtong.floor.lists.model import LOCKED, Entry, NumberBook
from lingtong.floor.live.commands import DecideLock, EndLock, ReportCaller
from lingtong.floor.live.locked import locks_of
from lingtong.floor.live.picture import interaction_view
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT
from lingtong.interactions.events import CallBlocked, InteractionEnded, InteractionQueued, PartyJoined
from lingtong.kit import Refusal
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room
HOUR = 3600.0


def know(day: FakeFloor, *entries: tuple[str, str], prefixes: Iterable[tuple[str, str]] = ()) -> None:
    book = NumberBook()
    for list_id, number in entries:
        book.put(Entry(TENANT, list_id, number))
    for list_id, number in prefixes:
        book.put(Entry(TENANT, list_id, number, True))
    day.book = book


def heard(day: FakeFloor) -> list[str]:
    return [sent.media[0] for sent in day.switch.sent if isinstance(sent, Play)]


def results(day: FakeFloor) -> list[str]:
    return [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)]


def refused(day: FakeFloor, command: ReportCaller | DecideLock | EndLock) -> str:
    with pytest.raises(Refusal) as caught:
        day.engine.do(command)
    return caught.value.code


def report(day: FakeFloor, caller: str, agent: str = "zhang", hours: float = 2.0) -> str:
    """Gives the lock's id."""
    day.engine.do(
        ReportCaller(
            tenant_id=TENANT, agent_id=agent, interaction_id=day.call(caller).id, why="threats", hours=hours
        )
    )
    return next(fact.lock_id for fact in reversed(day.facts) if isinstance(fact, LockAsked))


def decide(day: FakeFloor, lock_id: str, granted: bool = True, team_id: str | None = None) -> None:
    day.engine.do(
        DecideLock(
            tenant_id=TENANT, agent_id="wang", lock_id=lock_id, granted=granted, by="Wang", team_id=team_id
        )
    )


def test_a_blocked_caller_hears_why_and_is_cleared(day: FakeFloor) -> None:
    know(day, ("bad", "+8613900001111"))
    caller = day.caller_dials(ani="13900001111")
    assert heard(day) == ["prompt:number_blocked"]
    assert day.call(caller).stage == "closing"
    listed_id = day.call(caller).id
    day.time_passes(30)
    assert results(day) == ["blocked"]
    (blocked,) = [fact for fact in day.facts if isinstance(fact, CallBlocked)]
    assert (blocked.interaction_id, blocked.list_id, blocked.entry_point_id) == (listed_id, "bad", "main")
    assert not [fact for fact in day.facts if isinstance(fact, InteractionQueued)]


def test_the_closest_entry_decides_between_a_blocked_range_and_a_vip_in_it(day: FakeFloor) -> None:
    know(day, ("gold", "+8613900001111"), prefixes=[("bad", "+86139")])
    day.caller_dials(ani="13900002222")
    assert heard(day) == ["prompt:number_blocked"]
    caller = day.caller_waits("fault", ani="13900001111")
    assert day.line("fault") == [caller]


def test_a_number_under_a_range_and_one_beside_it(day: FakeFloor) -> None:
    know(day, prefixes=[("bad", "+8610"), ("bad", "+86400")])
    for number in ("01062345678", "+861062345678", "4008001234"):
        day.caller_dials(ani=number)
    day.caller_dials(ani="02162345678")
    assert heard(day).count("prompt:number_blocked") == 3


def test_a_vip_is_served_first_and_the_agent_sees_and_hears_who_it_is(day: FakeFloor) -> None:
    know(day, ("gold", "+8613900001111"), ("press", "+8613900001111"))
    first = day.caller_waits("fault")
    vip = day.caller_waits("fault", ani="13900001111")
    assert day.line("fault") == [vip, first]
    assert day.engine.floor.board.lists.list_of(TENANT, "13900001111") == {"金卡", "媒体"}
    day.agent_ready("zhang")
    day.answers("zhang")
    assert day.call(vip).owner == "zhang"
    view = interaction_view(day.engine.floor.board, day.call(vip), "zhang")
    assert (view.customer_class, view.customer_class_en) == ("金卡", "Gold")
    assert "prompt:vip_caller" in heard(day)


def test_an_entry_whose_time_is_over_refuses_nobody(day: FakeFloor) -> None:
    book = NumberBook([Entry(TENANT, "bad", "+8613900001111", False, day.clock.at.timestamp() + 60)])
    day.book = book
    day.caller_dials(ani="13900001111")
    assert heard(day) == ["prompt:number_blocked"]
    day.time_passes(61)
    assert day.line("fault") == []
    caller = day.caller_waits("fault", ani="13900001111")
    assert day.line("fault") == [caller]


def test_a_reported_number_is_locked_from_the_approval_until_its_time_is_over(day: FakeFloor) -> None:
    caller = day.caller_waits("fault", ani="13900001111")
    day.agent_ready("zhang")
    day.answers("zhang")
    lock_id = report(day, caller, hours=2.0)
    assert day.call(caller).owner == "zhang", "the call goes on"
    (shown,) = locks_of(day.engine.floor.board, TENANT).locks
    assert (shown.state, shown.number, shown.asked_name) == ("asked", "139 **** 1111", "Zhang")
    other = day.caller_waits("billing", ani="13900001111")
    assert day.line("billing") == [other], "not decided yet"
    decide(day, lock_id)
    assert [said.code for said in day.said if said.agent_id == "zhang"][-1] == "lock.approved"
    assert day.engine.floor.board.lists.list_of(TENANT, "13900001111") == {LOCKED}
    day.caller_dials(ani="13900001111")
    assert heard(day)[-1] == "prompt:number_blocked"
    day.time_passes(2 * HOUR + 1)
    (ended,) = [fact for fact in day.facts if isinstance(fact, LockEnded)]
    assert ended.why == "time_up"
    again = day.caller_waits("fault", ani="13900001111")
    assert not day.call(again).blocked


def test_a_lock_outlives_the_engine(day: FakeFloor) -> None:
    caller = day.caller_waits("fault", ani="13900001111")
    day.agent_ready("zhang")
    day.answers("zhang")
    decide(day, report(day, caller))
    day.crash()
    day.start()
    assert day.engine.floor.board.lists.list_of(TENANT, "13900001111") == {LOCKED}
    day.time_passes(2 * HOUR + 1)
    assert day.engine.floor.board.lists.list_of(TENANT, "13900001111") == set()


def test_a_supervisor_declines_ends_and_is_kept_to_the_own_team(day: FakeFloor) -> None:
    caller = day.caller_waits("fault", ani="13900001111")
    day.agent_ready("zhang")
    day.answers("zhang")
    lock_id = report(day, caller)
    assert (
        refused(
            day,
            ReportCaller(
                tenant_id=TENANT, agent_id="zhang", interaction_id=day.call(caller).id, why="x", hours=1
            ),
        )
        == "lock.known"
    )
    with pytest.raises(Refusal):
        decide(day, lock_id, team_id="another")
    decide(day, lock_id, granted=False)
    assert [fact.lock_id for fact in day.facts if isinstance(fact, LockDeclined)] == [lock_id]
    second = report(day, caller)
    decide(day, second)
    assert len([fact for fact in day.facts if isinstance(fact, LockApproved)]) == 1
    day.engine.do(EndLock(tenant_id=TENANT, agent_id="wang", lock_id=second, by="Wang"))
    assert refused(day, EndLock(tenant_id=TENANT, agent_id="wang", lock_id=second)) == "lock.unknown"
    again = day.caller_dials(ani="13900001111")
    assert not day.call(again).blocked


def test_what_cannot_be_locked(day: FakeFloor) -> None:
    caller = day.caller_waits("fault", ani="anonymous")
    day.agent_ready("zhang")
    day.answers("zhang")
    about: dict[str, Any] = {"tenant_id": TENANT, "agent_id": "zhang", "interaction_id": day.call(caller).id}
    assert "report_caller" not in allowed(day.call(caller), "zhang")  # there is no number to lock
    assert refused(day, ReportCaller(**about, why="threats")) == "call.not_now"
    named = day.caller_waits("billing", ani="13900001111")
    day.agent_ready("chen")
    day.answers("chen")
    about = {"tenant_id": TENANT, "agent_id": "chen", "interaction_id": day.call(named).id}
    assert refused(day, ReportCaller(**about, why="  ")) == "lock.not_possible"
    assert refused(day, ReportCaller(**about, why="x", hours=9000)) == "lock.not_possible"
    assert [fact.role for fact in day.facts if isinstance(fact, PartyJoined)].count("agent") == 2

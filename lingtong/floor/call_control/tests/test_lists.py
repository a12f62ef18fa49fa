"""Callers whom a list knows: refused with a word, served first, reported by an agent."""

from collections.abc import Iterable

import msgspec
import pytest

from lingtong.floor.lists.config import NumberList
from lingtong.floor.lists.events import LockApproved, LockAsked, LockDeclined, LockEnded
from lingtong.floor.lists.model import LOCKED, Entry, NumberBook
from lingtong.floor.live.lock_commands import DecideLock, EndLock, ReportCaller
from lingtong.floor.live.locked import locks_of
from lingtong.floor.live.picture import interaction_view
from lingtong.floor.testing import FakeFloor, demo_center
from lingtong.floor.testing.center import TENANT
from lingtong.interactions.events import CallBlocked, InteractionEnded, InteractionQueued, PartyJoined
from lingtong.kit import Refusal
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room
HOUR = 3600.0
LISTS = {
    "bad": NumberList(id="bad", tenant_id=TENANT, name="骚扰电话", kind="block"),
    "gold": NumberList(
        id="gold", tenant_id=TENANT, name="金卡", name_en="Gold", kind="vip", priority=20, whisper=True
    ),
    "press": NumberList(id="press", tenant_id=TENANT, name="媒体"),
}


def know(day: FakeFloor, *entries: tuple[str, str], prefixes: Iterable[tuple[str, str]] = ()) -> None:
    book = NumberBook()
    for list_id, number in entries:
        book.put(Entry(TENANT, list_id, number))
    for list_id, number in prefixes:
        book.put(Entry(TENANT, list_id, number, True))
    day.engine.floor.board.lists.book = lambda: book


@pytest.fixture
def listed(day: FakeFloor) -> FakeFloor:
    day.reconfigure(msgspec.structs.replace(demo_center(), number_lists=LISTS))
    return day


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


def test_a_blocked_caller_hears_why_and_is_cleared(listed: FakeFloor) -> None:
    know(listed, ("bad", "+8613900001111"))
    caller = listed.caller_dials(ani="13900001111")
    assert heard(listed) == ["prompt:number_blocked"]
    assert listed.call(caller).stage == "closing"
    listed_id = listed.call(caller).id
    listed.time_passes(30)
    assert results(listed) == ["blocked"]
    (blocked,) = [fact for fact in listed.facts if isinstance(fact, CallBlocked)]
    assert (blocked.interaction_id, blocked.list_id, blocked.entry_point_id) == (listed_id, "bad", "main")
    assert not [fact for fact in listed.facts if isinstance(fact, InteractionQueued)]


def test_the_closest_entry_decides_between_a_blocked_range_and_a_vip_in_it(listed: FakeFloor) -> None:
    know(listed, ("gold", "+8613900001111"), prefixes=[("bad", "+86139")])
    listed.caller_dials(ani="13900002222")
    assert heard(listed) == ["prompt:number_blocked"]
    caller = listed.caller_waits("fault", ani="13900001111")
    assert listed.line("fault") == [caller]


def test_a_number_under_a_range_and_one_beside_it(listed: FakeFloor) -> None:
    know(listed, prefixes=[("bad", "+8610"), ("bad", "+86400")])
    for number in ("01062345678", "+861062345678", "4008001234"):
        listed.caller_dials(ani=number)
    listed.caller_dials(ani="02162345678")
    assert heard(listed).count("prompt:number_blocked") == 3


def test_a_vip_is_served_first_and_the_agent_sees_and_hears_who_it_is(listed: FakeFloor) -> None:
    know(listed, ("gold", "+8613900001111"), ("press", "+8613900001111"))
    first = listed.caller_waits("fault")
    vip = listed.caller_waits("fault", ani="13900001111")
    assert listed.line("fault") == [vip, first]
    assert listed.engine.floor.board.lists.list_of(TENANT, "13900001111") == {"金卡", "媒体"}
    listed.agent_ready("zhang")
    listed.answers("zhang")
    assert listed.call(vip).owner == "zhang"
    view = interaction_view(listed.engine.floor.board, listed.call(vip), "zhang")
    assert (view.customer_class, view.customer_class_en) == ("金卡", "Gold")
    assert "prompt:vip_caller" in heard(listed)


def test_an_entry_whose_time_is_over_refuses_nobody(listed: FakeFloor) -> None:
    book = NumberBook([Entry(TENANT, "bad", "+8613900001111", False, listed.clock.at.timestamp() + 60)])
    listed.engine.floor.board.lists.book = lambda: book
    listed.caller_dials(ani="13900001111")
    assert heard(listed) == ["prompt:number_blocked"]
    listed.time_passes(61)
    assert listed.line("fault") == []
    caller = listed.caller_waits("fault", ani="13900001111")
    assert listed.line("fault") == [caller]


def test_a_reported_number_is_locked_from_the_approval_until_its_time_is_over(listed: FakeFloor) -> None:
    caller = listed.caller_waits("fault", ani="13900001111")
    listed.agent_ready("zhang")
    listed.answers("zhang")
    lock_id = report(listed, caller, hours=2.0)
    assert listed.call(caller).owner == "zhang", "the call goes on"
    (shown,) = locks_of(listed.engine.floor.board, TENANT).locks
    assert (shown.state, shown.number, shown.asked_name) == ("asked", "139 **** 1111", "Zhang")
    other = listed.caller_waits("billing", ani="13900001111")
    assert listed.line("billing") == [other], "not decided yet"
    decide(listed, lock_id)
    assert [said.code for said in listed.said if said.agent_id == "zhang"][-1] == "lock.approved"
    assert listed.engine.floor.board.lists.list_of(TENANT, "13900001111") == {LOCKED}
    listed.caller_dials(ani="13900001111")
    assert heard(listed)[-1] == "prompt:number_blocked"
    listed.time_passes(2 * HOUR + 1)
    (ended,) = [fact for fact in listed.facts if isinstance(fact, LockEnded)]
    assert ended.why == "time_up"
    again = listed.caller_waits("fault", ani="13900001111")
    assert not listed.call(again).blocked


def test_a_lock_outlives_the_engine(listed: FakeFloor) -> None:
    caller = listed.caller_waits("fault", ani="13900001111")
    listed.agent_ready("zhang")
    listed.answers("zhang")
    decide(listed, report(listed, caller))
    listed.crash()
    listed.start()
    assert listed.engine.floor.board.lists.list_of(TENANT, "13900001111") == {LOCKED}
    listed.time_passes(2 * HOUR + 1)
    assert listed.engine.floor.board.lists.list_of(TENANT, "13900001111") == set()


def test_a_supervisor_declines_ends_and_is_kept_to_the_own_team(listed: FakeFloor) -> None:
    caller = listed.caller_waits("fault", ani="13900001111")
    listed.agent_ready("zhang")
    listed.answers("zhang")
    lock_id = report(listed, caller)
    assert (
        refused(
            listed,
            ReportCaller(
                tenant_id=TENANT, agent_id="zhang", interaction_id=listed.call(caller).id, why="x", hours=1
            ),
        )
        == "lock.known"
    )
    with pytest.raises(Refusal):
        decide(listed, lock_id, team_id="another")
    decide(listed, lock_id, granted=False)
    assert [fact.lock_id for fact in listed.facts if isinstance(fact, LockDeclined)] == [lock_id]
    second = report(listed, caller)
    decide(listed, second)
    assert len([fact for fact in listed.facts if isinstance(fact, LockApproved)]) == 1
    listed.engine.do(EndLock(tenant_id=TENANT, agent_id="wang", lock_id=second, by="Wang"))
    assert refused(listed, EndLock(tenant_id=TENANT, agent_id="wang", lock_id=second)) == "lock.unknown"
    again = listed.caller_dials(ani="13900001111")
    assert not listed.call(again).blocked


def test_what_cannot_be_locked(listed: FakeFloor) -> None:
    caller = listed.caller_waits("fault", ani="anonymous")
    listed.agent_ready("zhang")
    listed.answers("zhang")
    about = {"tenant_id": TENANT, "agent_id": "zhang", "interaction_id": listed.call(caller).id}
    assert refused(listed, ReportCaller(**about, why="threats")) == "lock.not_possible"
    named = listed.caller_waits("billing", ani="13900001111")
    listed.agent_ready("chen")
    listed.answers("chen")
    about = {"tenant_id": TENANT, "agent_id": "chen", "interaction_id": listed.call(named).id}
    assert refused(listed, ReportCaller(**about, why="  ")) == "lock.not_possible"
    assert refused(listed, ReportCaller(**about, why="x", hours=9000)) == "lock.not_possible"
    assert [fact.role for fact in listed.facts if isinstance(fact, PartyJoined)].count("agent") == 2

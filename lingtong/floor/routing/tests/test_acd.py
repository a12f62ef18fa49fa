"""Each rule of a queue by one example. That all of them hold together is for the oracle."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center
from lingtong.floor.routing import Acd
from lingtong.floor.routing.capacity import Capacity
from lingtong.floor.routing.config import QueueConfig, Ring
from lingtong.floor.routing.model import Match, Waiting, expected_wait, is_able
from lingtong.interactions.events import Why

pytestmark = pytest.mark.model
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
QUEUES = ("a", "b", "c")


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def agent(name: str, queues: tuple[str, ...] = QUEUES, **rules: Any) -> AgentConfig:
    return AgentConfig(
        id=name, tenant_id="t", agent_number=name, name=name, endpoint=name, queues=queues, **rules
    )


def queue(name: str = "a", **rules: Any) -> QueueConfig:
    return QueueConfig(id=name, tenant_id="t", number=name, name=name, **rules)


def center(*agents: AgentConfig, **rules: Any) -> Center:
    """Queue a by these rules, and two plain ones."""
    return Center(
        agents={one.id: one for one in agents},
        queues={"a": queue(**rules), "b": queue("b"), "c": queue("c")},
    )


def floor(*agents: AgentConfig, **rules: Any) -> Acd:
    """All agents are free, in the order in which they are named."""
    acd = Acd(center(*agents, **rules), START)
    for number, one in enumerate(agents):
        acd.agent_free(one.id, at(number - 100))
    assert acd.match() is None
    return acd


def waits(name: str, queue: str = "a", second: float = 0, priority: int = 0, **more: Any) -> Waiting:
    return Waiting(
        interaction_id=name,
        queue_id=queue,
        priority=priority,
        first_at=at(second),
        queued_at=at(second),
        number=int(name) if name.isdigit() else 0,
        **more,
    )


def who(match: Match | None) -> tuple[str, str, str] | None:
    return (match.interaction_id, match.agent_id, match.because[0].code) if match else None


def test_levels_of_all_skills_are_needed_and_membership_without_skills() -> None:
    skilled = queue("s", skills={"fault": 3, "zh": 1})
    assert is_able(agent("x", (), skills={"fault": 3, "zh": 1}), skilled)
    assert not is_able(agent("x", ("s",), skills={"fault": 3}), skilled)
    assert is_able(agent("x", ("a",)), queue())
    assert not is_able(agent("x", ()), queue())
    assert not is_able(agent("x", ("a",)), QueueConfig(id="a", tenant_id="another", number="1", name="a"))


def test_who_knows_the_customer_comes_before_the_longest_idle() -> None:
    wishes: dict[str, dict[str, Any]] = {
        "dedicated_agent": {"dedicated": "y"},
        "last_agent": {"last_agent": "y"},
        "knows_customer": {"prefer": "y"},
    }
    for word, wish in wishes.items():
        acd = floor(agent("x"), agent("y"))
        acd.add(waits("1", **wish))
        assert who(acd.match()) == ("1", "y", word)


def test_who_is_given_back_stands_where_they_stood() -> None:
    acd = Acd(center(agent("x")))
    acd.add(waits("1", second=1))
    acd.add(waits("2", second=2))
    acd.agent_free("x", START)
    assert acd.match() == Match("1", "x", (Why("longest_idle", {"seconds": "2"}),))
    acd.give_back("1")
    acd.agent_free("x", START)
    assert who(acd.match(["a", "b"])) == ("1", "x", "longest_idle")
    assert (acd.place("1"), acd.place("2")) == (1, 2)


def test_a_wider_ring_opens_when_its_time_has_come() -> None:
    rings = (Ring(after=30, skills={"fault": 1}),)
    acd = floor(agent("junior", skills={"fault": 2}), skills={"fault": 5}, rings=rings)
    acd.add(waits("1"), now=START)
    assert acd.match() is None
    assert acd.next_at() == at(30)
    assert acd.match(now=at(29.9)) is None
    match = acd.match(now=at(30))
    assert match is not None
    assert match.because == (
        Why("longest_idle", {"seconds": "130"}),
        Why("ring", {"ring": "1", "waited": "30"}),
    )
    assert acd.next_at() is None


def test_inner_rings_are_asked_before_outer_ones() -> None:
    rings = (Ring(after=10, skills={"fault": 1}),)
    acd = Acd(center(agent("junior", skills={"fault": 1}), agent("expert", skills={"fault": 5}),
                     skills={"fault": 5}, rings=rings), START)  # fmt: skip
    acd.add(waits("1"))
    assert acd.match(now=at(20)) is None
    acd.agent_free("junior", at(0))
    acd.agent_free("expert", at(15))
    assert who(acd.match(now=at(20))) == ("1", "expert", "longest_idle")


def test_agents_are_borrowed_only_while_their_own_queue_can_spare_them() -> None:
    borrows = {"rings": (Ring(after=10, borrow=("b",)),)}
    acd = Acd(center(agent("b1", ("b",)), **borrows), START)
    acd.add(waits("1"))
    acd.add(waits("2", "b", second=5))
    acd.add(waits("3", "b", second=6))
    acd.agent_free("b1", at(10))
    assert who(acd.match(now=at(10))) == ("2", "b1", "longest_idle")
    acd.agent_free("b1", at(11))
    assert who(acd.match(now=at(11))) == ("3", "b1", "longest_idle")
    acd.agent_free("b1", at(12))
    match = acd.match(now=at(12))
    assert match is not None
    assert [why.code for why in match.because] == ["longest_idle", "ring", "borrowed"]


def test_agents_are_lent_again_when_the_last_caller_of_their_own_leaves() -> None:
    acd = Acd(center(agent("b1", ("b",), skills={"x": 1}), rings=(Ring(after=10, borrow=("b",)),)), START)
    acd.add(waits("1"))
    acd.add(waits("2", "b", second=5, channel="chat"))
    acd.add(waits("3", "b", second=6))
    acd.reserve("3")
    acd.give_back("3")
    assert acd.match(now=at(10)) is None
    acd.agent_free("b1", at(10))
    acd.remove("3")
    assert who(acd.match()) == ("1", "b1", "longest_idle")


def test_priority_grows_with_the_wait() -> None:
    acd = Acd(center(agent("x"), aging=2), START)
    acd.add(waits("1", second=0))
    acd.add(waits("2", second=0, priority=5, queue="b"))
    acd.agent_free("x", at(120))
    assert who(acd.match(now=at(120))) == ("2", "x", "longest_idle")
    acd.give_back("2")
    acd.agent_free("x", at(151))
    assert who(acd.match(now=at(151))) == ("1", "x", "longest_idle")


def test_between_queues_of_one_agent_the_wait_counts_by_weight() -> None:
    acd = Acd(center(agent("x"), weight=3), START)
    acd.add(waits("1", "b", second=0))
    acd.add(waits("2", "a", second=50))
    acd.agent_free("x", at(70))
    assert who(acd.match(now=at(70))) == ("1", "x", "longest_idle")
    acd.give_back("1")
    acd.agent_free("x", at(80))
    assert who(acd.match(now=at(80))) == ("2", "x", "longest_idle")


def test_a_caller_is_held_for_the_last_agent_and_then_for_nobody() -> None:
    acd = floor(agent("x"), agent("y"), hold_for=20)
    acd.agent_taken("y")
    acd.add(waits("1", last_agent="y"))
    assert acd.match(now=at(19)) is None
    assert acd.is_held("1")
    assert who(acd.match(now=at(20))) == ("1", "x", "longest_idle")


def test_nobody_is_held_for_an_agent_who_has_gone() -> None:
    acd = floor(agent("x"), agent("y"), hold_for=20)
    acd.agent_taken("y")
    acd.add(waits("1", dedicated="y"))
    assert acd.match(now=at(1)) is None
    acd.agent_gone("y")
    assert who(acd.match(now=at(2))) == ("1", "x", "longest_idle")
    acd.add(waits("2", second=3, dedicated="y"))
    acd.agent_free("x", at(3))
    assert who(acd.match(now=at(3))) == ("2", "x", "longest_idle")


def test_agents_of_the_callers_region_come_first() -> None:
    acd = floor(agent("x"), agent("y", regions=("山东省",)), by_region=True)
    acd.add(waits("1", region="山东省济南市"))
    assert who(acd.match()) == ("1", "y", "region")
    acd.add(waits("2", region="广东省广州市"))
    assert who(acd.match()) == ("2", "x", "longest_idle")


def test_only_the_qualified_are_asked_and_only_to_the_last_day() -> None:
    day_over = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    ours = center(agent("x", qualifications={"exam": "2026-11-23"}), agent("y"), qualification="exam")
    acd = Acd(ours, START)
    acd.agent_free("x", START)
    acd.agent_free("y", START)
    acd.add(waits("1"))
    assert who(acd.match()) == ("1", "x", "longest_idle")
    assert acd.next_at() == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    acd.agent_free("x", START)
    acd.add(waits("2", second=1))
    assert acd.able("x") == ["a", "b", "c"]
    assert who(acd.match(now=day_over)) == ("2", "x", "longest_idle")
    acd.agent_free("x", START)
    acd.add(waits("3", second=2))
    assert acd.match(now=datetime(2026, 11, 24, 0, 0, tzinfo=UTC)) is None
    assert acd.able("x") == ["b", "c"]


def test_more_of_the_preferred_skills_come_first() -> None:
    acd = floor(agent("x"), agent("y", skills={"english": 2}), agent("z", skills={"english": 9}),
                preferred={"english": 3})  # fmt: skip
    found = []
    for name in "123":
        acd.add(waits(name))
        found.append(acd.match())
    assert [match.agent_id for match in found if match] == ["z", "y", "x"]


def chosen(choice: str, **more: Any) -> list[str]:
    """Whom six callers one after another get, each agent free again at once."""
    ranks = {"x": 0, "y": 2, "z": 1}
    acd = Acd(center(*(agent(name, rank=rank) for name, rank in ranks.items()), choice=choice), START)
    calls, free = {"x": 2, "y": 0, "z": 1}, {"x": 0.0, "y": 50.0, "z": 500.0}
    for number, name in enumerate(ranks):
        acd.agent_free(name, at(number), calls=calls[name], free=free[name])
    found = []
    for number in range(6):
        acd.add(waits(str(number + 1), second=10 + number))
        match = acd.match(now=at(10 + number))
        assert match is not None
        found.append(match.agent_id)
        calls[match.agent_id] += 1
        acd.agent_free(
            match.agent_id, at(10 + number), calls=calls[match.agent_id], free=free[match.agent_id]
        )
    return found


def test_each_choice_asks_in_its_own_order() -> None:
    assert chosen("longest_idle") == ["x", "y", "z", "x", "y", "z"]
    assert chosen("most_free_time")[:2] == ["z", "z"]
    assert chosen("fewest_calls") == ["y", "z", "y", "x", "z", "y"]
    assert chosen("round_robin") == ["x", "y", "z", "x", "y", "z"]
    assert chosen("ranked") == ["z", "z", "z", "z", "z", "z"]


def test_a_lot_is_fair_and_the_same_in_every_run() -> None:
    def drawn() -> list[str]:
        acd = floor(*(agent(name) for name in "wxyz"), choice="random")
        found = []
        for number in range(800):
            acd.add(waits(str(number + 1)))
            match = acd.match()
            assert match is not None
            found.append(match.agent_id)
            acd.agent_free(match.agent_id, START)
        return found

    first = drawn()
    assert first == drawn()
    assert all(150 < times < 250 for times in Counter(first).values())


def test_a_queue_that_rings_all_reserves_all() -> None:
    acd = floor(*(agent(f"g{number:02}") for number in range(30)), choice="ring_all")
    acd.add(waits("1"))
    match = acd.match()
    assert match is not None
    assert len(match.agents) == len(set(match.agents)) == 20
    assert match.because == (Why("ring_all", {"agents": "20"}),)
    acd.add(waits("2", "b"))
    assert who(acd.match()) == ("2", "g20", "longest_idle")


def test_one_call_or_three_chats_and_a_call_may_break_into_chats() -> None:
    both = Capacity({"voice": 1, "chat": 3}, {"voice": ("chat",)})
    acd = Acd(center(agent("x")), START, {"x": both})
    acd.agent_free("x", START)
    for name in "1234":
        acd.add(waits(name, channel="chat"))
    found = [acd.match() for _ in range(4)]
    assert [match.interaction_id if match else None for match in found] == ["1", "2", "3", None]
    acd.add(waits("5"))
    assert who(acd.match()) == ("5", "x", "longest_idle")
    acd.remove("1")
    acd.agent_free("x", START, load={"voice": 1, "chat": 2})
    assert acd.match() is None
    acd.agent_free("x", START, load={"chat": 2})
    assert who(acd.match()) == ("4", "x", "longest_idle")


def test_agents_who_are_busy_slow_no_line() -> None:
    """A taken agent is dropped from a pool once, however many callers come after."""
    acd = floor(*(agent(f"g{number:03}") for number in range(200)))
    for number in range(200):
        acd.agent_taken(f"g{number:03}")
    acd.add(waits("1"))
    assert acd.match() is None
    pool = acd._hall.line("a", "voice").rings[0].own
    assert pool.heap == []


def test_a_line_in_which_many_come_and_go_stays_small() -> None:
    acd = Acd(center(agent("x")), START)
    acd.add(waits("1", priority=9))
    for number in range(2, 3000):
        acd.add(waits(str(number)))
        acd.remove(str(number))
    assert len(acd._hall.line("a", "voice").rows[0]) < 100


def test_the_expected_wait_is_the_work_ahead_by_the_hands_there_are() -> None:
    assert expected_wait(place=3, handling=120.0, agents=4) == 90.0
    assert expected_wait(place=3, handling=120.0, agents=0) is None

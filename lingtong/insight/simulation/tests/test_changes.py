from typing import Any

import msgspec
import pytest

from lingtong.floor.center import Center
from lingtong.insight.simulation.changes import AgentChange, Changes, QueueChange, apply, changed_center
from lingtong.insight.simulation.errors import ChangeRefused
from lingtong.insight.simulation.model import Arrival, Factor, Recorded, Scenario, Shift
from lingtong.insight.simulation.planned import ANY, QueueTraffic, Traffic, planned
from lingtong.insight.simulation.results import sheet_of
from lingtong.insight.simulation.tests.days import START, TENANT, agent, center, queue, scenario
from lingtong.insight.simulation.traffic import draw
from lingtong.insight.simulation.world import World

pytestmark = pytest.mark.model


@pytest.fixture
def of() -> Center:
    return center(
        [queue(), queue("bill", "3002")],
        [agent(1, fault=5), agent(2, fault=5, bill=3), agent(3, bill=5)],
    )


def changed(of: Center, **more: Any) -> Scenario:
    return apply(Changes(**more), scenario(of, shifts=SHIFTS))


SHIFTS = {"a1": (Shift(3600, 7200),), "a2": (Shift(7200, 9000),), "a3": (Shift(0, 100),)}


def refused(of: Center, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(ChangeRefused) as no:
        changed(of, **more)
    return [(str(error["field"]), str(error["code"])) for error in no.value.errors]


def test_added_agents_have_what_the_queue_asks_for_while_it_is_staffed(of: Center) -> None:
    found = changed(of, queues={"3001": QueueChange(agents=2)})
    assert found.shifts["added-3001-2"] == (Shift(3600, 9000),)
    assert found.center.agents["added-3001-1"].skills == {"fault": 3}
    assert len(found.shifts) == 5


def test_added_agents_come_in_the_hours_that_were_given(of: Center) -> None:
    found = changed(of, queues={"fault": QueueChange(agents=1, begins=9, ends=17.5)})
    assert found.shifts["added-3001-1"] == (Shift(9 * 3600, 17.5 * 3600),)


def test_added_agents_who_come_after_the_others_have_gone_are_refused(of: Center) -> None:
    assert refused(of, queues={"3001": QueueChange(agents=1, begins=9)}) == [("queues.3001.begins", "hours")]


def test_so_many_agents_in_all_queues_together_are_too_many() -> None:
    many = center([queue(f"q{number}", str(3000 + number)) for number in range(11)], [agent(1, fault=5)])
    changes = {one.number: QueueChange(agents=2000) for one in many.queues.values()}
    with pytest.raises(ChangeRefused) as no:
        changed_center(Changes(queues=changes), many)
    assert [error["code"] for error in no.value.errors] == ["too_many_agents"]
    crowd = {number: QueueTraffic(calls=1, handling=60, agents=5000) for number in list(changes)[:5]}
    with pytest.raises(ChangeRefused) as no:
        planned(Traffic(queues=crowd), many, START, TENANT)
    assert [error["code"] for error in no.value.errors] == ["too_many_agents"]


def test_who_serves_this_queue_alone_leaves_first(of: Center) -> None:
    assert set(changed(of, queues={"3001": QueueChange(agents=-1)}).shifts) == {"a2", "a3"}


def test_rules_and_factors_reach_the_day(of: Center) -> None:
    rules = {"priority": 7, "rings": [{"after": 30, "borrow": ["3002"]}], "overflow_queue": "3002"}
    found = changed(of, queues={"3001": QueueChange(volume=1.5, rules=rules)})
    fault = found.center.queues["fault"]
    assert (fault.priority, fault.overflow_queue, fault.rings[0].borrow) == (7, "bill", ("bill",))
    assert found.factors == {"fault": Factor(volume=1.5)}
    assert found.center.queues["bill"] == of.queues["bill"]


def test_skills_are_found_by_name_and_an_absent_agent_is_gone(of: Center) -> None:
    found = changed(
        of, agents={"1003": AgentChange(skills={"skill fault": 9}), "1001": AgentChange(absent=True)}
    )
    assert found.center.agents["a3"].skills == {"fault": 9}
    assert set(found.shifts) == {"a2", "a3"}


def test_nothing_is_changed_in_what_was_given(of: Center) -> None:
    before = msgspec.json.encode(of)
    changed(of, queues={"3001": QueueChange(agents=2, rules={"priority": 9})})
    assert msgspec.json.encode(of) == before


@pytest.mark.parametrize(
    ("rules", "field", "code"),
    [
        ({"music": "loud"}, "music", "unknown_rule"),
        ({"skills": {"magic": 3}}, "skills.magic", "unknown_skill"),
        ({"skills": {"fault": 11}}, "skills.fault", "level"),
        ({"overflow_queue": "3009"}, "overflow_queue", "unknown_queue"),
        ({"overflow_queue": "3001"}, "overflow_queue", "circle"),
        ({"priority": "high"}, "", "form"),
        ({"choice": "nearest"}, "", "form"),
        ({"rings": "wide"}, "", "form"),
        ({"rings": [{"after": 20, "borrow": ["3009"]}]}, "rings.0.borrow", "unknown_queue"),
        ({"rings": [{"after": 20, "borrow": ["3001"]}]}, "rings.0", "borrows_itself"),
        ({"rings": [{"after": 0, "borrow": ["3002"]}]}, "rings.0", "ring_order"),
        ({"rings": [{"after": 20, "skills": {"fault": 4}}]}, "rings.0", "ring_adds_nobody"),
        (
            {"rings": [{"after": 40, "borrow": ["3002"]}, {"after": 40, "skills": {"fault": 1}}]},
            "rings.1",
            "ring_order",
        ),
        ({"max_wait": -1}, "max_wait", "range"),
        ({"after_wait": [{"after": 0, "do": "hang_up"}]}, "after_wait.0", "rule_order"),
        (
            {"after_wait": [{"after": 9, "do": "queue", "target": "x"}]},
            "after_wait.0.target",
            "unknown_queue",
        ),
        ({"goal_share": 1.5}, "goal_share", "range"),
        ({"weight": 0}, "weight", "range"),
    ],
)
def test_rules_that_make_no_sense_are_refused_by_name(
    of: Center, rules: dict[str, Any], field: str, code: str
) -> None:
    whole = f"queues.3001.rules.{field}".rstrip(".")
    assert (whole, code) in refused(of, queues={"3001": QueueChange(rules=rules)})


def test_unknown_names_are_refused_all_at_once(of: Center) -> None:
    queues, agents = {"3009": QueueChange(agents=1)}, {"1009": AgentChange(absent=True)}
    assert refused(of, queues=queues, agents=agents) == [
        ("queues.3009", "unknown_queue"),
        ("agents.1009", "unknown_agent"),
    ]


def test_contradictions_are_refused(of: Center) -> None:
    assert refused(of, queues={"3001": QueueChange(), "fault": QueueChange()}) == [("queues.fault", "twice")]
    both = AgentChange(absent=True, skills={"fault": 1})
    assert refused(of, agents={"1001": both}) == [("agents.1001", "absent_and_changed")]
    nobody = QueueChange(rules={"skills": {"fault": 10}})
    assert refused(of, queues={"3001": nobody}) == [("queues.3001", "nobody_serves")]
    circle = {
        "3001": QueueChange(rules={"overflow_queue": "3002"}),
        "3002": QueueChange(rules={"overflow_queue": "3001"}),
    }
    assert ("queues.3001.rules.overflow_queue", "circle") in refused(of, queues=circle)
    assert refused(of, queues={"3001": QueueChange(agents=-3)}) == [("queues.3001.agents", "too_few_agents")]
    hours = QueueChange(agents=1, begins=17, ends=9)
    assert refused(of, queues={"3001": hours}) == [("queues.fault.begins", "hours")]
    assert refused(of, unanswered=1.0) == [("unanswered", "range")]


def test_more_calls_come_near_those_that_were_recorded(of: Center) -> None:
    arrivals = tuple(
        Arrival(at=at, queue_id="fault", waited=3, outcome="answered", handling=100)
        for at in range(0, 50_000, 50)
    )
    day = scenario(of, Recorded(arrivals=arrivals), factors={"fault": Factor(volume=1.4, handling=0.5)})
    calls = draw(day, 1)
    assert len(calls) == pytest.approx(1400, rel=0.05)
    assert {call.handling for call in calls} == {50}
    assert calls == sorted(calls, key=lambda call: call.at)


def test_two_more_agents_help_their_queue_on_the_same_calls(of: Center) -> None:
    arrivals = tuple(
        Arrival(at=at, queue_id="fault", waited=30, outcome="answered", handling=100)
        for at in range(0, 20_000, 40)
    )
    day = scenario(of, Recorded(arrivals=arrivals))
    more = apply(Changes(queues={"3001": QueueChange(agents=2)}), day)
    before, after = (sheet_of([World(one, draw(one, 3)).play()], one.center).total.day for one in (day, more))
    assert before.service_level is not None
    assert after.service_level is not None
    assert before.offered == after.offered
    assert after.service_level.mean > before.service_level.mean + 0.2


def test_a_wider_ring_helps_the_queue_that_borrows(of: Center) -> None:
    arrivals = tuple(
        Arrival(at=at, queue_id="bill", waited=30, outcome="answered", handling=100)
        for at in range(0, 20_000, 60)
    )
    busy = center([queue(), queue("bill", "3002")], [agent(1, fault=5), agent(3, bill=5)])
    day = scenario(busy, Recorded(arrivals=arrivals))
    rings = QueueChange(rules={"rings": [{"after": 10, "borrow": ["3001"]}]})
    wide = apply(Changes(queues={"3002": rings}), day)
    before, after = (
        sheet_of([World(one, draw(one, 3)).play()], one.center).queues["bill"].day for one in (day, wide)
    )
    assert before.service_level is not None
    assert after.service_level is not None
    assert after.service_level.mean > before.service_level.mean + 0.3
    assert after.longest.mean < before.longest.mean


def test_planned_traffic_comes_in_its_hours_to_its_own_agents(of: Center) -> None:
    traffic = Traffic(queues={ANY: QueueTraffic(calls=120, handling=60, begins=9, ends=10.5, agents=4)})
    day = planned(traffic, of, START, TENANT)
    calls = draw(day, 1)
    assert {int(call.at // 1800) for call in calls} == {18, 19, 20}
    assert len(calls) == pytest.approx(180, abs=40)
    assert [len(day.shifts), day.shifts["planned-*-4"]] == [4, (Shift(9 * 3600, 10.5 * 3600),)]
    assert sheet_of([World(day, calls).play()], day.center).queues.keys() == {ANY}


def test_planned_traffic_of_a_known_queue_meets_its_agents(of: Center) -> None:
    traffic = Traffic(queues={"3001": QueueTraffic(calls=tuple([0.0] * 10 + [60.0] * 14), handling=60)})
    day = planned(traffic, of, START, TENANT)
    assert set(day.shifts) == {"a1", "a2"}
    assert min(call.at for call in draw(day, 1)) >= 36_000


def test_planned_traffic_that_makes_no_sense_is_refused(of: Center) -> None:
    for given, code in (
        ({"3009": QueueTraffic(calls=1, handling=60)}, "unknown_queue"),
        ({"3001": QueueTraffic(calls=1, handling=60, begins=9, ends=9)}, "hours"),
        ({"3001": QueueTraffic(calls=1, handling=60, begins=9, ends=9.75)}, "hours"),
        ({"3001": QueueTraffic(calls=(1.0,), handling=60)}, "hours"),
        ({"3001": QueueTraffic(calls=100_000, handling=60)}, "too_much"),
    ):
        with pytest.raises(ChangeRefused) as no:
            planned(Traffic(queues=given), of, START, TENANT)
        assert no.value.errors[0]["code"] == code

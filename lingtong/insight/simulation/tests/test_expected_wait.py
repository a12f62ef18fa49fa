"""What callers are told to expect, beside what they then wait: in days that are played."""

from statistics import mean

import pytest

from lingtong.floor.center import Center
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.routing.model import expected_wait, hands
from lingtong.insight.simulation.model import ENDLESS, Generated, Scenario, Shift, Volume
from lingtong.insight.simulation.tests.days import DAY, WHOLE_DAY, agent, center, queue, scenario
from lingtong.insight.simulation.traffic import draw
from lingtong.insight.simulation.world import World

pytestmark = pytest.mark.model

HANDLING = {"fault": 240.0, "billing": 120.0}
LUNCH = (Shift(0.0, DAY / 3), Shift(DAY / 2, DAY))


class Told(World):
    """Notes at each arrival what the caller is told; `flat`: by all who ever serve the queue, in full."""

    def __init__(self, day: Scenario, calls: list) -> None:  # type: ignore[type-arg]
        super().__init__(day, calls)
        self.told: dict[int, tuple[float, float]] = {}
        self.found: list[tuple[float, float, float]] = []
        self._able = {one: [a for a in self.desks if one in self.lines.queues_of(a)] for one in self.queues}

    def _stand(self, number: int, queue: QueueConfig) -> None:
        wait = self.admission.wait_of_next(queue.id)
        if wait:
            place = self.lines.length(queue.id) + 1
            flat = expected_wait(place, HANDLING[queue.id], len(self._able[queue.id])) or 0.0
            self.told[number] = (wait, flat)
        super()._stand(number, queue)

    def _answer(self, number: int, turn: int) -> None:
        if turn == self._turn[number] and number in self.told:
            self.found.append((*self.told[number], self._waited(number)))
        super()._answer(number, turn)


def two_lines(**of_billing: int) -> Center:
    """Four agents of each line alone, eight of both."""
    queues = [queue(), queue("billing", "3002", **of_billing)]
    alone = [agent(number, fault=5) for number in range(4)] + [
        agent(number, billing=5) for number in range(4, 8)
    ]
    both = [agent(number, fault=5, billing=5) for number in range(8, 16)]
    return center(queues, [*alone, *both])


def traffic(fault: float, billing: float) -> Generated:
    """Calls in a half hour."""
    calls = {"fault": fault, "billing": billing}
    return Generated(
        volumes=tuple(
            Volume(queue_id=one, calls=(calls[one],) * 48, handling=HANDLING[one], patience=ENDLESS)
            for one in calls
        )
    )


def errors(day: Scenario) -> tuple[float, float, float]:
    """Mean wait of those who were told one; how far from it they were told, now and by all agents in full."""
    found: list[tuple[float, float, float]] = []
    for seed in range(4):
        world = Told(day, draw(day, seed))
        world.play()
        found += world.found
    assert len(found) > 500
    return (
        mean(waited for _, _, waited in found),
        mean(abs(told - waited) for told, _, waited in found),
        mean(abs(flat - waited) for _, flat, waited in found),
    )


def test_agents_of_several_lines_work_where_the_work_is() -> None:
    agents = {("fault",): 4, ("billing",): 4, ("billing", "fault"): 8}
    assert hands(agents, {"fault": 10.0, "billing": 0.0}, "fault") == 12.0
    assert hands(agents, {"fault": 10.0, "billing": 10.0}, "fault") == 8.0
    assert hands(agents, {"fault": 10.0, "billing": 30.0}, "fault") == 6.0
    assert expected_wait(3, 100.0, hands({}, {"fault": 10.0}, "fault")) is None


@pytest.mark.parametrize(("weight", "most"), [(1, 0.35), (3, 0.5)])
def test_two_lines_with_agents_in_common_are_told_the_truth(weight: int, most: float) -> None:
    day = scenario(two_lines(weight=weight), traffic(62.0, 100.0))
    waited, off, flat = errors(day)
    assert off < most * waited
    assert off < flat


def test_agents_on_a_break_serve_nobody() -> None:
    of = two_lines()
    away = {name: LUNCH if number % 2 else WHOLE_DAY for number, name in enumerate(of.agents)}
    day = scenario(of, traffic(38.0, 60.0), shifts=away)
    waited, off, flat = errors(day)
    assert off < 0.35 * waited
    assert off < 0.7 * flat

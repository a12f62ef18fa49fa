"""The demo center with rules of routing drawn at random: whoever wrote them, the lines must go on."""

import random
from typing import get_args

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.ivr.graph import SetNode
from lingtong.floor.routing.config import AfterMiss, AfterTrouble, Choice, QueueConfig, Ring

HOW_MANY = 14


def by_rules(center: Center) -> list[Center]:
    return [_drawn(center, random.Random(seed)) for seed in range(HOW_MANY)]


def _drawn(center: Center, rng: random.Random) -> Center:
    replace = msgspec.structs.replace
    agents = {
        key: replace(
            agent,
            regions=tuple(rng.sample(["山东", "济南市", "北京"], rng.randrange(3))),
            qualifications=rng.choice([{}, {"exam": ""}, {"exam": "2026-11-23"}]),
            rank=rng.randrange(3),
            skills=rng.choice([agent.skills, {**agent.skills, "billing": rng.randint(1, 5)}]),
        )
        for key, agent in center.agents.items()
    }
    flows = dict(center.flows)
    main = flows["main"]
    topic = SetNode(
        values={"topic": "fault", "dedicated_agent": rng.choice(["1001", "1004", "9"])}, next="to_fault"
    )
    if rng.random() < 0.4:
        flows["main"] = replace(main, nodes={**main.nodes, "fault": topic})
    queues = {key: _queue(queue, rng, list(center.queues)) for key, queue in center.queues.items()}
    dead_air = rng.choice([{}, {"fault": 20.0}, {"fault": 8.0, "billing": 30.0}])
    entries = {
        key: replace(
            entry,
            screening=rng.choice(["off", "suspects", "suspects", "all"]),
            screening_silence=rng.choice(["agent", "end"]),
            suspect_days=rng.choice([1, 30]),
            lock_after=rng.choice([0, 1, 2]),
        )
        for key, entry in center.entry_points.items()
    }
    return replace(center, agents=agents, flows=flows, queues=queues, dead_air=dead_air, entry_points=entries)


def _queue(queue: QueueConfig, rng: random.Random, ids: list[str]) -> QueueConfig:
    afters = sorted(rng.sample(range(1, 60), rng.randrange(4)))
    rings = tuple(
        Ring(
            after=after,
            skills=rng.choice([{}, {"fault": rng.randint(1, 4)}]),
            borrow=tuple(rng.sample(ids, rng.randrange(2))),
        )
        for after in afters
    )
    return msgspec.structs.replace(
        queue,
        choice=rng.choice([*get_args(Choice), "ring_all", "ring_all"]),
        preferred=rng.choice([{}, {"fault": 5}, {"billing": 2}]),
        rings=rings,
        lend_while_waiting=rng.randrange(3),
        aging=rng.choice([0.0, 0.0, 2.0]),
        weight=rng.choice([1, 3]),
        last_agent=rng.random() < 0.5,
        last_agent_days=rng.choice([1, 30]),
        hold_for=rng.choice([0.0, 5.0, 40.0]),
        by_region=rng.random() < 0.3,
        qualification=rng.choice(["", "", "exam"]),
        declined=rng.choice(get_args(AfterMiss)),
        unanswered=rng.choice(get_args(AfterMiss)),
        busy=rng.choice(get_args(AfterTrouble)),
        unreachable=rng.choice(get_args(AfterTrouble)),
    )

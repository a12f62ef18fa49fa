"""What goes wrong, at random: sockets, switch, engine, disk; and an administrator saves under live calls."""

import random
from collections.abc import Sequence
from typing import Any

import msgspec

from lingtong.floor.callbacks.config import DoNotCall
from lingtong.floor.center import Center
from lingtong.floor.plans.config import Plan
from lingtong.floor.routing.config import AfterWait, QueueConfig
from lingtong.floor.testing.acts import Act
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.floor.testing.flows import with_random_flows
from lingtong.floor.testing.message_acts import with_boxes
from lingtong.floor.testing.rules import by_rules
from lingtong.floor.testing.surge_acts import NEVER_CALLED
from lingtong.foundation.calendar import Opening
from lingtong.switch import commands as do
from lingtong.switch.fake import Behavior

MORNINGS = ((Opening("09:00", "09:40"), Opening("10:30", "24:00")),) * 7


def variants(center: Center) -> list[Center]:
    """The same center as different administrators would have it."""
    replace = msgspec.structs.replace
    queues, agents = center.queues, center.agents

    def queue(queue_id: str, **fields: object) -> dict[str, QueueConfig]:
        return {**queues, queue_id: replace(queues[queue_id], **fields)}

    nailed = {name: replace(agent, persistent_leg=name in ("zhang", "liu")) for name, agent in agents.items()}
    return [
        center,
        center,
        replace(center, queues={key: value for key, value in queues.items() if key != "billing"}),
        replace(center, queues=queue("fault", max_wait=40.0, overflow_queue="billing", max_waiting=2)),
        replace(center, queues=queue("billing", max_wait=60.0, priority=5)),
        replace(center, queues=queue("fault", calendar_id="nights", announce_every=15.0)),
        replace(center, agents={key: value for key, value in agents.items() if key != "wang"}),
        replace(center, agents=nailed),
        replace(center, agents=nailed),
        *_with_words(center),
        *_against_surges(center),
        *_with_limits(center),
        *by_rules(center),
        *with_boxes(center),
        *with_random_flows(center, range(1, 9)),
        replace(center, flows={}),
        replace(center, trunks={}),
        replace(center, entry_points={}),
    ]


def _with_limits(center: Center) -> list[Center]:
    """Numbers that take two callers at a time, or one new caller within a second."""
    replace = msgspec.structs.replace
    narrow = {key: replace(entry, max_lines=2) for key, entry in center.entry_points.items()}
    slow = {key: replace(entry, max_caps=1) for key, entry in center.entry_points.items()}
    return [replace(center, entry_points=narrow), replace(center, entry_points=slow)]


def _with_words(center: Center) -> list[Center]:
    """Agent numbers, queues' names and greetings are said before the talk."""
    replace = msgspec.structs.replace
    fault, billing = center.queues["fault"], center.queues["billing"]
    greeting = {name: replace(agent, greeting="hello") for name, agent in center.agents.items()}
    queues = {
        "fault": replace(fault, say_agent_number=True, whisper_queue=True, whisper_prompt="fault"),
        "billing": replace(billing, whisper_queue=True),
    }
    return [replace(center, queues=queues), replace(center, queues=queues, agents=greeting)]


def _against_surges(center: Center) -> list[Center]:
    """Rules, lists and plans of those who expect more calls than agents."""
    replace = msgspec.structs.replace
    fault, billing = center.queues["fault"], center.queues["billing"]
    storm = Plan(
        id="storm",
        tenant_id=fault.tenant_id,
        name="Storm",
        overflow={"fault": "billing"},
        heavy_load=("fault",),
        callbacks_only=("billing",),
        most_hours=0.5,
    )
    listed = DoNotCall(id="listed", tenant_id=fault.tenant_id, number=NEVER_CALLED)
    rules = (
        AfterWait(after=15, do="callback"),
        AfterWait(after=30, do="number", target="053186012345"),
        AfterWait(after=45, do="queue", target="billing"),
        AfterWait(after=90, do="hang_up", target="goodbye"),
    )
    back: dict[str, Any] = {"callback_again": 60.0, "callback_after": 20.0, "callback_tries": 2}
    shields = [
        replace(fault, callback="agent_first", pick_up_abandoned=True, **back),
        replace(fault, callback="customer_first", pick_up_abandoned=True, **back),
        replace(fault, callback="customer_first", after_wait=rules, heavy_load_wait=60.0, **back),
        replace(fault, callback="agent_first", callback_calendar_id="mornings", max_waiting=2, **back),
        replace(fault, callback="agent_first", max_expected_wait=200.0, after_wait=rules[1:], **back),
        replace(fault, callback="customer_first", choice="ring_all", **back),
        replace(fault, no_agents="number", no_agents_number="053186012345"),
    ]
    held = replace(billing, callback="agent_first", no_agents="overflow", overflow_queue="fault", **back)
    calendars = {**center.calendars, "mornings": replace(center.calendars["nights"], week=MORNINGS)}
    base = replace(center, plans={"storm": storm}, calendars=calendars)
    return [
        *(replace(base, queues={"fault": shield, "billing": billing}) for shield in shields),
        *(replace(base, queues={"fault": shield, "billing": held}) for shield in shields[:2]),
        replace(base, queues={"fault": shields[0], "billing": held}, do_not_call={"listed": listed}),
    ]


def admin_saves(day: FakeFloor, rng: random.Random, centers: Sequence[Center]) -> str:
    number = rng.randrange(len(centers))
    day.reconfigure(centers[number])
    return f"variant {number}"


def engine_dies(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    day.crash()
    away = rng.choice([0.0, 0.0, 1.0, 10.0, 90.0])
    day.world_moves(away)
    day.start()
    return f"for {away} s"


def engine_dies_soon(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """At any moment of the coming turns: before the journal is written, after it, between two commands."""
    moment = rng.randrange(1, 30)
    day.die_at(moment)
    return f"at moment {moment}"


def socket_drops(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    if not day.switch.connected:
        return "is away already"
    day.socket_lost()
    away = rng.choice([0.0, 0.5, 3.0, 30.0])
    for _step in range(rng.randrange(4)):
        leg_id = rng.choice(list(day.switch.legs) or [""])
        (day.switch.hang_up if rng.random() < 0.5 else day.switch.pick_up)(leg_id)
        day.time_passes(away / 4)
    day.time_passes(away)
    day.socket_back()
    return f"for {away} s"


def switch_dies(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """With everything in it. The phones register again a little later."""
    phones = sorted(day.switch.reachable)
    if rng.random() < 0.5:
        day.switch_dies()
    else:  # nobody says that it died: the socket ends, and what comes back is empty
        day.switch.die()
        day.socket_lost()
    day.time_passes(rng.random() * 20)
    day.socket_back()
    for phone in phones:
        day.switch.phone(phone, True)
    day.settle()
    return ""


def disk_fills(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    day.journal.full = True
    day.time_passes(rng.random() * 30)
    day.journal.full = False
    return ""


def command_fails(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """The switch refuses a kind of command for a while."""
    failing: list[type[do.Command]] = [do.Play, do.StartRecording, do.PauseRecording]
    day.switch.fails = {rng.choice(failing)} if rng.random() < 0.4 else set()
    return ", ".join(command.__name__ for command in day.switch.fails)


def number_changes(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Phones and numbers behave differently from now on."""
    far = rng.choice(["053186012345", "13900001111", "13900002222", "ep-zhang", "ep-chen"])
    kinds: list[Behavior] = ["answers", "rings", "declines", "busy", "unreachable"]
    if far.startswith("ep-"):
        kinds += ["rings"] * 8
    day.switch.behavior[far] = rng.choice(kinds)
    return f"{far} {day.switch.behavior[far]}"


def facts_are_shipped(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """In order and whole; what was shipped and not noted comes again."""
    while facts := day.shipping.unshipped(rng.choice([1, 50, 500])):
        day.ship(facts)
        if rng.random() < 0.1:
            return "the shipper died before it could note it"
        day.shipping.shipped()
        day.journal.drop_shipped()
    return ""


TROUBLES: list[tuple[Act, float]] = [
    (admin_saves, 0.6),
    (engine_dies, 0.5),
    (engine_dies_soon, 1.2),
    (socket_drops, 1.0),
    (switch_dies, 0.1),
    (disk_fills, 0.2),
    (facts_are_shipped, 1.0),
    (command_fails, 0.3),
    (number_changes, 1.0),
]

"""Parking and taking, phones outside, and parties of a conference, at random."""

import random
from collections.abc import Sequence

from lingtong.floor.call_control import parked_calls
from lingtong.floor.center import Center
from lingtong.floor.live import commands as ask
from lingtong.floor.testing.center import TENANT
from lingtong.floor.testing.fake_floor import FakeFloor

AGENTS = ("zhang", "wang", "chen", "liu", "sun")


def somebody_takes_a_parked_call(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """From the screen, or by dialing the slot at a desk phone."""
    slots = sorted(parked_calls(day.engine.floor.board, TENANT))
    slot = rng.choice(slots) if slots and rng.random() < 0.9 else rng.choice([0, 1, 2, 100])
    if rng.random() < 0.3:
        phone = rng.choice(["ep-liu", "desk-8", "desk-9", "guest-01"])
        return f"{day.caller_dials(f'*5{slot}', ani=phone, source=f'phone:{phone}')} *5{slot}"
    name = rng.choice(AGENTS)
    day.note = f"{name} {slot}"
    day.do(ask.TakeParked, name, slot=slot)
    return day.note


def key_at_a_phone_outside(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """The agent takes the call, or the key is wrong, or the mailbox hangs up."""
    asked = sorted(day.engine.floor.board.doors)
    if not asked:
        return "nobody is asked"
    leg_id, key = rng.choice(asked), rng.choice(["1", "1", "1", "1", "5", ""])
    if key:
        day.press(leg_id, key)
    else:
        day.hangs_up(leg_id)
    return f"{leg_id} {key}"


def agent_leads_a_conference(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """More come, some are muted, some are sent out."""
    board = day.engine.floor.board
    leading = [it for it in board.interactions.values() if it.conference and it.owner]
    if not leading:
        return "no conference"
    it = rng.choice(leading)
    name, leg_id = it.owner, party_of(day, rng, it.owner)
    number = rng.choice(["13900001111", "053186012345"])
    kind, target = rng.choice([("agent", rng.choice(AGENTS)), ("number", number)])
    acts: list[tuple[type[ask.AboutCall], dict[str, object]]] = [
        (ask.Consult, {"kind": kind, "target": target}),
        (ask.Conference, {}),
        (ask.Conference, {}),
        (ask.Swap, {}),
        (ask.MuteParty, {"leg_id": leg_id, "on": rng.random() < 0.6}),
        (ask.DropParty, {"leg_id": leg_id}),
    ]
    command, fields = rng.choice(acts)
    day.note = f"{name} {command.__name__} {fields}"
    day.do(command, name, interaction_id=it.id, **fields)
    return day.note


def party_of(day: FakeFloor, rng: random.Random, name: str) -> str:
    it = day.engine.floor.board.interactions.get(day.seat(name).interaction_id)
    return rng.choice([*(leg.leg_id for leg in it.all_legs()), "no such"]) if it is not None else "no such"


ASIDE_ACTS = [
    (somebody_takes_a_parked_call, 3.0),
    (key_at_a_phone_outside, 4.0),
    (agent_leads_a_conference, 3.0),
]

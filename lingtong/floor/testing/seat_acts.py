"""What agents and supervisors do with seats, at random."""

import contextlib
import random
from collections.abc import Sequence

from lingtong.floor.center import Center
from lingtong.floor.live import commands as ask
from lingtong.floor.testing.center import PIN
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.kit import Refusal

AGENTS = ("zhang", "wang", "chen", "liu", "sun")
PHONES = ("desk-8", "desk-9", "ep-liu")
REASONS = ("meal", "rest", "rest", "training", "toilet", "no such")


def agent_takes_a_break(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name, reason = rng.choice(AGENTS), rng.choice(REASONS)
    day.note = f"{name} {reason}"
    day.do(ask.SetNotReady, name, reason_id=reason)
    return day.note


def supervisor_decides(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name, granted = rng.choice(AGENTS), rng.random() < 0.7
    day.note = f"{name} {granted}"
    day.do(ask.DecideReason, rng.choice(AGENTS), target_id=name, granted=granted, why="later")
    return day.note


def supervisor_forces(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    by, name = rng.choice(AGENTS), rng.choice(AGENTS)
    state, reason = rng.choice(["ready", "ready", "not_ready", "logged_out"]), rng.choice(["", *REASONS])
    day.note = f"{by} {name} {state} {reason}"
    day.do(ask.ForceState, by, target_id=name, state=state, reason_id=reason, why="shift change")
    return day.note


def seat_is_locked(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    by, name, on = rng.choice(AGENTS), rng.choice(AGENTS), rng.random() < 0.3
    day.note = f"{by} {name} {on}"
    day.do(ask.Lock, by, target_id=name, on=on)
    return day.note


def help_is_needed(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name, what = rng.choice(AGENTS), rng.choice(["asks", "asks", "takes back", "seen", "no break"])
    day.note = f"{name} {what}"
    if what == "no break":
        day.do(ask.TakeBackReason, name)
    elif what == "seen":
        day.do(ask.AnswerHelp, rng.choice(AGENTS), target_id=name)
    else:
        day.do(ask.RequestHelp, name, on=what == "asks", text="what is the price?")
    return day.note


def supervisor_gives_time(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name = rng.choice(AGENTS)
    day.do(ask.ExtendWrapUpOf, rng.choice(AGENTS), target_id=name)
    return name


def agent_sits_down(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """At a shared phone, chosen on the screen."""
    name, phone = rng.choice(AGENTS), rng.choice([*PHONES, "no-such"])
    day.note = f"{name} at {phone}"
    day.switch.phone(phone, True)
    day.do(ask.LogIn, name, window_id=f"w-{name}", phone=phone)
    return day.note


def phone_dials_a_code(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    phone = rng.choice([*PHONES, "ep-zhang", "guest-01"])
    code = rng.choice(["*11", "*11", "*11", "*12", "*13", "*14"])
    leg_id = day.caller_dials(code, ani=phone, source=f"phone:{phone}")
    if code != "*11" or rng.random() < 0.2:
        return f"{phone} {code}"
    number = rng.choice(["1002", "1003", "1003", "1001", "9999"])
    pin = PIN if rng.random() < 0.8 else rng.choice(["", "0000"])
    for key in f"{number}#{pin}#":
        day.press(leg_id, key)
        day.time_passes(rng.choice([0.0, 0.3]))
    return f"{phone} {code} {number} {pin}"


def agent_flips(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Five hundred times in the same second."""
    name = rng.choice(AGENTS)
    for number in range(500):
        with contextlib.suppress(Refusal):
            if number % 2:
                day.do(ask.SetReady, name)
            else:
                day.do(ask.SetNotReady, name, reason_id="meal")
    return name


SEAT_ACTS = [
    (agent_takes_a_break, 4.0),
    (supervisor_decides, 1.5),
    (supervisor_forces, 1.0),
    (seat_is_locked, 2.0),
    (help_is_needed, 1.0),
    (supervisor_gives_time, 0.5),
    (agent_sits_down, 1.0),
    (phone_dials_a_code, 1.5),
    (agent_flips, 0.02),
]

"""What callers and agents do, at random. Each act gives a few words for the log of a failing day."""

import random
from collections.abc import Callable, Sequence

from lingtong.floor.call_control import allowed_commands
from lingtong.floor.center import Center
from lingtong.floor.live import commands as ask
from lingtong.floor.live.screening_commands import ReportFalse, TakeBackFalse
from lingtong.floor.testing.aside_acts import ASIDE_ACTS, party_of
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.floor.testing.flow_acts import FLOW_ACTS
from lingtong.floor.testing.list_acts import LIST_ACTS
from lingtong.floor.testing.message_acts import MESSAGE_ACTS
from lingtong.floor.testing.seat_acts import SEAT_ACTS
from lingtong.floor.testing.supervisors import (
    callers_are_handed_about,
    somebody_speaks,
    supervisor_acts,
    supervisor_looks_into_a_menu,
    supervisor_sends_on,
    supervisor_watches,
)
from lingtong.floor.testing.surge_acts import ANIS, SURGE_ACTS
from lingtong.switch.commands import Cause

Act = Callable[[FakeFloor, random.Random, Sequence[Center]], str]
AGENTS = ("zhang", "wang", "chen", "liu", "sun")
OUTSIDE = ("13900001111", "13900002222", "053186012345")
MOST_CALLERS = 12


# --- callers


def caller_arrives(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    if len(callers(day)) >= MOST_CALLERS:
        return "too many"
    number = rng.choice(["95598"] * 7 + ["95599"] * 2 + ["12345"])
    ani = rng.choice(ANIS)
    return day.caller_dials(
        number, ani=ani, source=rng.choice(["trunk:carrier", "trunk:second", "phone:guest-01"])
    )


def caller_presses(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    leg_id = _any(callers(day), rng)
    key = rng.choice("111122289035#")
    if leg_id:
        day.press(leg_id, key)
    return f"{leg_id} {key}"


def caller_hangs_up(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    leg_id = _any(callers(day), rng)
    if leg_id:
        day.hangs_up(leg_id)
    return leg_id


def somebody_hangs_up(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Any leg: an agent's phone, somebody outside, a leg that rings."""
    leg_id = _any(list(day.switch.legs), rng)
    causes: list[Cause] = ["normal", "normal", "busy", "declined", "unreachable", "congestion"]
    cause = rng.choice(causes)
    if leg_id:
        day.hangs_up(leg_id, cause)
    return f"{leg_id} {cause}"


def somebody_answers(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    ringing = [leg.leg_id for leg in day.switch.legs.values() if not leg.connected and not leg.source]
    leg_id = _any(ringing, rng)
    if leg_id:
        day.switch.pick_up(leg_id)
        day.settle()
    return leg_id


# --- agents


def agent_comes(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name = rng.choice(AGENTS)
    if name not in day.center.agents:
        return f"{name} is removed"
    day.phone(name, reachable=True)
    day.window(name, f"w-{name}", opened=True)
    day.do(ask.LogIn, name, window_id=f"w-{name}")
    day.do(ask.SetReady, name)
    return name


def agent_changes_seat(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name = rng.choice(AGENTS)
    command, fields = rng.choice(SEAT_COMMANDS)
    day.do(command, name, **fields)
    return f"{name} {command.__name__}"


SEAT_COMMANDS: list[tuple[type[ask.EngineCommand], dict[str, object]]] = [
    (ask.SetReady, {}),
    (ask.SetReady, {}),
    (ask.SetReady, {}),
    (ask.SetNotReady, {"reason_id": "meal"}),
    (ask.SetNotReady, {"reason_id": "no such"}),
    (ask.LogOut, {}),
    (ask.LogIn, {"window_id": "w-other"}),
    (ask.TakePhone, {"window_id": "w-other"}),
]


def agent_acts(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Something that the desk offers now."""
    busy = [name for name in AGENTS if day.has_seat(name) and day.seat(name).interaction_id]
    name = _any(busy, rng)
    it = day.engine.floor.board.interactions.get(day.seat(name).interaction_id) if name else None
    if it is None:
        return "nobody"
    can = sorted(allowed_commands(it, name) - RARE) or sorted(allowed_commands(it, name))
    if rng.random() < 0.15:
        can = sorted(allowed_commands(it, name) & RARE) or can
    if not can:
        return f"{name} can do nothing"
    return _perform(day, rng, name, rng.choice(can))


RARE = frozenset({"clear", "wrap_up", "decline"})


def agent_tries_anything(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name = rng.choice(AGENTS)
    return _perform(day, rng, name, rng.choice(sorted(CALL_COMMANDS))) if day.has_seat(name) else ""


def _perform(day: FakeFloor, rng: random.Random, name: str, tag: str) -> str:
    command = CALL_COMMANDS[tag]
    fields = {key: rng.choice(values) for key, values in FIELDS.get(tag, {}).items()}
    if tag in ("consult", "blind_transfer"):
        fields["kind"], fields["target"] = rng.choice(TARGETS)
    if tag in ("drop_party", "mute_party"):
        fields["leg_id"] = party_of(day, rng, name)
    day.note = f"{name} {tag} {fields}"
    day.do(command, name, **fields)
    return f"{name} {tag} {fields}"


CALL_COMMANDS: dict[str, type[ask.AboutCall]] = {
    str(command.__struct_config__.tag): command
    for command in vars(ask).values()
    if isinstance(command, type) and issubclass(command, ask.AboutCall) and command is not ask.AboutCall
} | {"report_false": ReportFalse, "take_back_false": TakeBackFalse}
TARGETS = [
    *(("agent", name) for name in AGENTS),
    ("queue", "fault"),
    ("queue", "billing"),
    ("queue", "no such"),
    *(("number", number) for number in OUTSIDE),
    ("number", "0012125551234"),
]
FIELDS: dict[str, dict[str, Sequence[object]]] = {
    "report_caller": {"why": ["threats", "threats", " "], "hours": [0.01, 0.5, 24.0, -1.0]},
    "mute_party": {"on": [True, True, False]},
    "send_to_menu": {"flow_id": ["rating", "rating", "rating", "main"], "node": ["", "", "bad", "no such"]},
    "mute": {"on": [True, False]},
    "clear": {"only_me": [True, True, False]},
    "send_dtmf": {"digits": ["1", "12#", "", "x"]},
    "pause_recording": {"on": [True, False]},
    "record": {"on": [True, True, False]},
    "wrap_up": {"disposition_id": ["done", "done", "", "no such"], "notes": ["", "solved"]},
    "save_notes": {"notes": ["half a senten", "more"], "revision": [1, 2, 3], "disposition_id": ["", "done"]},
}


def agent_dials(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name, number = rng.choice(AGENTS), rng.choice([*OUTSIDE, "1001", "1002", "1003", "1004", "110", "x"])
    day.note = f"{name} {number}"
    day.do(ask.Dial, name, number=number)
    return f"{name} {number}"


def desk_phone_dials(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    number = rng.choice([*OUTSIDE, "1001", "95598", "777"])
    return f"{day.caller_dials(number, ani='1004', source='phone:ep-liu')} {number}"


def phone_goes_or_comes(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name, reachable = rng.choice(AGENTS), rng.random() < 0.7
    if name not in day.center.agents:
        return ""
    day.phone(name, reachable=reachable)
    return f"{name} {reachable}"


def phone_reloads(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """The browser: phone away, its leg with it or not, and back a little later."""
    name = rng.choice(AGENTS)
    if name not in day.center.agents:
        return ""
    day.phone(name, reachable=False)
    leg = day.switch.leg_at(f"phone:{day.center.agents[name].endpoint}")
    if leg is not None and rng.random() < 0.5:
        day.hangs_up(leg.leg_id, "failed")
    day.time_passes(rng.random() * 6)
    day.phone(name, reachable=True)
    return name


def window_changes(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    name, opened = rng.choice(AGENTS), rng.random() < 0.7
    window = rng.choice([f"w-{name}", "w-other"])
    day.window(name, window, opened=opened)
    return f"{name} {window} {opened}"


# --- inside


def callers(day: FakeFloor) -> list[str]:
    return [leg.leg_id for leg in day.switch.legs.values() if leg.source]


def _any(things: list[str], rng: random.Random) -> str:
    return rng.choice(things) if things else ""


ACTS: list[tuple[Act, float]] = [
    (caller_arrives, 10),
    (caller_presses, 14),
    (caller_hangs_up, 5),
    (somebody_hangs_up, 2),
    (somebody_answers, 16),
    (agent_comes, 8),
    (agent_changes_seat, 6),
    (agent_acts, 22),
    (agent_tries_anything, 2),
    (agent_dials, 2),
    (desk_phone_dials, 0.7),
    (phone_goes_or_comes, 1),
    (phone_reloads, 1),
    (window_changes, 1),
    (supervisor_watches, 4),
    (supervisor_acts, 2),
    (callers_are_handed_about, 2),
    (supervisor_sends_on, 1),
    (supervisor_looks_into_a_menu, 1.5),
    (somebody_speaks, 4),
    *ASIDE_ACTS,
    *SEAT_ACTS,
    *SURGE_ACTS,
    *LIST_ACTS,
    *FLOW_ACTS,
    *MESSAGE_ACTS,
]

"""What random supervisors do. Anybody may be one; most of it is refused, as it would be."""

import random
from collections.abc import Sequence

from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.center import Center
from lingtong.floor.live import commands as ask
from lingtong.floor.live.recording_commands import RecordOf
from lingtong.floor.testing.fake_floor import FakeFloor

AGENTS = ("zhang", "wang", "chen", "liu", "sun")
MODES = ("monitor", "whisper", "barge_in")
ACTING: list[type[ask.Supervise]] = [ask.Unwatch, ask.TakeOver, ask.TakeOver, ask.ForceClear, RecordOf]


def supervisor_watches(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Begins to watch, or goes up or down in the call that is watched already."""
    name, mode = _idle(day, rng), rng.choice(MODES)
    watched = [one for one in AGENTS if day.has_seat(one) and day.state_of(one) == "watching"]
    if watched and rng.random() < 0.6:
        name = rng.choice(watched)
        return _do(day, name, ask.Watch, interaction_id=day.seat(name).interaction_id, mode=mode)
    calls = _calls(day)
    if not calls:
        return "no call"
    interaction_id = rng.choice(calls)
    it = day.engine.floor.board.interactions[interaction_id]
    target = rng.choice([*it.agents(), "", rng.choice(AGENTS)])
    return _do(day, name, ask.Watch, interaction_id=interaction_id, target_id=target, mode=mode)


def supervisor_acts(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Leaves, takes over, clears by force, or sees to the recording."""
    watched = [one for one in AGENTS if day.has_seat(one) and day.state_of(one) == "watching"]
    name = rng.choice(watched) if watched and rng.random() < 0.8 else rng.choice(AGENTS)
    calls = [day.seat(name).interaction_id] if name in watched else _calls(day)
    if not calls or not calls[0]:
        return "no call"
    command = rng.choice(ACTING)
    fields = {"why": rng.choice(["", "enough", "enough"])} if command is ask.ForceClear else {}
    if command is RecordOf:
        fields = {"what": rng.choice(["begin", "end", "pause", "resume"])}
    return _do(day, name, command, interaction_id=rng.choice(calls), **fields)


def supervisor_sends_on(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """The call of another to somebody else; mostly of who talks."""
    calls = [it.id for it in _all(day) if it.owner] or _calls(day)
    if not calls:
        return "no call"
    targets = [("queue", "fault"), ("queue", "billing"), ("queue", "no such"), ("number", "13900001111")]
    targets += [("number", "0012125551234"), *(("agent", name) for name in AGENTS)]
    kind, target = rng.choice(targets)
    why = rng.choice(["", "a matter for others", "a matter for others"])
    return _do(
        day,
        _idle(day, rng),
        ask.ForceTransfer,
        interaction_id=rng.choice(calls),
        kind=kind,
        target=target,
        why=why,
    )


def supervisor_looks_into_a_menu(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Listens to a caller there, or brings one elsewhere."""
    callers = [it.id for it in _all(day) if it.stage is Stage.MENU] or [it.id for it in _all(day)]
    if not callers:
        return "nobody"
    watched = [one for one in AGENTS if day.has_seat(one) and day.state_of(one) == "watching"]
    name = rng.choice(watched) if watched and rng.random() < 0.5 else _idle(day, rng)
    one = rng.choice(callers)
    if rng.random() < 0.5:
        return _do(day, name, ask.Watch, interaction_id=one, mode=rng.choice(MODES))
    queue_id = rng.choice(["", "", "fault", "billing", "no such"])
    return _do(day, name, ask.TakeFromMenu, interaction_id=one, queue_id=queue_id)


def somebody_speaks(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Or falls silent: told for the talks that a rule looks at."""
    legs = [leg.leg_id for leg in day.switch.legs.values() if leg.told_of_talk]
    if not legs:
        return "nobody is listened to"
    leg_id, on = rng.choice(legs), rng.random() < 0.5
    day.switch.talk(leg_id, on)
    day.settle()
    return f"{leg_id} {on}"


def callers_are_handed_about(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """Pulled, picked up, moved in line."""
    name = _idle(day, rng)
    if rng.random() < 0.4:
        ringing = [one for one in AGENTS if day.has_seat(one) and day.state_of(one) == "reserved"]
        return _do(day, name, ask.PickUp, target_id=rng.choice(ringing or list(AGENTS)))
    board = day.engine.floor.board
    waiting = [it.id for it in board.interactions.values() if it.waiting is not None] or _calls(day)
    if not waiting:
        return "nobody waits"
    one, kind = rng.choice(waiting), rng.choice(["pull", "move", "priority"])
    if kind == "pull":
        return _do(day, name, ask.Pull, interaction_id=one)
    if kind == "priority":
        return _do(day, name, ask.SetPriority, interaction_id=one, priority=rng.choice([0, 3, 9, 101]))
    queue, place = rng.choice(["", "fault", "billing", "no such"]), rng.choice(["front", "back", "same"])
    return _do(day, name, ask.MoveWaiting, interaction_id=one, queue_id=queue, place=place)


def _idle(day: FakeFloor, rng: random.Random) -> str:
    """Somebody who could do it, mostly."""
    free = [one for one in AGENTS if day.has_seat(one) and day.state_of(one) in ("ready", "not_ready")]
    return rng.choice(free) if free and rng.random() < 0.9 else rng.choice(AGENTS)


def _all(day: FakeFloor) -> list[Interaction]:
    return list(day.engine.floor.board.interactions.values())


def _calls(day: FakeFloor) -> list[str]:
    return [it.id for it in day.engine.floor.board.interactions.values() if it.agents()]


def _do(day: FakeFloor, name: str, command: type[ask.Supervise], **fields: object) -> str:
    told = f"{name} {command.__struct_config__.tag} {fields}"
    day.note = told
    day.do(command, name, **fields)
    return told

"""A morning with one of everything. People do what the screen offers, so it goes on whatever dies."""

from collections.abc import Callable

from lingtong.floor.live import commands as ask
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.kit import Refusal

LAST = 4  # contacts of the morning
OUTSIDE = "13900001111"


def morning(day: FakeFloor) -> None:
    day.switch.behavior[OUTSIDE] = "answers"
    for name in ("zhang", "chen"):
        _comes(day, name)
    _a_consulted_call(day)
    _a_conference(day)
    _a_dialed_call(day)
    _an_abandoned_call(day)
    for name in ("zhang", "chen"):
        day.time_passes(60)
        _ask(day, ask.LogOut, name)
    day.time_passes(120)


def _comes(day: FakeFloor, name: str) -> None:
    _patiently(
        day, lambda: day.agent_ready(name), lambda: day.has_seat(name) and day.state_of(name) == "ready"
    )


def _a_consulted_call(day: FakeFloor) -> None:
    caller = _waits(day)
    _taken(day, "zhang")
    _ask(day, ask.Hold, "zhang")
    _ask(day, ask.Retrieve, "zhang")
    _ask(day, ask.SaveNotes, "zhang", notes="meter 7", revision=1)
    for on in (True, False):
        _ask(day, ask.Mute, "zhang", on=on)
        _ask(day, ask.PauseRecordingAsk, "zhang", on=on)
    _ask(day, ask.Consult, "zhang", kind="agent", target="chen")
    _taken(day, "chen")
    _ask(day, ask.EndConsult, "zhang")
    _ask(day, ask.Consult, "zhang", kind="agent", target="chen")
    _taken(day, "chen")
    _ask(day, ask.CompleteTransfer, "zhang")
    _leaves(day, caller)


def _a_conference(day: FakeFloor) -> None:
    caller = _waits(day)
    _taken(day, "zhang")
    _ask(day, ask.Consult, "zhang", kind="agent", target="chen")
    _taken(day, "chen")
    _ask(day, ask.Swap, "zhang")
    _ask(day, ask.Conference, "zhang")
    _ask(day, ask.Leave, "zhang")
    day.time_passes(5)
    _leaves(day, caller)


def _a_dialed_call(day: FakeFloor) -> None:
    _patiently(
        day, lambda: day.do(ask.Dial, "zhang", number=OUTSIDE), lambda: day.state_of("zhang") == "talking"
    )
    day.time_passes(10)
    _ask(day, ask.Clear, "zhang")
    _done(day)


def _an_abandoned_call(day: FakeFloor) -> None:
    caller = _waits(day)
    _leaves(day, caller)


def _waits(day: FakeFloor) -> str:
    caller = day.caller_dials()
    _patiently(day, lambda: day.press(caller, "1"), lambda: bool(day.engine.floor.board.acd.busy_queues()))
    return caller


def _taken(day: FakeFloor, name: str) -> None:
    """The agent picks up as soon as the phone rings; one who was set not ready comes back."""

    def pick_up() -> None:
        if day.rings(name):
            day.answers(name)
        elif day.state_of(name) == "not_ready":
            day.do(ask.SetReady, name)

    _patiently(day, pick_up, lambda: day.state_of(name) == "talking", tries=8)


def _leaves(day: FakeFloor, caller: str) -> None:
    if caller in day.switch.legs:
        day.hangs_up(caller)
    _done(day)


def _done(day: FakeFloor) -> None:
    day.time_passes(1)
    for name in ("zhang", "chen"):
        if day.state_of(name) == "after_call_work":
            _ask(day, ask.WrapUp, name, disposition_id="done")
        _ask(day, ask.SetReady, name)
    day.time_passes(11)


def _ask(day: FakeFloor, command: type[ask.EngineCommand], name: str, **fields: object) -> None:
    """Once more when the engine died of it: the browser got no answer."""
    deaths = len(day.deaths)
    _try(lambda: day.do(command, name, **fields))
    if len(day.deaths) > deaths:
        _try(lambda: day.do(command, name, **fields))
    day.time_passes(0.5)


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except Refusal:
        return


def _patiently(day: FakeFloor, act: Callable[[], object], done: Callable[[], bool], tries: int = 12) -> None:
    for _ in range(tries):
        if done():
            return
        _try(act)
        day.time_passes(1)

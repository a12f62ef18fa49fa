"""Bugs that random days once found, each met again by a short day that is written down and planted once more:
the watch finds it. Random days change with every change of the floor; these do not.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lingtong.floor.call_control import reconcile
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.live import commands as ask
from lingtong.floor.testing import FakeFloor, demo_center
from lingtong.floor.testing.watch import Wrong
from lingtong.switch.calls import Leg

pytestmark = pytest.mark.room
Plant = Callable[[pytest.MonkeyPatch], None]
Day = Callable[[FakeFloor], None]


def talks(day: FakeFloor) -> str:
    caller = day.caller_waits("fault")
    day.agent_ready("zhang")
    day.answers("zhang")
    assert day.hear_each_other(caller, "zhang")
    return caller


def dies_deaf(day: FakeFloor, command: type[ask.EngineCommand], **fields: Any) -> None:
    """What the engine says last never reaches the switch; another one takes its place."""
    day.switch.lose_socket()
    day.do(command, "zhang", **fields)
    day.crash()
    day.start()
    day.time_passes(1)


def a_resumption_is_swallowed(day: FakeFloor) -> None:
    talks(day)
    day.do(ask.PauseRecordingAsk, "zhang", on=True)
    day.settle()
    dies_deaf(day, ask.PauseRecordingAsk, on=False)


def a_connected_phone_is_left_in_a_call(day: FakeFloor) -> None:
    zhang = msgspec.structs.replace(day.center.agents["zhang"], persistent_leg=True)
    day.reconfigure(msgspec.structs.replace(day.center, agents={**day.center.agents, "zhang": zhang}))
    day.agent_ready("zhang")
    day.time_passes(3)
    day.caller_waits("fault")
    day.do(ask.AnswerOffer, "zhang")
    day.do(ask.Mute, "zhang", on=True)
    day.settle()
    dies_deaf(day, ask.Clear)


def a_supervisor_comes_to_somebody_in_music(day: FakeFloor) -> None:
    caller = talks(day)
    day.do(ask.Hold, "zhang")
    day.settle()
    day.agent_logs_in("chen")
    day.do(ask.Watch, "chen", interaction_id=day.call(caller).id, mode="barge_in")
    day.time_passes(2.5)


def no_repair_of_recordings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconcile, "_repair_recording", lambda *_: None)


def no_rest(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reconcile, "_rest", lambda *_: None)


def music_stays_behind(patch: pytest.MonkeyPatch) -> None:
    """Who moves into a bridge that mixes loses the music that was heard."""
    mix = Board.mix

    def silently(board: Board, it: Interaction, *legs: Leg) -> None:
        with patch.context() as silent:
            silent.setattr(Board, "music", lambda *_, **__: None)
            mix(board, it, *legs)

    patch.setattr(Board, "mix", silently)


SITUATIONS = [
    pytest.param(a_resumption_is_swallowed, no_repair_of_recordings, "pause", id="413-421-517"),
    pytest.param(a_connected_phone_is_left_in_a_call, no_rest, "resting leg", id="226-1008"),
    pytest.param(a_supervisor_comes_to_somebody_in_music, music_stays_behind, "music", id="108-833"),
]


@pytest.mark.parametrize(("happens", "plant", "says"), SITUATIONS)
def test_a_planted_bug_is_found_in_the_situation_it_was_first_met_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happens: Day, plant: Plant, says: str
) -> None:
    happens(FakeFloor(demo_center(), tmp_path / "well"))
    plant(monkeypatch)
    with pytest.raises(Wrong, match=says):
        happens(FakeFloor(demo_center(), tmp_path / "planted"))

from pathlib import Path

import pytest

from lingtong.floor.live import commands as ask
from lingtong.floor.live.projector import Projector
from lingtong.floor.live.views import InteractionGone
from lingtong.floor.testing import TENANT, FakeFloor, demo_center
from lingtong.floor.turn import Outcome

pytestmark = pytest.mark.room


def test_what_was_on_a_screen_before_a_crash_is_taken_off_after_it(tmp_path: Path) -> None:
    day = FakeFloor(demo_center(), tmp_path)
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.answers("zhang")
    interaction_id = day.call(caller).id
    day.hangs_up(caller)
    day.crash()
    day.start()
    projector = Projector(day.engine.floor.board)

    day.do(ask.WrapUp, "zhang", disposition_id="done")
    shown = projector.views(Outcome([], [], {("interaction", interaction_id): None}, []))

    assert list(shown) == [
        (TENANT, InteractionGone(interaction_id=interaction_id, agent_id="zhang", why="withdrawn"))
    ]

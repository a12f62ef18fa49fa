"""The full floor in a tenth of its size: real Asterisk, the whole product, every view of every board."""

import resource
from pathlib import Path

import pytest

from bench.full_floor import SMALL, Asked, measure, told
from tests.rig.asterisk import RUNTIME

pytestmark = pytest.mark.journey


async def test_boards_show_what_the_journal_adds_up_to_while_many_wait(tmp_path: Path) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asked = Asked(agents=30, waiting=150, talks=4.0, seconds=10, crowds=SMALL)
    found = await measure(tmp_path / "floor", RUNTIME.absolute(), asked)
    assert not found.different, told(found)
    assert found.lost == 0, told(found)
    assert min(found.waiting) > 100, told(found)
    assert min(found.answered, found.abandoned) > 30, told(found)
    assert found.compared > 3000, told(found)
    assert max(max(lags) for lags in found.lags.values()) < 10, told(found)

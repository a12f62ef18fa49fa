from pathlib import Path

import pytest

from lingtong.floor.testing import FakeFloor, demo_center


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    return FakeFloor(demo_center(), tmp_path)

"""`lingtong down`, and a process that ends by itself in the same moment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lingtong.apps.cli import running

pytestmark = pytest.mark.room


@pytest.mark.parametrize("signals", [1, 2])
def test_down_finds_that_the_process_has_just_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signals: int
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    seen = iter([gone.pid, *([gone.pid] * (signals - 1)), None, None])
    monkeypatch.setenv("LINGTONG_DATA", str(tmp_path))
    monkeypatch.setenv("LINGTONG_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.setattr(running, "STOPS_WITHIN", -1.0)
    monkeypatch.setattr(running, "running_pid", lambda _: next(seen))
    (tmp_path / "lingtong.pid").write_text(str(os.getpid()))
    running.down(keep_calls=True)
    assert not (tmp_path / "lingtong.pid").exists()

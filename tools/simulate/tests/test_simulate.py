import sys

import pytest

from lingtong.floor.testing.watch import Watch, Wrong
from tools.simulate import __main__ as simulate

pytestmark = pytest.mark.room


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["simulate", *arguments])
    monkeypatch.setattr(simulate, "quiet", lambda: None)
    return simulate.main()


def test_it_tells_what_was_simulated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--seed", "3", "--hours", "0.3") == 0
    out = capsys.readouterr().out
    assert "0.3 of 0.3 hours" in out
    assert "caller arrives" in out
    assert "Nothing went wrong." in out


def test_it_stops_at_what_is_wrong_and_says_how_to_see_it_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def only_in_the_day(watch: Watch, *_: object) -> None:
        if watch.turns > 20:
            raise Wrong("planted")

    monkeypatch.setattr(Watch, "quiet", only_in_the_day)
    assert run(monkeypatch, "--seed", "3", "--hours", "1") == 1
    out = capsys.readouterr().out
    assert "planted" in out
    assert "make simulate SEED=3 HOURS=1" in out

"""What was written is read by Asterisk in the end, whatever comes in between."""

import asyncio
from pathlib import Path

import pytest

from lingtong.switch.plan import SwitchPlan
from lingtong.switch.runtime import configure
from lingtong.switch.runtime.ami import AmiLost
from lingtong.switch.runtime.configure import NotRead, apply
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.settings import SwitchSettings
from lingtong.switch.runtime.tests.conftest import PlayedAmi

pytestmark = pytest.mark.room

PROGRAM = Program(command=(), root=Path("/"), version=(22, 7), modules=Path("/"))


@pytest.fixture(autouse=True)
def _written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = iter([frozenset({"extensions.conf"})])
    monkeypatch.setattr(configure, "running_pid", lambda _: 1)
    monkeypatch.setattr(configure, "render", lambda *_: next(changes, frozenset()))


async def test_what_was_written_before_one_was_told_to_end_is_read_by_the_next(ami: PlayedAmi) -> None:
    ami.busy = True
    ending = asyncio.create_task(apply(SwitchPlan(), ami.settings, PROGRAM))
    await ami.asked.wait()
    ending.cancel()
    await asyncio.wait([ending])
    ami.busy = False
    await apply(SwitchPlan(), ami.settings, PROGRAM)
    assert "pbx_config.so" in ami.read


async def test_what_asterisk_could_not_be_asked_to_read_is_read_the_next_time_and_then_no_more(
    ami: PlayedAmi, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(configure, "ami_connection", _refused)
        with pytest.raises(NotRead):
            await apply(SwitchPlan(), ami.settings, PROGRAM)
    await apply(SwitchPlan(), ami.settings, PROGRAM)
    assert "pbx_config.so" in ami.read
    ami.read.clear()
    await apply(SwitchPlan(), ami.settings, PROGRAM)
    assert not ami.read


def _refused(_: SwitchSettings) -> None:
    raise AmiLost("connection refused")

"""What was written is read by Asterisk in the end, whatever comes in between."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lingtong.switch.plan import SwitchPlan
from lingtong.switch.runtime import configure
from lingtong.switch.runtime.ami import AmiLost
from lingtong.switch.runtime.configure import NotRead, apply
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.settings import SwitchSettings

pytestmark = pytest.mark.room

PROGRAM = Program(command=(), root=Path("/"), version=(22, 7), modules=Path("/"))


class PlayedAsterisk:
    """Reads what it is asked to read; busy, it answers log-ins only."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.asked, self.busy = asyncio.Event(), False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fields: dict[str, str] = {}
        while line := await reader.readline():
            name, colon, value = line.decode().strip().partition(": ")
            if colon:
                fields[name] = value
                continue
            self.asked.set()
            if fields["Action"] == "Login" or not self.busy:
                self.read += [fields["Module"]] if "Module" in fields else []
                writer.write(f"Response: Success\r\nActionID: {fields['ActionID']}\r\n\r\n".encode())
            fields = {}
        writer.close()


@pytest.fixture
async def played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[PlayedAsterisk, SwitchSettings]]:
    asterisk, changes = PlayedAsterisk(), iter([frozenset({"extensions.conf"})])
    server = await asyncio.start_server(asterisk.serve, "127.0.0.1", 0)
    monkeypatch.setattr(configure, "running_pid", lambda _: 1)
    monkeypatch.setattr(configure, "render", lambda *_: next(changes, frozenset()))
    port = server.sockets[0].getsockname()[1]
    yield (
        asterisk,
        SwitchSettings(home=tmp_path, recordings=tmp_path, prompts=tmp_path, runtime=tmp_path, ami_port=port),
    )
    server.close()


async def test_what_was_written_before_one_was_told_to_end_is_read_by_the_next(
    played: tuple[PlayedAsterisk, SwitchSettings],
) -> None:
    asterisk, settings = played
    asterisk.busy = True
    ending = asyncio.create_task(apply(SwitchPlan(), settings, PROGRAM))
    await asterisk.asked.wait()
    ending.cancel()
    await asyncio.wait([ending])
    asterisk.busy = False
    await apply(SwitchPlan(), settings, PROGRAM)
    assert "pbx_config.so" in asterisk.read


async def test_what_asterisk_could_not_be_asked_to_read_is_read_the_next_time_and_then_no_more(
    played: tuple[PlayedAsterisk, SwitchSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    asterisk, settings = played
    with monkeypatch.context() as patch:
        patch.setattr(configure, "ami_connection", _refused)
        with pytest.raises(NotRead):
            await apply(SwitchPlan(), settings, PROGRAM)
    await apply(SwitchPlan(), settings, PROGRAM)
    assert "pbx_config.so" in asterisk.read
    asterisk.read.clear()
    await apply(SwitchPlan(), settings, PROGRAM)
    assert not asterisk.read


def _refused(_: SwitchSettings) -> None:
    raise AmiLost("connection refused")

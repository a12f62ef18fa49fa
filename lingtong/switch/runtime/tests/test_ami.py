"""The connection to AMI, against a small server in place of Asterisk."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lingtong.switch.runtime.ami import AmiLost, ami_connection
from lingtong.switch.runtime.settings import SwitchSettings

pytestmark = pytest.mark.room


class PlayedAmi:
    """Answers each action with `word`."""

    def __init__(self) -> None:
        self.word = "Success"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            name, _, value = line.decode().strip().partition(": ")
            if name == "ActionID":
                writer.write(f"Response: {self.word}\r\nActionID: {value}\r\n\r\n".encode())
        writer.close()


@pytest.fixture
async def played(tmp_path: Path) -> AsyncIterator[tuple[PlayedAmi, SwitchSettings]]:
    ami = PlayedAmi()
    server = await asyncio.start_server(ami.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield (
        ami,
        SwitchSettings(home=tmp_path, recordings=tmp_path, prompts=tmp_path, runtime=tmp_path, ami_port=port),
    )
    server.close()


async def test_who_is_told_to_end_while_the_connection_is_closed_ends(
    played: tuple[PlayedAmi, SwitchSettings],
) -> None:
    """Else a process that is told to end goes on."""
    _, settings = played

    async def ask_for_ever() -> None:
        while True:
            async with ami_connection(settings) as connection:
                await connection.answer("Ping", {})
                asyncio.get_running_loop().call_soon(asking.cancel)

    asking = asyncio.create_task(ask_for_ever())
    async with asyncio.timeout(5):
        await asyncio.wait([asking])
    assert asking.cancelled()


async def test_a_log_in_that_is_refused_is_no_connection(played: tuple[PlayedAmi, SwitchSettings]) -> None:
    ami, settings = played
    ami.word = "Error"
    with pytest.raises(AmiLost):
        async with ami_connection(settings):
            raise AssertionError("logged in")

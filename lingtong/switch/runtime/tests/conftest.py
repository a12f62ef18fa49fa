import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from lingtong.switch.runtime.settings import SwitchSettings


class PlayedAmi:
    """A small server in place of Asterisk's. Answers actions with `word`; busy, it answers log-ins only."""

    def __init__(self, settings: SwitchSettings) -> None:
        self.settings = settings
        self.word, self.busy = "Success", False
        self.asked = asyncio.Event()
        self.read: list[str] = []  # the modules that it was to read anew

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
                writer.write(f"Response: {self.word}\r\nActionID: {fields['ActionID']}\r\n\r\n".encode())
            fields = {}
        writer.close()


@pytest.fixture
async def ami(tmp_path: Path) -> AsyncIterator[PlayedAmi]:
    settings = SwitchSettings(home=tmp_path, recordings=tmp_path, prompts=tmp_path, runtime=tmp_path)
    played = PlayedAmi(settings)
    server = await asyncio.start_server(played.serve, "127.0.0.1", 0)
    played.settings = msgspec.structs.replace(settings, ami_port=server.sockets[0].getsockname()[1])
    yield played
    server.close()

"""The little of AMI that we need: log in, ask, hear a few events. ARI cannot record in two channels."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from itertools import count

from lingtong.switch.runtime.render import secrets_of
from lingtong.switch.runtime.settings import SwitchSettings

Message = dict[str, str]


class AmiLost(Exception):
    """The connection ended or was refused."""


class Ami:
    """Actions go out in the order of `ask`. `ended` raises `AmiLost` at the end, also at a clean one."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        hear: Callable[[Message], None],
    ) -> None:
        self._reader, self._writer, self._hear = reader, writer, hear
        self._ids = count(1)
        self._waiting: dict[str, Callable[[Message], None]] = {}
        self.ended: asyncio.Task[None] = asyncio.create_task(self._read())

    def ask(
        self,
        action: str,
        fields: Mapping[str, str],
        answered: Callable[[Message], None],
        variables: tuple[str, ...] = (),
    ) -> None:
        number = str(next(self._ids))
        self._waiting[number] = answered
        lines = {"Action": action, "ActionID": number, **fields}
        if any(char in value for value in (*lines.values(), *variables) for char in "\r\n"):
            raise ValueError("A line end in an AMI field would begin another action.")
        given = (*lines.items(), *(("Variable", variable) for variable in variables))
        text = "".join(f"{name}: {value}\r\n" for name, value in given)
        self._writer.write(text.encode() + b"\r\n")

    async def answer(self, action: str, fields: Mapping[str, str], within: float = 5.0) -> Message:
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

        def answered(message: Message) -> None:
            if not future.done():
                future.set_result(message)

        async with asyncio.timeout(within):
            self.ask(action, fields, answered)
            return await future

    async def _read(self) -> None:
        message: Message = {}
        while line := await self._reader.readline():
            text = line.decode(errors="replace").rstrip("\r\n")
            name, colon, value = text.partition(":")
            if colon:
                message[name] = value.strip()
            elif not text and message:
                self._take(message)
                message = {}
        raise AmiLost("the connection was closed")

    def _take(self, message: Message) -> None:
        if "Response" not in message:
            self._hear(message)
            return
        answered = self._waiting.pop(message.get("ActionID", ""), None)
        if answered is not None:
            answered(message)


def ignore(_: Message) -> None:
    """For those who want no events."""


@contextlib.asynccontextmanager
async def ami_connection(
    settings: SwitchSettings, hear: Callable[[Message], None] = ignore
) -> AsyncIterator[Ami]:
    """A logged-in connection that is read while it is in use. Raises `AmiLost` where there is none."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", settings.ami_port)
    except (OSError, TimeoutError) as problem:
        raise AmiLost(str(problem)) from None
    try:
        one = Ami(reader, writer, hear)
        try:
            who = {"Username": "lingtong", "Secret": secrets_of(settings).ami}
            said = await one.answer("Login", {**who, "Events": "off" if hear is ignore else "on"})
            if said.get("Response") != "Success":
                raise AmiLost(said.get("Message", "the log-in was refused"))
            yield one
        finally:
            one.ended.cancel()
            await asyncio.wait([one.ended])  # awaited itself, it would hide that we are cancelled in here
            if not one.ended.cancelled():
                one.ended.exception()  # said already to whoever waited for it
    finally:
        writer.close()

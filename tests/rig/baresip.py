"""baresip as a desk phone: a SIP phone program of other people, worked by its control socket.

What it does is told by its own events; nothing here guesses from time.
"""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np

from tests.rig.listen import Sound, read_wav, spoken, write_wav
from tests.rig.ports import free_port, free_range, free_sip_port

_CONFIG = """\
sip_listen 127.0.0.1:{sip}
call_local_timeout 120
call_max_calls 4
audio_player aubridge,nobody
snd_path {folder}
audio_source aufile,{says}
audio_alert aubridge,nobody
rtp_ports {rtp}-{rtp_last}
jitter_buffer_delay 0-0
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""
_TONE_LASTS = 600.0  # seconds: a source that ends would end the call
_TONES = Path(__file__).parents[2] / ".cache/tones-of-tests"
_LEAVES_WITHIN = 20.0  # seconds: one that is killed leaves its call and its registration to the next test
Event = dict[str, Any]


class Baresip:
    """A phone. `wait` looks at all events from its `mark()` on, so none is missed."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process, self._folder = process, folder
        self.events: list[Event] = []
        self._news = asyncio.Condition()
        self._answers: dict[str, asyncio.Future[Event]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._asked = 0

    async def registered(self, within: float = 20.0) -> None:
        await self._prints("200 OK", within)

    async def refused(self, within: float = 20.0) -> None:
        """The switch did not let it register."""
        await self._prints("reg: ", within)
        assert "200 OK" not in self.output()

    async def _prints(self, text: str, within: float) -> None:
        """The first registration may be over before we are connected: only its output tells of it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while text not in self.output():  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        assert text in self.output(), f"No {text!r} in:\n{self.output()[-2000:]}"

    async def rings(self, within: float = 20.0, after: int = 0) -> Event:
        return await self.wait(_is("CALL_INCOMING"), within, "ring", after)

    async def rings_at_once(self, within: float = 20.0) -> None:
        """A call that comes with the registration may be there before we are connected, too."""
        await self._prints("Incoming call", within)

    async def talks(self, within: float = 20.0, after: int = 0) -> None:
        await self.wait(_is("CALL_ESTABLISHED"), within, "talk", after)

    async def is_cleared(self, within: float = 20.0, after: int = 0) -> str:
        event = await self.wait(_is("CALL_CLOSED"), within, "be cleared", after)
        return str(event.get("param", ""))

    def mark(self) -> int:
        """Give it to `after`, to look at what comes from now on only."""
        return len(self.events)

    async def answer(self) -> None:
        await self.do("accept")

    async def decline(self) -> None:
        await self.do("hangup")

    async def clear(self) -> None:
        await self.do("hangup")

    async def hold(self) -> None:
        await self.do("hold")

    async def retrieve(self) -> None:
        await self.do("resume")

    async def dial(self, address: str) -> None:
        await self.do("dial", address)

    async def press(self, key: str) -> None:
        await self.do("sndcode", key)

    async def do(self, command: str, params: str = "") -> str:
        self._asked += 1
        token = str(self._asked)
        answer: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._answers[token] = answer
        text = json.dumps({"command": command, "params": params, "token": token})
        assert self._writer is not None
        self._writer.write(f"{len(text)}:{text},".encode())
        try:
            async with asyncio.timeout(20):
                said = await answer
        except TimeoutError:
            raise AssertionError(f"The phone did not take {text}\n{self.output()[-2000:]}") from None
        return str(said.get("data", ""))

    def heard(self) -> Sound:
        """All that came to its ear in the last call."""
        files = sorted(self._folder.glob("dump-*-dec.wav"), key=lambda file: file.stat().st_mtime)
        channels = read_wav(files[-1]) if files else ()
        return channels[0] if channels else Sound(np.zeros(0))

    async def hears(self, tone: float, within: float = 20.0, seconds: float = 1.0) -> None:
        """Wait until the tone was heard for so long in this call."""
        heard = 0.0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while heard < seconds:
                    await asyncio.sleep(0.1)
                    heard = self.heard().seconds_of(tone)
                return
        raise AssertionError(f"{tone} Hz was heard for {heard:.1f} of {seconds} s within {within} s")

    def output(self) -> str:
        return (self._folder / "output").read_text(errors="replace")

    async def wait(
        self, wanted: Callable[[Event], bool], within: float, what: str = "tell", after: int = 0
    ) -> Event:
        async def found() -> Event:
            async with self._news:
                await self._news.wait_for(lambda: any(map(wanted, self.events[after:])))
                return next(filter(wanted, self.events[after:]))

        try:
            async with asyncio.timeout(within):
                return await found()
        except TimeoutError:
            told = [event.get("type") for event in self.events]
            message = f"The phone did not {what} in {within} s. It told: {told}\n{self.output()[-2000:]}"
            raise AssertionError(message) from None

    async def connect(self, port: int, within: float = 20.0) -> asyncio.Task[None]:
        async with asyncio.timeout(within):
            while True:
                with contextlib.suppress(OSError):
                    reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
                    break
                assert self._process.returncode is None, f"baresip ended: {self.output()}"
                await asyncio.sleep(0.02)
        return asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size = int((await reader.readuntil(b":"))[:-1])
                message: Event = json.loads((await reader.readexactly(size + 1))[:-1])
                await self._take(message)

    async def _take(self, message: Event) -> None:
        if message.get("event"):
            async with self._news:
                self.events.append(message)
                self._news.notify_all()
        elif (answer := self._answers.pop(str(message.get("token", "")), None)) and not answer.done():
            answer.set_result(message)

    async def end(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(_LEAVES_WITHIN):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


@asynccontextmanager
async def baresip(
    name: str, secret: str = "", *, switch_port: int = 0, tone: float = 660.0, sip_port: int = 0
) -> AsyncIterator[Baresip]:
    """A running phone; with `switch_port` it registers there, else it is reached at `sip_port`."""
    with tempfile.TemporaryDirectory(prefix="lt-phone-") as place:
        folder = Path(place)
        control = free_port("tcp")
        says = await asyncio.to_thread(_said_with, tone)
        rtp, rtp_last = free_range(10)
        config = _CONFIG.format(
            sip=sip_port or free_sip_port(),
            folder=folder,
            says=says,
            rtp=rtp,
            rtp_last=rtp_last,
            control=control,
        )
        (folder / "config").write_text(config)
        where = f"127.0.0.1:{switch_port}" if switch_port else f"127.0.0.1:{sip_port}"
        options = "regint=60" if switch_port else "regint=0"
        account = f"<sip:{name}@{where};transport=udp>;auth_user={name};auth_pass={secret};{options}"
        (folder / "accounts").write_text(f"{account};audio_codecs=PCMU,PCMA;answermode=manual\n")
        with (folder / "output").open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *("baresip", "-4", "-f", str(folder)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                cwd=folder,
                env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
            )
        phone = Baresip(process, folder)
        reading: asyncio.Task[None] | None = None
        try:
            reading = await phone.connect(control)
            yield phone
        finally:
            await phone.end()
            if reading is not None:
                reading.cancel()


def _said_with(tone: float) -> Path:
    """Ten minutes of it, made once: to make them takes long enough for other voices to falter."""
    file = _TONES / f"{tone:g}.wav"
    if not file.exists():
        _TONES.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_TONES) as place:
            write_wav(Path(place) / "made.wav", spoken(tone, _TONE_LASTS)).rename(file)
    return file


def _is(kind: str) -> Callable[[Event], bool]:
    return lambda event: event.get("type") == kind

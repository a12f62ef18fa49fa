"""SIPp at work: callers at a rate, all phones of a side in one process, registrations from a list."""

import asyncio
import csv
import os
import signal
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import scenarios
from tests.rig.ports import free_port, free_range

CARRIER = "127.0.0.2"  # callers come from here
MOST_CALLS = 4000


@dataclass(frozen=True)
class Counted:
    """What SIPp says of its calls."""

    made: int
    failed: int
    retransmitted: int


@dataclass(frozen=True)
class Logged:
    """One line of the phones: `offer` when an INVITE came to a phone, `free` when it hung up.

    `interaction` is what ours tells the phone with the INVITE.
    """

    what: str
    at: float
    phone: str
    interaction: str = ""


class Player:
    """One SIPp process. `folder` holds its scenario, its counts and its log."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path, port: int) -> None:
        self.process, self.folder, self.port = process, folder, port

    @property
    def pid(self) -> int:
        return self.process.pid

    async def ended(self, within: float) -> Counted:
        """Wait until all calls are over; those that hang are counted as failed."""
        try:
            async with asyncio.timeout(within):
                await self.process.wait()
        except TimeoutError:
            await self.stop()
            counted = self.counted()
            return Counted(counted.made, counted.failed + 1, counted.retransmitted)
        return self.counted()

    def calls_no_more(self) -> None:
        """Those that are on go on to their end."""
        self.process.send_signal(signal.SIGUSR1)

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    def counted(self) -> Counted:
        file = self.folder / "counts.csv"
        rows = list(csv.DictReader(file.open(), delimiter=";")) if file.exists() else []
        if not rows:
            return Counted(0, 1, 0)
        last = rows[-1]
        return Counted(
            made=int(last["TotalCallCreated"]),
            failed=int(last["FailedCall(C)"]),
            retransmitted=int(last["Retransmissions(C)"]),
        )

    def logged(self) -> list[Logged]:
        """What the phones noted so far."""
        file = self.folder / "log"
        return list(read_log(file.read_text(errors="replace"))) if file.exists() else []


def read_log(text: str) -> Iterable[Logged]:
    """`offer DATE TIME EPOCH PHONE it=INTERACTION …`: SIPp's own clock, to the microsecond."""
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 5 and words[0] in ("offer", "free"):
            told = words[5].removeprefix("it=") if len(words) > 5 else ""
            yield Logged(words[0], float(words[3]), words[4], told)


async def _start(folder: Path, scenario: str, *options: str) -> asyncio.subprocess.Process:
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    file = folder / "scenario.xml"
    file.write_text(scenario)
    return await asyncio.create_subprocess_exec(
        "sipp", "-sf", str(file), "-nostdin", "-mp", str(free_range(4)[0]), *options,
        "-trace_stat", "-stf", str(folder / "counts.csv"), "-fd", "1",
        "-trace_err", "-error_file", str(folder / "errors"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "TZ": "UTC", "TERM": "dumb"},
    )  # fmt: skip


async def callers(  # noqa: PLR0913 - what makes a crowd
    folder: Path,
    scenario: str,
    sip_port: int,
    *,
    rate: int,
    calls: int,
    most: int,
    dialing: Sequence[str] = (),
) -> Player:
    """So many calls at a rate a second, never more than `most` at once; `dialing` these numbers in turn."""
    port = free_port("udp")
    numbers: tuple[str, ...] = ()
    if dialing:
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
        (folder / "numbers.csv").write_text("SEQUENTIAL\n" + "".join(f"{number};\n" for number in dialing))
        numbers = ("-inf", str(folder / "numbers.csv"))
    process = await _start(
        folder, scenario, "-i", CARRIER, "-p", str(port), "-r", str(rate), "-m", str(calls), "-l", str(most),
        *numbers, f"127.0.0.1:{sip_port}",
    )  # fmt: skip
    return Player(process, folder, port)


@asynccontextmanager
async def phones(folder: Path, scenario: str, port: int, sip_port: int, *more: str) -> AsyncIterator[Player]:
    """All phones of a side."""
    process = await _start(
        folder, scenario, "-i", "127.0.0.1", "-p", str(port), "-l", str(MOST_CALLS),
        "-trace_logs", "-log_file", str(folder / "log"), *more, f"127.0.0.1:{sip_port}",
    )  # fmt: skip
    player = Player(process, folder, port)
    try:
        yield player
    finally:
        await player.stop()


async def register(folder: Path, names: Iterable[str], secret: str, port: int, sip_port: int) -> None:
    """Tell the switch where the phones will be: from that very port, which it takes for their address."""
    await register_all(folder, dict.fromkeys(names, secret), port, sip_port)


async def register_all(folder: Path, secrets: Mapping[str, str], port: int, sip_port: int) -> None:
    lines = [f"{name};bench;[authentication username={name} password={it}]" for name, it in secrets.items()]
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    (folder / "names.csv").write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n")
    process = await _start(
        folder, scenarios.register(port), "-i", "127.0.0.1", "-p", str(port),
        "-inf", str(folder / "names.csv"), "-r", "100", "-m", str(len(lines)), "-l", "50",
        f"127.0.0.1:{sip_port}",
    )  # fmt: skip
    counted = await Player(process, folder, 0).ended(60)
    if counted.failed or counted.made < len(lines):
        errors = folder / "errors"
        said = errors.read_text(errors="replace")[-1000:] if errors.exists() else ""
        raise RuntimeError(f"{counted.failed} of {counted.made} phones could not register. {said}")

"""The product apart: api, engine and worker as three processes, on PostgreSQL and NATS of their own.

`async with running_cluster() as cluster` is a product like the embedded one; each process can be killed and
started again, and so can the bus and the database.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import httpx
import psycopg

from lingtong.foundation.bus.testing import running_nats
from lingtong.foundation.db.testing import running_postgres
from lingtong.foundation.journal.records import unpack
from lingtong.foundation.lease import Standing, standing
from tests.rig.center import make_center
from tests.rig.ports import free_port
from tests.rig.product import (
    COMMAND,
    ENDED_WITHIN,
    READY_WITHIN,
    ROOT,
    Product,
    _carrier,
    _lay_prompts,
    _prepared,
)

ELSEWHERE = ("DATA", "ASTERISK__SIP_PORT", "ASTERISK__HTTP_PORT", "ASTERISK__AMI_PORT")
Part = Literal["api", "engine", "worker"]
PARTS: tuple[Part, ...] = ("engine", "api", "worker")


@dataclass
class Cluster(Product):
    nats_port: int = 0
    parts: dict[Part, subprocess.Popen[bytes]] = field(default_factory=dict)
    bus: ExitStack = field(default_factory=ExitStack)

    async def set_up(self) -> None:
        with (self.folder / "output").open("ab") as output:
            making = await asyncio.create_subprocess_exec(
                *COMMAND, "prepare", stdout=output, stderr=output, cwd=ROOT, env=self.env
            )
        async with asyncio.timeout(READY_WITHIN):
            assert await making.wait() == 0, self.output()[-6000:]

    async def start(self, *command: str, within: float = READY_WITHIN) -> None:
        assert not command, "each part has its own"
        for part in PARTS:
            self.launch(part)
        await self.ready(within)

    def launch(self, *command: str) -> None:
        (part,) = command
        assert part in PARTS
        assert part not in self.parts, f"{part} runs already"
        with (self.folder / "output").open("ab") as output:
            self.parts[part] = subprocess.Popen(
                [*COMMAND, "run", "--only", part],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=self.env,
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        return all(one.poll() is None for one in self.parts.values())

    def kill(self, part: Part) -> None:
        """`kill -9`."""
        process = self.parts.pop(part)
        process.kill()
        process.wait()

    def kill_engine(self) -> None:
        self.kill("engine")

    async def launch_standby(self) -> None:
        """A second engine; returns when it stands by."""
        active = self.parts.pop("engine")
        self.launch("engine")
        self.standby = self.parts.pop("engine")
        self.parts["engine"] = active
        async with asyncio.timeout(READY_WITHIN):
            while not [one.pid for one in self.standing().standbys if one.pid == self.standby.pid]:
                assert self.standby.poll() is None, self.output()[-4000:]
                await asyncio.sleep(0.05)

    async def launch_elsewhere(self) -> "Cluster":
        """An engine with a data folder, ports and a switch of its own, as on another machine."""
        folder = self.folder / "elsewhere"
        (folder / "data").mkdir(parents=True)
        plain = _prepared(folder)
        own = {f"LINGTONG_{name}": plain.env[f"LINGTONG_{name}"] for name in ELSEWHERE}
        rtp = {name: plain.env[name] for name in plain.env if name.startswith("LINGTONG_ASTERISK__RTP")}
        own |= {"LINGTONG_NODE": "node-2", "LINGTONG_HEALTH__ENGINE": str(free_port())}
        other = replace(self, folder=folder, env=self.env | own | rtp, sip_port=plain.sip_port, parts={})
        shutil.copy(self.folder / "data/secrets.json", folder / "data/secrets.json")
        await asyncio.to_thread(_lay_prompts, folder / "data/prompts")
        await other.set_up()
        other.launch("engine")
        return other

    async def health(self) -> dict[str, object]:
        """What the engine says of itself, once it says anything."""
        async with httpx.AsyncClient(timeout=2.0) as http, asyncio.timeout(READY_WITHIN):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    address = f"http://127.0.0.1:{self.env['LINGTONG_HEALTH__ENGINE']}/readyz"
                    found: dict[str, object] = (await http.get(address)).json()
                    return found
                await asyncio.sleep(0.05)

    async def has_role(self, role: str, within: float = READY_WITHIN) -> None:
        async with asyncio.timeout(within):
            while (await self.health())["role"] != role:  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.05)

    def standing(self) -> Standing:
        return standing(self.folder / "data/journal")

    def kill_active(self) -> None:
        """`kill -9` of the active engine; the one who stands by is the engine then."""
        self.kill("engine")
        self._promote()

    def freeze_active(self) -> subprocess.Popen[bytes]:
        """SIGSTOP: it is not dead, and does nothing."""
        frozen = self.parts.pop("engine")
        frozen.send_signal(signal.SIGSTOP)
        self._promote()
        return frozen

    def _promote(self) -> None:
        assert self.standby is not None
        self.parts["engine"], self.standby = self.standby, None

    async def stop(self) -> None:
        running = [*([self.standby] if self.standby is not None else []), *self.parts.values()]
        for process in running:
            process.send_signal(signal.SIGTERM)
        try:
            for process in running:
                await asyncio.to_thread(process.wait, ENDED_WITHIN)
        except subprocess.TimeoutExpired:
            for process in running:
                process.send_signal(signal.SIGABRT)  # what it is at: see PYTHONFAULTHANDLER
                process.wait()
            raise AssertionError(f"SIGTERM did not end all parts:\n{self.output()[-4000:]}") from None
        self.parts.clear()
        self.standby = None

    # --- bus and database

    async def start_bus(self) -> None:
        """In a thread: meanwhile the door to the database and the callers' voices live on here."""
        await asyncio.to_thread(self.bus.enter_context, running_nats(self.nats_port))

    async def stop_bus(self) -> None:
        await asyncio.to_thread(self.bus.close)


class Door:
    """Between the product and its database: shut, nothing goes through and what was open is cut."""

    def __init__(self, port: int, target: int) -> None:
        self.port, self._target = port, target
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)

    async def shut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._open |= {writer, far_writer}
        try:
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        finally:
            for one in (writer, far_writer):
                self._open.discard(one)
                one.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()


@dataclass
class Whole:
    cluster: Cluster
    door: Door
    database: str  # past the door, for the test itself

    def stored(self) -> list[str]:
        """Ids of the facts in the database, in their order there."""
        with psycopg.connect(self.database) as connection:
            rows = connection.execute("SELECT id FROM facts ORDER BY sequence").fetchall()
        return [str(row[0]) for row in rows]

    def journaled(self) -> list[str]:
        """Ids of the facts in the engine's newest journal segment, in the order in which they happened."""
        newest = max((self.cluster.folder / "data/journal").glob("journal-*.log"))
        return [fact.id for frame in unpack(newest.read_bytes()) for fact in frame.facts]

    def generation(self) -> int:
        """Of the active engine; it grows whenever another one becomes it. 0 while there is none."""
        active = self.cluster.standing().active
        return active.generation if active is not None else 0

    async def everything_arrives(self, within: float = 60.0) -> None:
        """Every fact of the journal is in the database, once and in the same order."""
        stored: list[str] = []
        wanted = set(self.journaled())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not wanted <= set(stored):
                    await asyncio.sleep(0.2)
                    stored = await asyncio.to_thread(self.stored)
        happened = [fact_id for fact_id in self.journaled() if fact_id in set(stored)]
        assert wanted <= set(happened), "facts did not arrive"
        assert happened == self.journaled()[: len(happened)], "facts were lost"
        assert happened == stored[-len(happened) :], "facts are out of order"
        assert len(set(stored)) == len(stored), "facts were doubled"


@asynccontextmanager
async def running_cluster(settings: Mapping[str, str] | None = None) -> AsyncIterator[Whole]:
    folder = Path(tempfile.mkdtemp(prefix="lt-cluster-"))
    plain = _prepared(folder)
    await asyncio.to_thread(_lay_prompts, folder / "data/prompts")
    with running_postgres() as address:
        port = int(address.rsplit(":", 1)[1].strip("/"))
        door, nats_port = Door(free_port(), port), free_port()
        env = plain.env | {
            "LINGTONG_MODE": "cluster",
            "LINGTONG_DATABASE": f"postgresql+psycopg://lingtong@127.0.0.1:{door.port}/postgres",
            "LINGTONG_BUS": f"nats://127.0.0.1:{nats_port}",
            "LINGTONG_HEALTH__ENGINE": str(free_port()),
            "LINGTONG_HEALTH__WORKER": str(free_port()),
        }
        env |= settings or {}
        cluster = Cluster(
            folder=folder,
            port=plain.port,
            sip_port=plain.sip_port,
            carrier_port=plain.carrier_port,
            carrier_voice_port=plain.carrier_voice_port,
            env=env,
            nats_port=nats_port,
        )
        await door.open()
        await cluster.start_bus()
        try:
            async with _carrier(cluster):
                await cluster.set_up()
                await cluster.start()
                async with cluster.person("admin") as admin:
                    cluster.center = await make_center(admin, cluster.carrier_port)
                yield Whole(cluster, door, f"{address}postgres")
        finally:
            await cluster.end()
            await cluster.stop_bus()
            await door.shut()
            if os.environ.get("LINGTONG_KEEP") is None:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                print(f"kept: {folder}")

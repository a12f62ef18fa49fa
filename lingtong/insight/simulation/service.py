import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
import structlog

from lingtong.floor.center import Center
from lingtong.foundation.db import Database, NotFound, is_outage
from lingtong.insight.simulation import store
from lingtong.insight.simulation.changes import Changes, changed_center
from lingtong.insight.simulation.errors import SimulationFailed, SimulationRuns, SimulationTooLong
from lingtong.insight.simulation.planned import Traffic, planned
from lingtong.insight.simulation.playing import QUEUED, Question, center_of, day_starts
from lingtong.insight.simulation.ports import Centers
from lingtong.insight.simulation.process import COMMAND, Refused, Task
from lingtong.insight.simulation.tables import SimulationRow
from lingtong.kit import Clock, Ids, Refusal

log = structlog.get_logger()
AT_MOST = 60.0  # seconds
AT_ONCE = 2  # over all tenants
KEPT = 5  # answers of a tenant at hand
STORED = 50  # and in the database
LINE = 64 * 2**20  # bytes of an answer
LOOK_BACK = 31  # days
DEFAULT_ZONE = "Asia/Shanghai"

State = Literal["running", "done", "failed", "stopped"]


class Run(msgspec.Struct, kw_only=True):
    """A question that was asked, and how far it is. `answer` is the JSON of an `Answer`."""

    id: str
    tenant_id: str
    asked_by: str
    asked_at: datetime
    day: str
    changes: Changes
    traffic: Traffic | None = None
    state: State = "running"
    step: str = "reading"
    progress: float = 0.0
    refused: Refused | None = None
    answer: msgspec.Raw | None = None


class _Line(msgspec.Struct, frozen=True):
    """What the process told, with the answer left as it is."""

    step: str | None = None
    progress: float = 0.0
    answer: msgspec.Raw = msgspec.Raw()
    refused: Refused | None = None


class Simulations:
    """At most one at a time for each tenant, each in its own process, with an end."""

    def __init__(
        self,
        database: Database,
        centers: Centers,
        clock: Clock,
        ids: Ids,
        command: Sequence[str] = COMMAND,
        at_most: float = AT_MOST,
    ) -> None:
        self._database, self._centers, self._clock, self._ids = database, centers, clock, ids
        self._command, self._at_most = command, at_most
        self._runs: dict[str, Run] = {}
        self._asked: asyncio.Queue[tuple[Run, Question]] = asyncio.Queue()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled: what runs is then stopped."""
        async with asyncio.TaskGroup() as group:
            while True:
                run, question = await self._asked.get()
                playing = self._tasks[run.id] = group.create_task(self._play(run, question))
                playing.add_done_callback(lambda _, run_id=run.id: self._tasks.pop(run_id, None))  # type: ignore[misc]

    def ask(self, tenant_id: str, by: str, day: str, traffic: Traffic | None, changes: Changes) -> Run:
        """Refused with `ChangeRefused` at once, and with `SimulationRuns` while another one runs."""
        running = [run for run in self._runs.values() if run.state == "running"]
        if any(run.tenant_id == tenant_id for run in running):
            raise SimulationRuns("A simulation runs already. Wait for its end, or stop it.")
        if len(running) >= AT_ONCE:
            raise SimulationRuns("Other simulations run on this machine. Try again in a minute.")
        center, zone = center_of(self._centers.current(), tenant_id), self._zone(tenant_id)
        now = self._clock.now()
        checked: Center = center
        if traffic is not None:
            checked = planned(traffic, center, now, tenant_id).center
        changed_center(changes, checked)
        run = Run(
            id=self._ids.new(),
            tenant_id=tenant_id,
            asked_by=by,
            asked_at=now,
            day=day,
            changes=changes,
            traffic=traffic,
        )
        question = Question(
            now=now,
            tenant_id=tenant_id,
            timezone=zone,
            center=center,
            day=day,
            traffic=traffic,
            changes=changes,
        )
        self._runs[run.id] = run
        self._forget_old(tenant_id)
        self._asked.put_nowait((run, question))
        return run

    @property
    def busy(self) -> int:
        """Processes that are at work, or are being ended."""
        return len(self._tasks)

    def find(self, tenant_id: str, run_id: str) -> Run:
        run = self._runs.get(run_id)
        if run is None or run.tenant_id != tenant_id:
            raise NotFound("This simulation is not known any more. Ask again.")
        return run

    def of(self, tenant_id: str) -> list[Run]:
        """Newest first."""
        return [run for run in reversed(self._runs.values()) if run.tenant_id == tenant_id]

    async def all_of(self, tenant_id: str) -> list[Run]:
        """Newest first, with those from before the last start, whose answers are asked for one by one."""
        here = self.of(tenant_id)
        async with self._database.reading(tenant_id) as reader:
            stored = [msgspec.json.decode(body, type=Run) for body in await store.kept(reader.session)]
        known = {run.id for run in here}
        return here + [run for run in stored if run.id not in known]

    async def look(self, tenant_id: str, run_id: str) -> Run:
        """Also one from before the last start."""
        if run_id in self._runs:
            return self.find(tenant_id, run_id)
        async with self._database.reading(tenant_id) as reader:
            found = await store.answered(reader.session, run_id)
        if found is None:
            return self.find(tenant_id, run_id)
        run = msgspec.json.decode(found[0], type=Run)
        run.answer = msgspec.Raw(found[1].encode()) if found[1] else None
        return run

    def stop(self, tenant_id: str, run_id: str) -> Run:
        run = self.find(tenant_id, run_id)
        if run.state == "running":
            run.state = "stopped"
            task = self._tasks.get(run_id)
            if task is not None:
                task.cancel()
        return run

    async def days(self, tenant_id: str) -> list[str]:
        """Days of the last month on which a call came into a queue, newest first."""
        zone, found = self._zone(tenant_id), []
        today = self._clock.now().astimezone(ZoneInfo(zone)).date()
        async with self._database.reading(tenant_id) as reader:
            for back in range(LOOK_BACK):
                day = (today - timedelta(days=back)).isoformat()
                since = day_starts(day, zone)
                if await store.has_any(reader.session, since, since + timedelta(days=1), QUEUED):
                    found.append(day)
        return found

    def _zone(self, tenant_id: str) -> str:
        tenant = self._centers.current().tenants.get(tenant_id)
        return tenant.timezone if tenant is not None else DEFAULT_ZONE

    def _forget_old(self, tenant_id: str) -> None:
        for run in self.of(tenant_id)[KEPT:]:
            del self._runs[run.id]

    # --- the process

    async def _play(self, run: Run, question: Question) -> None:
        if run.state == "running":
            await self._answer(run, question)
        if run.answer is not None or run.refused is not None:
            await self._store(run)

    async def _answer(self, run: Run, question: Question) -> None:
        try:
            async with asyncio.timeout(self._at_most):
                await self._follow(run, question)
        except TimeoutError:
            seconds = int(self._at_most)
            self._fail(run, SimulationTooLong(f"It took longer than {seconds} s.", seconds=seconds))
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            log.error("simulation.failed", error=str(error))
            self._fail(run, SimulationFailed("The simulation failed. Its log says why."))
        finally:
            if run.state == "running":
                run.state = "stopped"

    async def _store(self, run: Run) -> None:
        """A database that is away keeps nobody from the answer at hand."""
        answer = bytes(run.answer).decode() if run.answer is not None else ""
        body = msgspec.json.encode(msgspec.structs.replace(run, answer=None)).decode()
        row = SimulationRow(id=run.id, asked_at=run.asked_at, run=body, answer=answer)
        try:
            async with self._database.writing(run.tenant_id) as work:
                await store.keep(work.session, row, STORED)
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("simulation.not_kept", error=str(error))

    async def _follow(self, run: Run, question: Question) -> None:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LINE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            task = Task(database_url=self._database.url, question=question)
            process.stdin.write(msgspec.json.encode(task) + b"\n")
            while line := await process.stdout.readline():
                self._hear(run, msgspec.json.decode(line, type=_Line))
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
        if run.state == "running":
            log.error("simulation.ended", code=process.returncode)
            self._fail(run, SimulationFailed("The simulation ended without an answer."))

    def _hear(self, run: Run, line: _Line) -> None:
        if line.answer:
            run.state, run.progress, run.answer = "done", 1.0, msgspec.Raw(bytes(line.answer))
        elif line.refused is not None:
            run.state, run.refused = "failed", line.refused
        else:
            run.step, run.progress = line.step or run.step, line.progress

    def _fail(self, run: Run, no: Refusal) -> None:
        run.state, run.refused = "failed", Refused.of(no)

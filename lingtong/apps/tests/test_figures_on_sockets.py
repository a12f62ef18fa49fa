"""Three hundred agents, fifteen hundred waiting: the sockets show what the journal's facts add up to."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lingtong.apps.figures import join_figures
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, Tenant, Trunk
from lingtong.floor.engine import Engine
from lingtong.floor.ivr.graph import AnswerNode, EntryPoint, Flow, QueueNode
from lingtong.floor.ivr.sources.telling import HealthBoard
from lingtong.floor.live import commands as ask
from lingtong.floor.live import socket
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.figures import FiguresChanged
from lingtong.floor.live.hub import Hub
from lingtong.floor.live.projector import Projector
from lingtong.floor.live.screens import Screens
from lingtong.floor.live.supervising import Trail
from lingtong.floor.live.testing import PlainParts, Screen, running
from lingtong.floor.messages.service import Messages
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.turn import Outcome
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, app_of, people
from lingtong.foundation.journal import Fact, Journal
from lingtong.foundation.journal import store as journal
from lingtong.insight.reporting.live import LiveFigures
from lingtong.insight.reporting.testing import differences
from lingtong.insight.reporting.today import Today
from lingtong.switch.fake import FakeSwitch

pytestmark = pytest.mark.room

AGENTS, CALLERS, QUEUES = 300, 1800, 10
TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten o'clock in Shanghai
MEDIA = ("CCTV-1", "CCTV-1", "湖南卫视")


def big_center(tenant_id: str) -> Center:
    names = [f"q{number}" for number in range(QUEUES)]
    return Center(
        revision=1,
        tenants={tenant_id: Tenant(id=tenant_id, name="Big")},
        queues={
            name: QueueConfig(
                id=name,
                tenant_id=tenant_id,
                number=str(3000 + at),
                name=name,
                announce_every=0,
                after_call_work=20,
                goal_seconds=60,
            )
            for at, name in enumerate(names)
        },
        agents={f"a{at}": an_agent(tenant_id, at, names) for at in range(AGENTS)},
        entry_points={
            name: EntryPoint(
                id=name,
                tenant_id=tenant_id,
                number=str(95500 + at),
                name=name,
                flow_id=name,
                media=MEDIA[at] if at < len(MEDIA) else "",
            )
            for at, name in enumerate(names)
        },
        flows={
            name: Flow(
                id=name,
                tenant_id=tenant_id,
                name=name,
                start="answer",
                nodes={"answer": AnswerNode(next="queue"), "queue": QueueNode(queue_id=name)},
            )
            for name in names
        },
        trunks={"t": Trunk(id="t", tenant_id=tenant_id, name="carrier")},
    )


def an_agent(tenant_id: str, at: int, queues: list[str]) -> AgentConfig:
    return AgentConfig(
        id=f"a{at}",
        tenant_id=tenant_id,
        agent_number=str(1000 + at),
        name=f"Agent {at}",
        endpoint=f"a{at}",
        phone="desk",
        queues=(queues[at % QUEUES], queues[(at + 1) % QUEUES]),
    )


class BigFloor:
    """The engine on a fake switch, in virtual time; what it tells goes to the bus and to the database."""

    def __init__(self, parts: Parts, clock: MovableClock, center: Center, folder: Path) -> None:
        self.parts, self.clock, self.center = parts, clock, center
        self.tenant_id = next(iter(center.tenants))
        self.rng = random.Random(7)
        self.switch = FakeSwitch(clock, random.Random(8))
        self.switch.behavior = {agent.endpoint: "answers" for agent in center.agents.values()}
        self.facts: list[Fact] = []
        self.stored = 0
        self.fresh: list[Outcome] = []
        self.engine = Engine.start(clock, parts.ids, center, Journal(folder), self.switch, self._show)
        self.projector = Projector(self.engine.floor.board)
        self.engine.hear(self.switch.connect())
        self.callers = 0

    def _show(self, outcome: Outcome) -> None:
        self.facts += outcome.facts
        self.fresh.append(outcome)

    async def start(self) -> None:
        bus = self.parts.bus
        await bus.serve(f"engine.hello.{self.tenant_id}", self._hello)

    async def _hello(self, _: bytes) -> bytes:
        return msgspec.json.encode(self.projector.hello(self.tenant_id, ""))

    def sign_everybody_in(self) -> None:
        for agent in self.center.agents.values():
            self.switch.phone(agent.endpoint, reachable=True)
            self.passes(0)
            self.engine.do(ask.LogIn(tenant_id=self.tenant_id, agent_id=agent.id))
            self.engine.do(ask.SetReady(tenant_id=self.tenant_id, agent_id=agent.id))

    def callers_come(self, count: int) -> None:
        for _ in range(count):
            self.callers += 1
            number = str(95500 + self.rng.randrange(QUEUES))
            self.switch.arrive(f"c{self.callers}", f"138{self.callers:08}", number)

    def some_hang_up(self, count: int) -> None:
        legs = sorted(leg for leg in self.switch.legs if leg.startswith("c"))
        for leg_id in self.rng.sample(legs, min(count, len(legs))):
            self.switch.hang_up(leg_id)

    def passes(self, seconds: float) -> None:
        until = self.clock.at + timedelta(seconds=seconds)
        while True:
            busy = True
            while busy:
                busy = False
                for event in self.switch.due():
                    busy = True
                    self.engine.hear(event)
                wake = self.engine.floor.next_wake()
                if wake is not None and wake <= self.clock.at:
                    busy = True
                    self.engine.wake()
            coming = [at for at in (self.switch.next_at(), self.engine.floor.next_wake()) if at is not None]
            first = min(coming, default=until)
            if first >= until:
                break
            self.clock.at = first
        self.clock.at = until

    async def tell(self) -> None:
        """As the engine's process does."""
        outcomes, self.fresh = self.fresh, []
        merged = Outcome([], [], {}, [])
        for outcome in outcomes:
            merged.changed.update(outcome.changed)
        async with self.parts.database.writing_everywhere() as work:
            await journal.add_new(work.session, self.facts[self.stored :])
        self.stored = len(self.facts)
        for tenant_id, view in (*self.projector.views(merged), *self.projector.queues()):
            if b"interaction" not in msgspec.json.encode(view)[:25]:
                await self.parts.bus.publish(f"live.{tenant_id}", msgspec.json.encode(view))
            await asyncio.sleep(0)


class Shown:
    """What one socket has been told, put together as a browser does."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.queues: dict[str, Any] = {}
        self.entry_points: dict[str, Any] = {}
        self.media: dict[str, Any] = {}
        self.agents: dict[str, Any] = {}
        self.counters: Any = None
        self.trunks: dict[str, Any] = {}

    async def read(self) -> None:
        while True:
            view = msgspec.convert(await self.screen.next("figures.changed", within=30), FiguresChanged)
            self.queues.update({one.queue_id: one for one in view.queues})
            self.entry_points.update({one.entry_point_id: one for one in view.entry_points})
            self.media.update({one.media: one for one in view.media})
            self.agents.update({one.agent_id: one for one in view.agents})
            self.trunks.update({one.trunk_id: one for one in view.trunks})
            self.counters = view.counters or self.counters


@asynccontextmanager
async def opened(
    parts: Parts, clock: MovableClock, tmp_path: Path
) -> AsyncIterator[tuple[BigFloor, Today, Any]]:
    tenant_id = await people(parts)
    center = big_center(tenant_id)
    floor = BigFloor(parts, clock, center, tmp_path / "journal")
    book, plain = CenterBook(center), PlainParts(center)
    today = Today(parts.database, book, clock)
    live = LiveFigures(today, book, clock)
    hub = Hub(parts.bus, clock, book, live, plain)
    messages = Messages(parts.database, parts.bus, book, clock, parts.ids)
    app = app_of(
        parts,
        socket.routes(hub, Screens(EngineDesk(parts.bus, book, Trail(parts.database)))),
        *join_figures(parts, book, hub, today, live, messages, HealthBoard(clock)),
    )
    await floor.start()
    serving = asyncio.create_task(hub.run())
    try:
        async with running(app) as site:
            yield floor, today, site
    finally:
        serving.cancel()
        await asyncio.wait({serving})
        await parts.bus.close()


def all_differences(shown: Shown, floor: BigFloor) -> list[str]:
    wrong = differences(shown, floor.facts, floor.clock.at, goal=60)
    parts = [entry.today.arrivals for entry in shown.entry_points.values() if entry.media == MEDIA[0]]
    if shown.media[MEDIA[0]].today.arrivals != sum(parts):
        wrong.append("the medium is not the sum of its numbers")
    if shown.trunks["t"].incoming != sum(leg.startswith("c") for leg in floor.switch.legs):
        wrong.append("the trunk has other calls than the switch")
    return wrong


async def test_three_hundred_agents_and_fifteen_hundred_waiting(
    parts: Parts, clock: MovableClock, tmp_path: Path
) -> None:
    clock.at = TEN - timedelta(minutes=7)
    async with (
        opened(parts, clock, tmp_path) as (floor, today, site),
        site.screen("supervisor") as desk,
        site.screen("wallboard") as wall,
        asyncio.TaskGroup() as group,
    ):
        screens = [Shown(desk), Shown(wall)]
        reading = [group.create_task(screen.read()) for screen in screens]

        async def all_agree() -> None:
            await floor.tell()
            await today.catch_up()
            wrong = ["nothing was shown"]
            try:
                async with asyncio.timeout(20):
                    while wrong:
                        await asyncio.sleep(0.1)
                        ready = [one for one in screens if one.counters is not None and one.queues]
                        wrong = [line for one in ready for line in all_differences(one, floor)]
                        wrong += [] if len(ready) == 2 else ["a screen has no figures"]
            except TimeoutError:
                pytest.fail("\n".join(wrong[:20]))

        floor.sign_everybody_in()
        floor.callers_come(CALLERS)
        floor.passes(30)
        await all_agree()
        assert screens[0].counters.talking == AGENTS
        assert sum(queue.waiting for queue in screens[1].queues.values()) == CALLERS - AGENTS
        assert screens[1].agents == {}
        for _ in range(4):  # over the full hour and over the half hour
            floor.some_hang_up(150)
            floor.passes(40)
            floor.callers_come(60)
            floor.some_hang_up(60)
            floor.passes(400)
            await all_agree()
        assert len(screens[0].agents) == AGENTS
        assert sum(entry.last_hour.arrivals for entry in screens[1].entry_points.values()) > 0
        for task in reading:
            task.cancel()

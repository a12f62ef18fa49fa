"""Fan-out of live views to the sockets of this process."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import msgspec
import structlog

from lingtong.floor.live.board import Board, frame_of
from lingtong.floor.live.card import Cards
from lingtong.floor.live.facts import decode_fact
from lingtong.floor.live.greeter import Greeter
from lingtong.floor.live.in_menus import MenusChanged
from lingtong.floor.live.listener import Listener
from lingtong.floor.live.ports import Centers, EarlierContacts, Figures
from lingtong.floor.live.showing import Showing
from lingtong.floor.live.views import EngineView, Hello, InteractionChanged, InteractionView, QueueView
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.interactions.events import InteractionArrived
from lingtong.kit import Clock
from lingtong.switch.numbers import e164

log = structlog.get_logger()
ASK_WITHIN = 3.0
TICK = 0.1  # seconds between looks at what waits for its turn
AT_ONCE = 200  # walls that are written to before somebody else may do something
LOOK_AFTER_ENGINE, LOOK_AGAIN = 5.0, 0.5

Work = Callable[[], Coroutine[Any, Any, None]]

_views: msgspec.json.Decoder[EngineView] = msgspec.json.Decoder(EngineView)
_hellos = msgspec.json.Decoder(Hello)


class Hub:
    def __init__(
        self, bus: Bus, clock: Clock, centers: Centers, figures: Figures, contacts: EarlierContacts
    ) -> None:
        self._bus, self._clock, self._centers = bus, clock, centers
        self._figures, self._contacts = figures, contacts
        self._boards: dict[str, Board] = {}
        self._cards: Cards | None = None
        self._missed = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None
        self._beside: list[Work] = []
        self._at_start: list[Work] = []
        self._greeter = Greeter(self.hello)
        self._showing = Showing(lambda: self._cards_now, self._missed.set)

    async def run(self) -> None:
        """Listen and serve until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            self._cards = Cards(self._contacts, group, self._show_interaction)
            await self._bus.subscribe("live.>", self._hear_view)
            await self._bus.subscribe("facts.>", self._hear_fact)
            self._bus.when_back(self._greet_anew)
            group.create_task(self._flush())
            group.create_task(self._greeter.run())
            group.create_task(self._look_after_engine())
            for serve in self._beside:
                group.create_task(serve())
            for once in self._at_start:
                self.spawn(once())

    def runs(self, serve: Work) -> None:
        """Something else that lives as long as the hub."""
        self._beside.append(serve)

    def begins(self, once: Work) -> None:
        """Something to be done once when the hub starts; where it fails, the hub goes on."""
        self._at_start.append(once)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that follows from a socket and may outlive it."""
        assert self._group is not None, "the hub runs"
        self._group.create_task(_guarded(work))

    def board(self, tenant_id: str) -> Board:
        found = self._boards.get(tenant_id)
        if found is None:
            found = self._boards[tenant_id] = Board(tenant_id, self._figures)
        return found

    def boards(self) -> Iterable[Board]:
        return tuple(self._boards.values())

    def join(self, listener: Listener) -> None:
        """A hello follows as soon as there is one."""
        listener.wants = self._greeter.wanted
        self.board(listener.tenant_id).join(listener)
        self._greeter.wanted(listener)

    def leave(self, listener: Listener) -> None:
        self._greeter.left(listener)
        self.board(listener.tenant_id).leave(listener)

    def queues(self, tenant_id: str) -> Iterable[QueueView]:
        board = self._boards.get(tenant_id)
        return board.queues.values() if board is not None else ()

    def queue_figures_changed(self, tenant_id: str, queue_id: str) -> None:
        self.board(tenant_id).queue_figures_changed(queue_id, _now())

    async def known(self, tenant_id: str) -> Board:
        """The board, asked of the engine if nobody has looked yet or the engine was away."""
        board = self.board(tenant_id)
        if not board.engine_answers:
            await self._ask(board, "")
        return board

    async def hello(self, listener: Listener) -> bytes:
        """Everything as it is now. Without an engine: what was last known, and that the switch is away."""
        listener.greeted()
        board, own = self.board(listener.tenant_id), None
        if listener.agent_id or not board.engine_answers:
            own = await self._ask(board, listener.agent_id)
        seat = own.seat if own is not None else None
        is_wall = listener.is_wall
        hello = Hello(
            server_time=self._clock.now(),
            seat=seat,
            interactions=self._with_cards(board.tenant_id, own.interactions) if own is not None else (),
            agents=() if is_wall else tuple(board.agents.values()),
            queues=() if is_wall else board.queues_with_figures(),
            switch_connected=board.switch_connected,
            callbacks=()
            if is_wall
            else tuple(one for all_ in board.callbacks.values() for one in all_.callbacks),
            plans=board.plans.plans if board.plans is not None and not is_wall else (),
            locks=board.locks.locks if board.locks is not None and listener.sees_floor else (),
            parked=board.parked.slots if board.parked is not None and not is_wall else (),
            waiting=tuple(board.waiting.values()) if listener.sees_floor else (),
            menus=board.menus if listener.sees_floor else MenusChanged(),
            watched=own.watched if own is not None else (),
        )
        return frame_of(hello) + board.behind_hello(listener)

    # --- from the bus

    async def _hear_view(self, subject: str, data: bytes) -> None:
        board = self._boards.get(subject.removeprefix("live."))
        if board is None:
            return  # nobody of this tenant has looked yet
        try:
            view = _views.decode(data)
        except msgspec.MsgspecError:
            log.warning("live.unreadable", size=len(data))
            return
        self._showing.show(board, view, data, _now())

    def _show_interaction(self, tenant_id: str, view: InteractionView) -> None:
        self.board(tenant_id).tell_agent(view.agent_id, frame_of(InteractionChanged(interaction=view)))

    async def _hear_fact(self, _: str, data: bytes) -> None:
        if b'"interaction.arrived"' not in data[:40]:
            return
        try:
            fact = decode_fact(data)
        except msgspec.MsgspecError:
            return
        if isinstance(fact, InteractionArrived):
            number = fact.ani if fact.direction == "in" else fact.dnis
            tenant = self._centers.current().tenants.get(fact.tenant_id)
            region = tenant.region if tenant is not None else "CN"
            self._cards_now.arrived(fact.interaction_id, e164(number, region) or number)

    # --- the engine

    async def _ask(self, board: Board, agent_id: str, *, whole: bool = False) -> Hello | None:
        question = msgspec.json.encode({"agent_id": agent_id})
        try:
            answer = await self._bus.ask(f"engine.hello.{board.tenant_id}", question, within=ASK_WITHIN)
            hello = _hellos.decode(answer)
        except (NobodyAnswers, msgspec.MsgspecError) as error:
            log.warning("engine.away", error=type(error).__name__)
            board.engine_lost()
            self._missed.set()
            return None
        if whole or not board.engine_answers or board.is_outdated:
            board.take(hello)
        return hello

    async def _greet_anew(self) -> None:
        """Views may have been lost: everybody begins again with the engine's own picture."""
        for board in self._boards.values():
            board.is_outdated = True
        self._missed.set()

    async def _look_after_engine(self) -> None:
        """Notice that the engine is gone; greet everybody again when it is back or has another center."""
        while True:
            watched = [board for board in self._boards.values() if board.is_watched]
            self._missed.clear()
            answers = [await self._catch_up(board) for board in watched]
            await self._until_next_look(away=not all(answers))

    async def _catch_up(self, board: Board) -> bool:
        """Whether the engine answers. What makes the board outdated meanwhile counts anew."""
        was_behind, board.is_outdated = board.is_outdated or not board.engine_answers, False
        if await self._ask(board, "", whole=was_behind) is None:
            board.is_outdated = True
            return False
        if was_behind:
            board.refresh_all()
        return True

    async def _until_next_look(self, *, away: bool) -> None:
        """Soon while the engine is away, or as soon as somebody misses it."""
        try:
            async with asyncio.timeout(LOOK_AGAIN if away else LOOK_AFTER_ENGINE):
                await self._missed.wait()
        except TimeoutError:
            return
        await asyncio.sleep(LOOK_AGAIN)

    # --- at their pace

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            for board in self.boards():
                board.flush(_now())
                await self._tell_walls(board)

    async def _tell_walls(self, board: Board) -> None:
        """One piece for each wall, a few hundred walls at a time: a desk's view gets in between."""
        bundle = board.for_walls()
        if not bundle:
            return
        for number, wall in enumerate(board.walls, 1):
            wall.push(bundle)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _with_cards(self, tenant_id: str, views: tuple[InteractionView, ...]) -> tuple[InteractionView, ...]:
        return tuple(self._cards_now.known(tenant_id, view) for view in views)

    @property
    def _cards_now(self) -> Cards:
        assert self._cards is not None, "the hub runs"
        return self._cards


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    """What goes wrong with one socket is no reason to end all others."""
    try:
        await work
    except Exception:
        log.exception("socket.work_failed")


def _now() -> float:
    return asyncio.get_running_loop().time()

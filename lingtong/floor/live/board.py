"""What everybody of one tenant may see, and the sockets that see it. Each view is encoded once for all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from lingtong.floor.live.agent_calls import ParkedChanged
from lingtong.floor.live.coalescing import Coalescer, Key
from lingtong.floor.live.figures import AlarmsChanged, BoardMessage, FiguresChanged, LinesChanged
from lingtong.floor.live.in_menus import MenusChanged
from lingtong.floor.live.listener import Listener
from lingtong.floor.live.lock_views import LocksChanged
from lingtong.floor.live.ports import Figures
from lingtong.floor.live.views import (
    AgentChanged,
    AgentRow,
    CallbacksChanged,
    Hello,
    PlansChanged,
    QueueChanged,
    QueueView,
    SwitchChanged,
)
from lingtong.floor.live.waiting import WaitingChanged
from lingtong.foundation.http.wire import text_frame

QUEUE_EVERY, AGENT_EVERY, FIGURES_EVERY = 0.5, 0.25, 1.0  # seconds
_encode = msgspec.json.Encoder().encode


def frame_of(view: msgspec.Struct) -> bytes:
    """The view as every browser gets it."""
    return text_frame(_encode(view))


class Board:
    def __init__(self, tenant_id: str, figures: Figures) -> None:
        self.tenant_id, self._figures = tenant_id, figures
        self.agents: dict[str, AgentRow] = {}
        self.queues: dict[str, QueueView] = {}
        self.callbacks: dict[str, CallbacksChanged] = {}
        self.waiting: dict[str, WaitingChanged] = {}
        self.plans: PlansChanged | None = None
        self.locks: LocksChanged | None = None
        self.parked: ParkedChanged | None = None
        self.menus = MenusChanged()
        self.lines: LinesChanged | None = None
        self.alarms: AlarmsChanged | None = None
        self.message: BoardMessage | None = None
        self.is_needed = False  # somebody looks at the figures who has no socket
        self.engine_answers = self.switch_connected = self.is_outdated = False
        self._desks: set[Listener] = set()
        self._walls: set[Listener] = set()
        self._by_agent: defaultdict[str, set[Listener]] = defaultdict(set)
        self._desk_agents = Coalescer(AGENT_EVERY, self._show)
        self._desk_queues = Coalescer(QUEUE_EVERY, self._show)
        self._for_walls: list[bytes] = []
        self._figures_due = 0.0
        self._whole: dict[bool, bytes] = {}

    # --- who listens

    def join(self, listener: Listener) -> None:
        (self._walls if listener.is_wall else self._desks).add(listener)
        if listener.agent_id:
            self._by_agent[listener.agent_id].add(listener)

    def leave(self, listener: Listener) -> None:
        self._walls.discard(listener)
        self._desks.discard(listener)
        own = self._by_agent.get(listener.agent_id)
        if own is not None:
            own.discard(listener)
            if not own:
                del self._by_agent[listener.agent_id]

    def screens_of(self, agent_id: str) -> Iterable[Listener]:
        return self._by_agent.get(agent_id, ())

    @property
    def is_watched(self) -> bool:
        return bool(self._desks or self._walls or self.is_needed)

    @property
    def desks(self) -> Sequence[Listener]:
        return tuple(self._desks)

    @property
    def walls(self) -> Sequence[Listener]:
        return tuple(self._walls)

    # --- what they hear

    def tell_agent(self, agent_id: str, frame: bytes) -> None:
        for listener in tuple(self._by_agent.get(agent_id, ())):
            listener.push(frame)

    def tell_desks(self, frame: bytes) -> None:
        for listener in tuple(self._desks):
            listener.push(frame)

    def tell_floor(self, frame: bytes) -> None:
        """Those who may see the floor."""
        for listener in tuple(self._desks):
            if listener.sees_floor:
                listener.push(frame)

    def tell_walls(self, frame: bytes) -> None:
        """With the next bundle, see `for_walls`."""
        self._for_walls.append(frame)

    def tell_all(self, frame: bytes) -> None:
        self.tell_desks(frame)
        self.tell_walls(frame)

    def refresh_all(self) -> None:
        self._whole.clear()
        for listener in (*self._desks, *self._walls):
            listener.refresh()

    def agent_changed(self, row: AgentRow, now: float) -> None:
        self.agents[row.agent_id] = row
        self._desk_agents.changed(("agent", row.agent_id), now)

    def agent_gone(self, agent_id: str, frame: bytes) -> None:
        self.agents.pop(agent_id, None)
        self._desk_agents.forget(("agent", agent_id))
        self.tell_desks(frame)

    def queue_changed(self, view: QueueView, now: float) -> None:
        self.queues[view.queue_id] = view
        self.queue_figures_changed(view.queue_id, now)

    def queue_figures_changed(self, queue_id: str, now: float) -> None:
        if queue_id in self.queues:
            self._desk_queues.changed(("queue", queue_id), now)

    def flush(self, now: float) -> None:
        """What waits for its turn; figures once a second, when there is somebody to see them."""
        self._desk_agents.flush(now)
        self._desk_queues.flush(now)
        if now >= self._figures_due and (self._desks or self._walls):
            self._figures_due = now + FIGURES_EVERY
            self._tell_figures()

    def for_walls(self) -> bytes:
        """All that walls have not been told yet, as one piece."""
        bundle, self._for_walls = b"".join(self._for_walls), []
        return bundle

    # --- the whole

    def take(self, hello: Hello) -> None:
        """The engine's own picture replaces what was pieced together."""
        self.agents = {row.agent_id: row for row in hello.agents}
        self.queues = {view.queue_id: view for view in hello.queues}
        self.callbacks = _by_queue(hello)
        self.waiting = {one.queue_id: one for one in hello.waiting}
        self.plans = PlansChanged(plans=hello.plans)
        self.locks = LocksChanged(locks=hello.locks)
        self.parked = ParkedChanged(slots=hello.parked)
        self.menus = hello.menus
        self.lines = hello.lines
        self._whole.clear()
        self.engine_answers = True
        self.switch_connected = hello.switch_connected

    def engine_lost(self) -> None:
        if self.engine_answers:
            self.tell_all(frame_of(SwitchChanged(connected=False)))
        self.engine_answers = self.switch_connected = False
        self.is_outdated = True

    def queues_with_figures(self) -> tuple[QueueView, ...]:
        return tuple(self._figures.overlay(self.tenant_id, view) for view in self.queues.values())

    def behind_hello(self, listener: Listener) -> bytes:
        """What a screen of this kind is told after its hello: figures, alarms, the line for all walls."""
        frames = []
        if listener.is_wall or listener.sees_floor:
            frames.append(self._whole_figures(named=not listener.is_wall))
        if self.alarms is not None and listener.sees_floor:
            frames.append(frame_of(self.alarms))
        if self.message is not None:
            frames.append(frame_of(self.message))
        return b"".join(frames)

    def _whole_figures(self, *, named: bool) -> bytes:
        found = self._whole.get(named)
        if found is None:
            view = self._figures.whole(self.tenant_id, self)
            found = self._whole[named] = frame_of(view if named else without_names(view))
        return found

    def _tell_figures(self) -> None:
        view = self._figures.changed(self.tenant_id, self)
        if view is None:
            return
        self._whole.clear()
        if any(listener.sees_floor for listener in self._desks):
            self.tell_floor(frame_of(view))
        if self._walls:
            self.tell_walls(frame_of(without_names(view)))

    def _show(self, key: Key) -> None:
        kind, item_id = key
        if kind == "agent" and item_id in self.agents:
            self.tell_desks(frame_of(AgentChanged(agent=self.agents[item_id])))
        elif kind == "queue" and item_id in self.queues:
            queue = self._figures.overlay(self.tenant_id, self.queues[item_id])
            self.tell_desks(frame_of(QueueChanged(queue=queue)))


def without_names(view: FiguresChanged) -> FiguresChanged:
    """For walls: agents slow down or suffer when a wall names them."""
    return msgspec.structs.replace(view, agents=(), duty=())


def _by_queue(hello: Hello) -> dict[str, CallbacksChanged]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, callback in enumerate(hello.callbacks):
        found[callback.queue_id].append(at)
    return {
        queue_id: CallbacksChanged(queue_id=queue_id, callbacks=tuple(hello.callbacks[at] for at in places))
        for queue_id, places in found.items()
    }

"""What everybody of one tenant may see, and the sockets that see it. Each view is encoded once for all."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from lingtong.floor.live.coalescing import Coalescer, Key
from lingtong.floor.live.listener import Listener
from lingtong.floor.live.ports import TodaysFigures
from lingtong.floor.live.views import AgentChanged, AgentRow, Hello, QueueChanged, QueueView, SwitchChanged

QUEUE_EVERY, AGENT_EVERY, WALL_EVERY = 0.5, 0.25, 1.0  # seconds
_encoder = msgspec.json.Encoder()


def text_of(view: msgspec.Struct) -> str:
    return _encoder.encode(view).decode()


class Board:
    def __init__(self, tenant_id: str, figures: TodaysFigures) -> None:
        self.tenant_id, self._figures = tenant_id, figures
        self.agents: dict[str, AgentRow] = {}
        self.queues: dict[str, QueueView] = {}
        self.engine_answers = self.switch_connected = self.is_outdated = False
        self._desks: set[Listener] = set()
        self._walls: set[Listener] = set()
        self._by_agent: defaultdict[str, set[Listener]] = defaultdict(set)
        self._desk_agents = Coalescer(AGENT_EVERY, lambda key: self._show(key, self._desks))
        self._desk_queues = Coalescer(QUEUE_EVERY, lambda key: self._show(key, self._desks))
        self._on_walls = Coalescer(WALL_EVERY, lambda key: self._show(key, self._walls))
        self._texts: dict[Key, str] = {}

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
        return bool(self._desks or self._walls)

    # --- what they hear

    def tell_agent(self, agent_id: str, message: str) -> None:
        for listener in self._by_agent.get(agent_id, ()):
            listener.push(message)

    def tell_all(self, message: str) -> None:
        for listener in (*self._desks, *self._walls):
            listener.push(message)

    def refresh_all(self) -> None:
        for listener in (*self._desks, *self._walls):
            listener.refresh()

    def agent_changed(self, row: AgentRow, now: float) -> None:
        key = ("agent", row.agent_id)
        self.agents[row.agent_id] = row
        self._texts.pop(key, None)
        self._desk_agents.changed(key, now)
        self._on_walls.changed(key, now)

    def agent_gone(self, agent_id: str, message: str) -> None:
        key = ("agent", agent_id)
        self.agents.pop(agent_id, None)
        self._texts.pop(key, None)
        self._desk_agents.forget(key)
        self._on_walls.forget(key)
        self.tell_all(message)

    def queue_changed(self, view: QueueView, now: float) -> None:
        self.queues[view.queue_id] = view
        self.queue_figures_changed(view.queue_id, now)

    def queue_figures_changed(self, queue_id: str, now: float) -> None:
        if queue_id in self.queues:
            key = ("queue", queue_id)
            self._texts.pop(key, None)
            self._desk_queues.changed(key, now)
            self._on_walls.changed(key, now)

    def flush(self, now: float) -> None:
        for coalescer in (self._desk_agents, self._desk_queues, self._on_walls):
            coalescer.flush(now)

    # --- the whole

    def take(self, hello: Hello) -> None:
        """The engine's own picture replaces what was pieced together."""
        self.agents = {row.agent_id: row for row in hello.agents}
        self.queues = {view.queue_id: view for view in hello.queues}
        self._texts.clear()
        self.engine_answers = True
        self.switch_connected = hello.switch_connected

    def engine_lost(self) -> None:
        if self.engine_answers:
            self.tell_all(text_of(SwitchChanged(connected=False)))
        self.engine_answers = self.switch_connected = False
        self.is_outdated = True

    def queues_with_figures(self) -> tuple[QueueView, ...]:
        return tuple(self._figures.overlay(self.tenant_id, view) for view in self.queues.values())

    def _show(self, key: Key, listeners: set[Listener]) -> None:
        message = self._texts.get(key) or self._encode(key)
        if message:
            for listener in listeners:
                listener.push(message)

    def _encode(self, key: Key) -> str:
        kind, item_id = key
        if kind == "agent" and item_id in self.agents:
            message = text_of(AgentChanged(agent=self.agents[item_id]))
        elif kind == "queue" and item_id in self.queues:
            queue = self._figures.overlay(self.tenant_id, self.queues[item_id])
            message = text_of(QueueChanged(queue=queue))
        else:
            return ""
        self._texts[key] = message
        return message

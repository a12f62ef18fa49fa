"""Turns what a turn has changed into the views that screens draw."""

from collections.abc import Iterable

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.live.aside import parked_of
from lingtong.floor.live.figures import LinesChanged
from lingtong.floor.live.lines import lines
from lingtong.floor.live.locked import locks_of
from lingtong.floor.live.menus import menus_of, walks
from lingtong.floor.live.picture import agent_row, interaction_view, queue_view, seat_view
from lingtong.floor.live.promised import all_callbacks, callbacks_of, plans_of
from lingtong.floor.live.views import (
    AgentChanged,
    AgentGone,
    CallbacksChanged,
    EngineView,
    Hello,
    InteractionChanged,
    InteractionGone,
    InteractionView,
    Notice,
    QueueChanged,
    SeatChanged,
    SwitchChanged,
)
from lingtong.floor.live.watched import supervised_view, waiting_of, watched_view
from lingtong.floor.turn import Outcome

Shown = tuple[str, EngineView]  # the tenant whose screens see it


class Projector:
    """Remembers who saw which interaction, so that it can be taken off a screen."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._queues: dict[str, None] = {}
        self._lines_moved = False
        self._callbacks = False
        self._promises: dict[str, CallbacksChanged] = {}
        self._lines: dict[str, LinesChanged] = {}
        self._walking: dict[str, dict[str, None]] = {}  # who is in a menu, by tenant
        self._menus_moved: set[str] = set()
        for it in board.interactions.values():
            self._walks(it.id, it)
        self._watched: dict[str, tuple[str, frozenset[str]]] = {
            it.id: (it.tenant_id, frozenset(it.watchers)) for it in board.interactions.values() if it.watchers
        }
        # What the screens had before this process began is theirs still, until they are told otherwise.
        self._seen: dict[str, tuple[str, frozenset[str]]] = {
            it.id: (it.tenant_id, frozenset(agents))
            for it in board.interactions.values()
            if (agents := it.agents())
        }

    def look(self, tenant_id: str, agent_id: str, interaction_id: str) -> Hello:
        """One call as its agent sees it, for the supervisor `agent_id`; empty where no agent has it."""
        board = self._board
        it = board.interactions.get(interaction_id)
        own = it.watchers.get(agent_id) if it is not None else None
        agents = it.agents() if it is not None and it.tenant_id == tenant_id else []
        views: tuple[InteractionView, ...] = ()
        if it is not None and agents:
            target_id = own.target_id if own is not None else it.owner or agents[0]
            views = (supervised_view(board, it, target_id, watches=own is not None),)
        return Hello(server_time=board.now, seat=None, interactions=views, agents=(), queues=())

    def hello(self, tenant_id: str, agent_id: str) -> Hello:
        board = self._board
        own = [
            it for it in board.interactions.values() if it.tenant_id == tenant_id and agent_id in it.agents()
        ]
        config = board.center.agents.get(agent_id)
        mine = config is not None and config.tenant_id == tenant_id
        queues = (
            queue_view(board, queue.id)
            for queue in board.center.queues.values()
            if queue.tenant_id == tenant_id
        )
        return Hello(
            server_time=board.now,
            seat=seat_view(board, board.seats.get(agent_id)) if mine else None,
            interactions=tuple(interaction_view(board, it, agent_id) for it in own),
            agents=tuple(
                agent_row(board, board.seats.get(agent.id))
                for agent in board.center.agents.values()
                if agent.tenant_id == tenant_id
            ),
            queues=tuple(view for view in queues if view is not None),
            switch_connected=board.switch_connected,
            lines=lines(board, tenant_id),
            callbacks=all_callbacks(board, tenant_id),
            plans=plans_of(board, tenant_id).plans,
            locks=locks_of(board, tenant_id).locks,
            parked=parked_of(board, tenant_id).slots,
            menus=menus_of(board, self._walking.get(tenant_id, ())),
            watched=tuple(
                watched_view(board, it, one)
                for it in board.interactions.values()
                if mine and (one := it.watchers.get(agent_id)) is not None
            ),
            waiting=tuple(
                waiting_of(board, queue_id)
                for queue_id in board.acd.busy_queues()
                if queue_id in board.center.queues and board.center.queues[queue_id].tenant_id == tenant_id
            ),
        )

    def views(self, outcome: Outcome) -> Iterable[Shown]:
        queues = self._queues
        self._lines_moved = self._lines_moved or bool(outcome.changed)
        for kind, key in outcome.changed:
            match kind:
                case "interaction":
                    yield from self._interaction(key)
                case "seat":
                    yield from self._seat(key)
                    queues.update(dict.fromkeys(self._board.acd.able(key)))
                case "queue":
                    queues[key] = None
                case "callback":
                    self._callbacks = True
                case _:
                    yield from self._of_center(kind, key)
        yield from self._said(outcome)

    def _of_center(self, kind: str, key: str) -> Iterable[Shown]:
        match kind:
            case "switch":
                yield from self._switch()
            case "plan":
                yield from self._plans()
            case "lock":
                for tenant_id in self._board.center.tenants:
                    yield tenant_id, locks_of(self._board, tenant_id)
            case "parked":
                yield key, parked_of(self._board, key)

    def queues(self) -> Iterable[Shown]:
        """Views of the queues and lines that have changed since this was asked last."""
        changed, self._queues = self._queues, {}
        for queue_id in changed:
            yield from self._queue(queue_id)
        yield from self._promised(changed)
        yield from self._in_menus()
        if self._lines_moved:
            self._lines_moved = False
            yield from self._how_lines_stand()

    def _in_menus(self) -> Iterable[Shown]:
        moved, self._menus_moved = self._menus_moved, set()
        for tenant_id in sorted(moved):
            yield tenant_id, menus_of(self._board, self._walking[tenant_id])

    def _walks(self, key: str, it: Interaction | None) -> None:
        """Whoever comes to a menu, moves or presses a key in it, or leaves it."""
        now = it is not None and walks(it)
        if it is not None and now:
            self._walking.setdefault(it.tenant_id, {})[key] = None
            self._menus_moved.add(it.tenant_id)
            return
        for tenant_id, walking in self._walking.items():
            if walking.pop(key, 0) is None:
                self._menus_moved.add(tenant_id)

    def _how_lines_stand(self) -> Iterable[Shown]:
        for tenant_id in self._board.center.tenants:
            now = lines(self._board, tenant_id)
            if self._lines.get(tenant_id) != now:
                self._lines[tenant_id] = now
                yield tenant_id, now

    def _interaction(self, key: str) -> Iterable[Shown]:
        it = self._board.interactions.get(key)
        self._walks(key, it)
        tenant_id, before = self._seen.pop(key, ("", frozenset[str]()))
        agents: list[str] = []
        if it is not None:
            agents, tenant_id = it.agents(), it.tenant_id
            if agents:
                self._seen[key] = (tenant_id, frozenset(agents))
            for agent_id in agents:
                yield tenant_id, InteractionChanged(interaction=interaction_view(self._board, it, agent_id))
        yield from self._watchers(key, it)
        for agent_id in sorted(before.difference(agents)):
            wrap = it.wrap_ups.get(agent_id) if it is not None else None
            why = wrap.state if wrap is not None and wrap.state in ("unfinished", "done") else "withdrawn"
            yield tenant_id, InteractionGone(interaction_id=key, agent_id=agent_id, why=why)

    def _watchers(self, key: str, it: Interaction | None) -> Iterable[Shown]:
        """Supervisors see what the agent sees whom they watch."""
        watchers = it.watchers if it is not None else {}
        tenant_id, before = self._watched.pop(key, ("", frozenset[str]()))
        if it is not None and watchers:
            tenant_id = it.tenant_id
            self._watched[key] = (tenant_id, frozenset(watchers))
            for one in watchers.values():
                view = watched_view(self._board, it, one)
                yield tenant_id, InteractionChanged(interaction=view, watcher_id=one.agent_id)
        for agent_id in sorted(before.difference(watchers)):
            yield (
                tenant_id,
                InteractionGone(interaction_id=key, agent_id=agent_id, why="unwatched", watcher_id=agent_id),
            )

    def _seat(self, agent_id: str) -> Iterable[Shown]:
        board = self._board
        config = board.center.agents.get(agent_id)
        if config is None:
            seat = next((seat for seat in board.seats.all() if seat.agent_id == agent_id), None)
            if seat is not None:
                yield seat.tenant_id, AgentGone(agent_id=agent_id)
            return
        seat = board.seats.get(agent_id)
        yield config.tenant_id, SeatChanged(seat=seat_view(board, seat))
        yield config.tenant_id, AgentChanged(agent=agent_row(board, seat))

    def _queue(self, queue_id: str) -> Iterable[Shown]:
        view = queue_view(self._board, queue_id)
        if view is not None:
            tenant_id = self._board.center.queues[queue_id].tenant_id
            yield tenant_id, QueueChanged(queue=view)
            yield tenant_id, waiting_of(self._board, queue_id)

    def _promised(self, queue_ids: Iterable[str]) -> Iterable[Shown]:
        """The callbacks of the queues in which something has moved, where they are drawn differently now."""
        changed, self._callbacks = self._callbacks, False
        queues = self._board.center.queues
        for queue_id in queue_ids:
            if queue_id not in queues or not (changed or queue_id in self._promises):
                continue
            now = callbacks_of(self._board, queue_id)
            if self._promises.get(queue_id, CallbacksChanged(queue_id=queue_id, callbacks=())) != now:
                yield queues[queue_id].tenant_id, now
            self._promises[queue_id] = now
            if not now.callbacks:
                del self._promises[queue_id]

    def _plans(self) -> Iterable[Shown]:
        for tenant_id in self._board.center.tenants:
            yield tenant_id, plans_of(self._board, tenant_id)

    def _switch(self) -> Iterable[Shown]:
        for tenant_id in self._board.center.tenants:
            yield tenant_id, SwitchChanged(connected=self._board.switch_connected)

    def _said(self, outcome: Outcome) -> Iterable[Shown]:
        for line in outcome.said:
            config = self._board.center.agents.get(line.agent_id)
            if config is not None:
                notice = Notice(
                    agent_id=line.agent_id, code=line.code, params=line.params, at=self._board.now
                )
                yield config.tenant_id, notice

"""Who is shown which view of the engine."""

from collections.abc import Callable
from typing import Any

from lingtong.floor.live.agent_calls import ParkedChanged
from lingtong.floor.live.board import Board
from lingtong.floor.live.card import Cards
from lingtong.floor.live.figures import (
    AlarmsChanged,
    BoardMessage,
    BoardsChanged,
    DutyNotesChanged,
    FaxesChanged,
    LinesChanged,
    VoicemailChanged,
)
from lingtong.floor.live.in_menus import MenusChanged
from lingtong.floor.live.lock_views import LocksChanged
from lingtong.floor.live.note_views import MessageNew, NoticeBoard
from lingtong.floor.live.views import (
    AgentChanged,
    AgentGone,
    CallbacksChanged,
    CenterChanged,
    EngineView,
    FloorMapChanged,
    InteractionChanged,
    InteractionGone,
    Notice,
    PlansChanged,
    QueueChanged,
    SeatChanged,
    SwitchChanged,
)
from lingtong.floor.live.waiting import WaitingChanged
from lingtong.foundation.http.wire import text_frame

Show = Callable[[Board, Any, bytes], None]


class Showing:
    """`missed` is called when everybody needs the whole picture anew."""

    def __init__(self, cards: Callable[[], Cards], missed: Callable[[], None]) -> None:
        self._cards, self._missed = cards, missed
        self._shows: dict[type[Any], Show] = {
            SeatChanged: _to_own_agent_of("seat"),
            Notice: _to_agent,
            MessageNew: _to_agents,
            NoticeBoard: _to_agents,
            InteractionChanged: self._interaction_changed,
            InteractionGone: self._interaction_gone,
            SwitchChanged: _switch,
            CenterChanged: self._center,
            CallbacksChanged: _callbacks,
            PlansChanged: _plans,
            LocksChanged: _locks,
            ParkedChanged: _parked,
            WaitingChanged: _waiting,
            MenusChanged: _menus,
            FloorMapChanged: _to_floor,
            AlarmsChanged: _alarms,
            BoardMessage: _message,
            BoardsChanged: _to_all,
            DutyNotesChanged: _to_floor,
            VoicemailChanged: _to_all,
            FaxesChanged: _to_all,
            LinesChanged: _lines,
        }

    def show(self, board: Board, view: EngineView, data: bytes, now: float) -> None:
        """`data` is the view as it came, which is how browsers get it."""
        match view:
            case AgentChanged(agent=row):
                board.agent_changed(row, now)
            case QueueChanged(queue=queue):
                board.queue_changed(queue, now)
            case AgentGone(agent_id=agent_id):
                board.agent_gone(agent_id, text_frame(data))
            case _:
                show = self._shows.get(type(view))
                if show is not None:
                    show(board, view, data)

    def _interaction_changed(self, board: Board, view: InteractionChanged, data: bytes) -> None:
        if view.watcher_id:
            board.tell_agent(view.watcher_id, text_frame(data))
        elif any(board.screens_of(view.interaction.agent_id)):
            self._cards().changed(board.tenant_id, view.interaction)

    def _interaction_gone(self, board: Board, view: InteractionGone, data: bytes) -> None:
        if view.watcher_id:
            board.tell_agent(view.watcher_id, text_frame(data))
            return
        self._cards().gone(view.interaction_id, view.agent_id)
        board.tell_agent(view.agent_id, text_frame(data))

    def _center(self, board: Board, _: CenterChanged, data: bytes) -> None:
        board.is_outdated = True
        board.tell_all(text_frame(data))
        self._missed()  # a hello with what is new, and without what is gone, follows soon


def _to_own_agent_of(field: str) -> Show:
    def show(board: Board, view: Any, data: bytes) -> None:
        board.tell_agent(getattr(view, field).agent_id, text_frame(data))

    return show


def _to_agent(board: Board, view: Notice, data: bytes) -> None:
    board.tell_agent(view.agent_id, text_frame(data))


def _to_agents(board: Board, view: MessageNew | NoticeBoard, data: bytes) -> None:
    frame = text_frame(data)
    for agent_id in view.agent_ids:
        board.tell_agent(agent_id, frame)


def _to_all(board: Board, _: Any, data: bytes) -> None:
    board.tell_all(text_frame(data))


def _switch(board: Board, view: SwitchChanged, data: bytes) -> None:
    board.switch_connected = view.connected
    board.tell_all(text_frame(data))


def _callbacks(board: Board, view: CallbacksChanged, data: bytes) -> None:
    board.callbacks[view.queue_id] = view
    board.tell_desks(text_frame(data))


def _plans(board: Board, view: PlansChanged, data: bytes) -> None:
    board.plans = view
    board.tell_desks(text_frame(data))


def _locks(board: Board, view: LocksChanged, data: bytes) -> None:
    board.locks = view
    board.tell_floor(text_frame(data))


def _parked(board: Board, view: ParkedChanged, data: bytes) -> None:
    board.parked = view
    board.tell_desks(text_frame(data))


def _waiting(board: Board, view: WaitingChanged, data: bytes) -> None:
    board.waiting[view.queue_id] = view
    board.tell_floor(text_frame(data))


def _menus(board: Board, view: MenusChanged, data: bytes) -> None:
    board.menus = view
    board.tell_floor(text_frame(data))


def _to_floor(board: Board, _: Any, data: bytes) -> None:
    board.tell_floor(text_frame(data))


def _alarms(board: Board, view: AlarmsChanged, data: bytes) -> None:
    board.alarms = view
    board.tell_floor(text_frame(data))


def _message(board: Board, view: BoardMessage, data: bytes) -> None:
    board.message = view
    board.tell_all(text_frame(data))


def _lines(board: Board, view: LinesChanged, _: bytes) -> None:
    board.lines = view

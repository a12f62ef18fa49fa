"""The floor: one synchronous state machine for everything live. A cue goes in, an outcome comes out."""

from datetime import datetime

import structlog

from lingtong.floor.agents.model import Seat
from lingtong.floor.call_control import answers, endings, links, menu, queueing, reconcile
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.call_control.offers import offer_match
from lingtong.floor.call_control.requests import about_call, about_seat
from lingtong.floor.call_control.signals import HANDLERS
from lingtong.floor.center import Center
from lingtong.floor.live.commands import AboutCall, Done, EngineCommand
from lingtong.floor.turn import Outcome, TimerKey, Turn
from lingtong.kit import Clock, Ids, Refusal
from lingtong.switch.events import SwitchEvent

log = structlog.get_logger()


class Floor:
    """Call `hear`, `do`, `wake` or `reconfigure`; each is one turn and gives what came of it."""

    def __init__(self, clock: Clock, ids: Ids, center: Center) -> None:
        self.turn = Turn(clock, ids)
        self.board = Board(self.turn, center)

    def restore(self, seats: list[Seat], interactions: list[Interaction]) -> Outcome:
        """Begin where the journal ends."""
        self.turn.begin()
        reconcile.restore(self.board, seats, interactions)
        return self._end()

    def hear(self, event: SwitchEvent) -> Outcome:
        self.turn.begin()
        handler = HANDLERS.get(type(event))
        if handler is not None:
            handler(self.board, event)
        return self._end()

    def do(self, command: EngineCommand) -> tuple[Done | Refusal, Outcome]:
        self.turn.begin()
        answer: Done | Refusal
        try:
            if isinstance(command, AboutCall):
                about_call(self.board, command)
                answer = Done()
            else:
                answer = Done(interaction_id=about_seat(self.board, command))
        except Refusal as refusal:
            answer = refusal
        return answer, self._end()

    def next_wake(self) -> datetime | None:
        return self.turn.timers.next_at()

    def wake(self) -> Outcome:
        """Let everything happen whose time has come."""
        self.turn.begin()
        while (key := self.turn.timers.take_due(self.turn.now)) is not None:
            self._timer(key)
        return self._end()

    def reconfigure(self, center: Center) -> Outcome:
        """New rules from now on; live state is never touched by configuration."""
        self.turn.begin()
        self.board.reconfigure(center)
        for seat in list(self.board.seats.all()):
            if seat.agent_id in center.agents:
                links.nail_up(self.board, seat.agent_id)
        return self._end()

    def _timer(self, key: TimerKey) -> None:
        board, (name, first, *rest) = self.board, key
        match name:
            case "unblock":
                board.seats.get(first).blocked_until = None
                board.turn.changed("seat", first)
                return
            case "screen":
                return board.seats.screen(first, rest[0], alive=False)
            case "nail":
                return links.nail_up(board, first)
        it = board.interactions.get(first)
        if it is not None:
            self._timer_of(it, name, rest)

    def _timer_of(self, it: Interaction, name: str, rest: list[str]) -> None:
        board = self.board
        match name:
            case "offer" if it.offer is not None and it.offer.leg_id == rest[0]:
                answers.offer_failed(board, it, "no_answer")
            case "silence":
                menu.silence(board, it)
            case "announce":
                queueing.announce(board, it)
            case "max_wait":
                queueing.too_long(board, it)
            case "closing" if it.stage is Stage.CLOSING:
                endings.end(board, it, "center")
            case "after_call_work":
                endings.run_out(board, it, rest[0], cause="time_up")
            case "link":
                links.gave_up(board, it)
            case "relink" if it.stage is Stage.LINK_LOST:
                links.relink(board, it)

    def _end(self) -> Outcome:
        self._settle()
        for kind, key in list(self.turn.changes()):
            it = self.board.interactions.get(key) if kind == "interaction" else None
            if it is not None and it.is_over:
                del self.board.interactions[key]
        return self.turn.end()

    def _settle(self) -> None:
        """Bring the lines and the free agents together until nothing more fits."""
        board, seen = self.board, 0
        while seen < len(changes := list(self.turn.changes())):
            fresh, seen = changes[seen:], len(changes)
            for kind, key in fresh:
                if kind == "seat":
                    self._sync_seat(key)
            if not board.switch_connected:
                continue
            for kind, key in fresh:
                if kind == "queue":
                    self._serve_queue(key)
                elif kind == "seat" and (match := board.acd.match_agent(key)) is not None:
                    offer_match(board, match)

    def _sync_seat(self, agent_id: str) -> None:
        seat = self.board.seats.get(agent_id) if agent_id in self.board.center.agents else None
        if seat is not None and self.board.seats.is_routable(seat):
            self.board.acd.agent_free(agent_id, seat.idle_since)
        else:
            self.board.acd.agent_taken(agent_id)

    def _serve_queue(self, queue_id: str) -> None:
        while (match := self.board.acd.match_waiting(queue_id)) is not None:
            offer_match(self.board, match)

"""The floor: one synchronous state machine for everything live. A cue goes in, an outcome comes out."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import structlog

from lingtong.floor.agents.model import Seat
from lingtong.floor.call_control import (
    air,
    answers,
    callbacks,
    codes,
    endings,
    errands,
    faxes,
    hearing,
    links,
    menu,
    message_node,
    messages,
    parking,
    preludes,
    queueing,
    recognizing,
    reconcile,
    recordings,
    surveys,
    walked_codes,
    watching,
)
from lingtong.floor.call_control.about_locks import about_lock
from lingtong.floor.call_control.acquainted import Talked
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.duties import SEAT_TIMERS, about_agent, leave_if_chosen
from lingtong.floor.call_control.in_turn import AskedInTurn
from lingtong.floor.call_control.leg_signals import not_accepted
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.call_control.offers import offer_match
from lingtong.floor.call_control.pace import Pace
from lingtong.floor.call_control.requests import about_call, about_seat
from lingtong.floor.call_control.signals import HANDLERS
from lingtong.floor.call_control.supervision import supervise
from lingtong.floor.call_control.surge import AboutSurge, about_surge
from lingtong.floor.callbacks.model import Callback, Promised
from lingtong.floor.center import Center
from lingtong.floor.channels.fax.model import FaxCall
from lingtong.floor.lists.model import Lock, Suspicion
from lingtong.floor.live.commands import AboutAgent, AboutCall, AboutLock, Done, EngineCommand, Supervise
from lingtong.floor.live.recording_commands import ByProgram
from lingtong.floor.live.screening_commands import EndSuspicion
from lingtong.floor.plans.model import Running
from lingtong.floor.turn import ErrandDone, Outcome, TimerKey, Turn
from lingtong.kit import Clock, Ids, Refusal
from lingtong.switch.events import SwitchEvent

log = structlog.get_logger()
__all__ = ["Floor", "message_node"]  # the latter is joined by being imported


ASK_AGAIN = 1.0  # seconds


def _closed(board: Board, it: Interaction) -> None:
    if it.stage is Stage.CLOSING:
        endings.end(board, it, "center")


# Timers of a stage: each looks itself whether the interaction is still in it.
OF_STAGE: dict[str, Callable[[Board, Interaction], None]] = {
    "silence": menu.silence,
    "announce": queueing.announce,
    "max_wait": queueing.too_long,
    "rule": queueing.rule_due,
    "callback_key": menu.question_silent,
    "errand": errands.late,
    "moment": errands.moment,
    "fax": faxes.late,
    "closing": _closed,
    "link": links.gave_up,
    "relink": links.relink,
    "park": parking.time_up,
    "prelude": preludes.finish,
    "recorder": recordings.try_again,
    "dead_air": air.quiet,
    "listening": recognizing.time_up,
    "message": messages.time_up,
    "survey": surveys.time_up,
    "outside": lambda board, it: menu.outside_failed(board, it, "no_trunk"),
}

# Timers of a seat, a callback, a plan: each looks itself whether it still means something.
OF_NO_CALL: dict[str, Callable[[Board, str], None]] = {
    **SEAT_TIMERS,
    "unblock": lambda board, agent_id: board.seats.unblock(agent_id),
    "phone": links.phone_still_lost,
    "nail": links.nail_up,
    "callback": callbacks.come_due,
    "plan": lambda board, plan_id: board.plans.run_out(plan_id),
    "lock": lambda board, lock_id: board.locks.run_out(lock_id),
    "suspicion": lambda board, suspicion_id: board.suspicions.run_out(suspicion_id),
    "code": codes.close,
    "code_key": walked_codes.silence,
    "code_errand": walked_codes.late,
    "code_moment": walked_codes.moment,
    "fax_call": faxes.give_up,
    "accept": not_accepted,
}


class Floor:
    """Call `hear`, `do`, `wake` or `reconfigure`; each is one turn and gives what came of it."""

    def __init__(self, clock: Clock, ids: Ids, center: Center) -> None:
        self.turn = Turn(clock, ids)
        self.board = Board(self.turn, center)
        self._routing_at: datetime | None = None

    def restore(  # noqa: PLR0913, PLR0917 - all that the journal keeps
        self,
        seats: list[Seat],
        interactions: list[Interaction],
        callbacks: Sequence[Callback] = (),
        plans: Sequence[Running] = (),
        paces: Sequence[Pace] = (),
        last_agents: Iterable[tuple[str, Talked]] = (),
        locks: Iterable[Lock] = (),
        in_turn: Iterable[AskedInTurn] = (),
        promised: Iterable[Promised] = (),
        faxing: Iterable[FaxCall] = (),
        suspicions: Iterable[Suspicion] = (),
    ) -> Outcome:
        """Begin where the journal ends."""
        self.turn.begin()
        self.board.last_agents.restore(last_agents)
        self.board.paces.restore(paces)
        self.board.plans.restore(plans)
        self.board.locks.restore(locks)
        self.board.in_turn.restore(in_turn)
        self.board.promises.restore(callbacks, promised)
        self.board.faxes.restore(faxing)
        self.board.suspicions.restore(suspicions)
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
            elif isinstance(command, AboutSurge):
                answer = about_surge(self.board, command)
            elif isinstance(command, AboutLock | EndSuspicion):
                answer = about_lock(self.board, command)
            elif isinstance(command, ByProgram):
                answer = Done(interaction_id=hearing.about(self.board, command))
            elif isinstance(command, AboutAgent):
                answer = about_agent(self.board, command)
            elif isinstance(command, Supervise):
                answer = Done(interaction_id=supervise(self.board, command))
            else:
                answer = Done(interaction_id=about_seat(self.board, command))
        except Refusal as refusal:
            answer = refusal
        return answer, self._end()

    def errand_done(self, done: ErrandDone) -> Outcome:
        self.turn.begin()
        if not walked_codes.answered(self.board, done):
            errands.done(self.board, done)
        return self._end()

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
        listens = self.board.center.dead_air != center.dead_air
        self.board.reconfigure(center)
        if listens:
            air.touch_all(self.board)
        for seat in list(self.board.seats.all()):
            if seat.agent_id in center.agents:
                links.nail_up(self.board, seat.agent_id)
        for it in list(self.board.interactions.values()):
            if it.position is not None and center.flow(it.position.flow_id) is None:
                menu.flow_gone(self.board, it)
        return self._end()

    def recover(self) -> Outcome:
        """A turn broke half-way: what it did is kept, and what it left without a hold is put right."""
        reconcile.sweep(self.board)
        return self._end()

    def _timer(self, key: TimerKey) -> None:
        board, (name, first, *rest) = self.board, key
        if name == "routing":
            self._routing_at = None  # the lines are looked at as this turn ends
        elif name == "screen":
            board.seats.screen(first, rest[0], alive=False)
        elif name in OF_NO_CALL:
            OF_NO_CALL[name](board, first)
        elif (it := board.interactions.get(first)) is not None:
            self._timer_of(it, name, rest)

    def _timer_of(self, it: Interaction, name: str, rest: list[str]) -> None:
        board = self.board
        match name:
            case "offer":
                self._offer_ran_out(it, rest[0])
            case "after_call_work":
                endings.run_out(board, it, rest[0], cause="time_up")
            case _:
                OF_STAGE[name](board, it)

    def _offer_ran_out(self, it: Interaction, leg_id: str) -> None:
        """While the switch is away nobody knows whether the agent has answered: it will tell."""
        offer = it.offer_at(leg_id)
        if offer is None:
            return
        if callbacks.ran_out(self.board, it, offer):
            return
        if self.board.switch_connected:
            answers.offer_failed(self.board, it, offer, "no_answer")
        else:
            self.turn.after(ASK_AGAIN, "offer", it.id, leg_id)

    def _end(self) -> Outcome:
        self._settle()
        for kind, key in list(self.turn.changes()):
            it = self.board.interactions.get(key) if kind == "interaction" else None
            if it is not None and it.is_over:
                del self.board.interactions[key]
        return self.turn.end()

    def _settle(self) -> None:
        """Bring the lines and the free agents together until nothing more fits."""
        board, seen = self.board, -1
        while seen < len(changes := list(self.turn.changes())):
            fresh, seen = changes[max(seen, 0) :], len(changes)
            for kind, key in fresh:
                if kind == "interaction" and (it := board.interactions.get(key)) is not None:
                    watching.settle(board, it)
                    air.settle(board, it)
            for kind, key in fresh:
                if kind == "seat":
                    self._sync_seat(key)
            if board.switch_connected:
                self._match()

    def _match(self) -> None:
        """Serve whom something that has changed, or the time that has passed, lets be served."""
        acd, now = self.board.acd, self.board.now
        while (match := acd.match(now=now)) is not None:
            self.board.in_turn.took(match)
            if match.interaction_id not in self.board.promises.open:
                offer_match(self.board, match)
                continue
            for agent_id in callbacks.matched(self.board, match):
                self.board.tell_free(agent_id)
        at = acd.next_at()
        if at is not None and at != self._routing_at:
            self.turn.timers.set(("routing", ""), at)
        self._routing_at = at

    def _sync_seat(self, agent_id: str) -> None:
        if agent_id not in self.board.center.agents:
            links.retire(self.board, agent_id)
        elif self.board.seats.leave_removed_phone(agent_id):
            links.nail_up(self.board, agent_id)
        leave_if_chosen(self.board, agent_id)
        seat = self.board.seats.get(agent_id)
        if self.board.seats.is_routable(seat):
            self.board.tell_free(agent_id)
        elif seat.logged_in:
            self.board.acd.agent_taken(agent_id)
        else:
            self.board.acd.agent_gone(agent_id)

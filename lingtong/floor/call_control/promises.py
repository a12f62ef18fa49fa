"""The book of promised calls: who is to be called back, in which place, and what came of each try."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from lingtong.floor.call_control.errors import CallbackUnknown, NumberNotCalled, TooManyCallbacks
from lingtong.floor.callbacks import events as tell
from lingtong.floor.callbacks.model import (
    EXPIRES,
    MOST_AN_HOUR,
    MOVES,
    Callback,
    Cue,
    Promised,
    State,
    counts,
    next_open,
    pause_after,
)
from lingtong.floor.outbound_rules.model import Asked, decide
from lingtong.floor.routing.model import Waiting
from lingtong.kit import step
from lingtong.switch.numbers import DialRight, check_right, dialable, e164, names_a_customer

if TYPE_CHECKING:
    from lingtong.floor.call_control.board import Board
    from lingtong.floor.call_control.model import Interaction

BEHIND_ALL = 100_000  # points, more than any wait adds
MOST_CALLS = 12  # tries of any kind, also those that are not held against the customer
NEVER_OPENS = "closed for two weeks"


class Promises:
    """All open callbacks of the engine. What the agents and the switch must do for them is in `callbacks`."""

    def __init__(self, board: "Board") -> None:
        self._board = board
        self._turn = board.turn
        self.open: dict[str, Callback] = {}
        self._by_customer: dict[tuple[str, str, str], str] = {}
        self.promised: dict[str, Promised] = {}  # the number whose last promise is oldest first
        self._never: set[tuple[str, str]] = set()
        self._in_line: dict[str, int] = {}
        self.reconfigure()

    def restore(self, callbacks: Iterable[Callback], promised: Iterable[Promised] = ()) -> None:
        for one in sorted(promised, key=lambda one: one.at[-1]):
            self.promised[f"{one.tenant_id}:{one.number}"] = one
        for callback in sorted(callbacks, key=lambda callback: callback.id):
            self.open[callback.id] = callback
            self._by_customer[_customer(callback)] = callback.id
            if callback.in_line and callback.waiting is not None:
                self._stand(callback, callback.waiting)
            elif callback.state is State.SCHEDULED:
                self._wake(callback)

    def reconfigure(self) -> None:
        listed = self._board.center.do_not_call.values()
        self._never = {(one.tenant_id, one.number) for one in listed}

    # --- questions

    def get(self, callback_id: str, tenant_id: str) -> Callback:
        callback = self.open.get(callback_id)
        if callback is None or callback.tenant_id != tenant_id:
            raise CallbackUnknown("This callback is over, or not yours to see.")
        return callback

    def in_line(self, queue_id: str) -> int:
        """How many of those who stand in the line are not on the telephone."""
        return self._in_line.get(queue_id, 0)

    def of_queue(self, queue_id: str) -> list[Callback]:
        """Those in line first, in its order; then by the time that was set."""
        mine = [callback for callback in self.open.values() if callback.queue_id == queue_id]
        return sorted(mine, key=lambda one: (one.waiting is None, one.due or one.first_at, one.id))

    def callable(self, tenant_id: str, text: str, right: DialRight = DialRight.NATIONAL) -> str:
        """The number as it is dialed; refused where it is no customer's, is listed or costs a fortune."""
        center = self._board.center
        digits, region = dialable(text), self._region(tenant_id)
        number = e164(digits, region) or digits
        if not names_a_customer(number):
            raise NumberNotCalled("This is not a number that can be called back.")
        check_right(number, right, region)
        asked = Asked(tenant_id=tenant_id, number=number, use="callback")
        if decide(center, asked, self._turn.now).do_not_call and (tenant_id, number) in self._never:
            raise NumberNotCalled("This number is on the do-not-call list.")
        ours = {entry.number for entry in center.entry_points.values()}
        if digits in ours or number in ours:
            raise NumberNotCalled("This number leads back to us.")
        return number

    def _region(self, tenant_id: str) -> str:
        tenant = self._board.center.tenants.get(tenant_id)
        return tenant.region if tenant else "CN"

    def is_never_called(self, callback: Callback) -> bool:
        if (callback.tenant_id, callback.number) not in self._never:
            return False
        asked = Asked(
            tenant_id=callback.tenant_id,
            number=callback.number,
            use="callback",
            queue_id=callback.queue_id,
        )
        return decide(self._board.center, asked, self._turn.now).do_not_call

    def never_called(self, tenant_id: str, text: str) -> bool:
        """Whether the number is on the do-not-call list."""
        return (tenant_id, e164(text, self._region(tenant_id)) or text) in self._never

    def opens(self, callback: Callback) -> datetime | None:
        """When the customer may next be called: now or later, None where no time comes."""
        center = self._board.center
        queue = center.queues.get(callback.queue_id)
        return next_open(center.calendars.get(queue.callback_calendar_id) if queue else None, self._turn.now)

    # --- asking

    def ask(  # noqa: PLR0913
        self,
        *,
        tenant_id: str,
        queue_id: str,
        number: str,
        origin: tell.Origin,
        waiting: Waiting | None = None,
        first_at: datetime | None = None,
        due: datetime | None = None,
        **about: Any,
    ) -> Callback:
        """`number` is one that `callable` gave. The same customer and queue again is the same callback."""
        known = self.open.get(self._by_customer.get((tenant_id, queue_id, number), ""))
        if known is not None:
            return self._again(known, origin, due, about)
        self._count(tenant_id, number)
        callback = Callback(
            id=self._turn.ids.new(),
            tenant_id=tenant_id,
            queue_id=queue_id,
            number=number,
            origin=origin,
            asked_at=self._turn.now,
            first_at=waiting.first_at if waiting else first_at or self._turn.now,
            state=State.SCHEDULED,
            due=due,
            **about,
        )
        if waiting is not None:
            callback.waiting = msgspec.structs.replace(
                waiting, interaction_id=callback.id, purpose="callback", reserved=False
            )
        self.open[callback.id] = callback
        self._by_customer[_customer(callback)] = callback.id
        self._tell(
            tell.CallbackAsked,
            callback,
            number=number,
            queue_id=queue_id,
            origin=origin,
            first_at=callback.first_at,
            due=due,
            callback_of=callback.callback_of,
            agent_id=callback.asked_by,
            why=callback.why,
        )
        self._schedule(callback)
        return callback

    def _again(
        self, callback: Callback, origin: tell.Origin, due: datetime | None, about: dict[str, Any]
    ) -> Callback:
        self._tell(
            tell.CallbackAskedAgain,
            callback,
            origin=origin,
            callback_of=about.get("callback_of", ""),
            due=due,
            agent_id=about.get("asked_by", ""),
        )
        if callback.state is State.SCHEDULED:
            callback.due = due
            self._schedule(callback)
        return callback

    # --- in and out of the line

    def come_due(self, callback: Callback) -> None:
        """Its time has come: into the line, at the place of the first arrival; or later, in our hours."""
        if callback.state is State.SCHEDULED:
            self._schedule(callback)

    def _schedule(self, callback: Callback) -> None:
        queue = self._board.center.queues.get(callback.queue_id)
        opens, now = self.opens(callback), self._turn.now
        if queue is None:
            return self.finish(callback, Cue.GIVEN_UP, "queue_gone")
        if opens is None or (now - callback.asked_at > EXPIRES and (callback.due or now) <= now):
            return self.finish(callback, Cue.GIVEN_UP, "expired" if opens else NEVER_OPENS)
        at = max(opens, callback.due or now)
        if at > now:
            callback.due = at
            self._wake(callback)
            return self._changed(callback)
        waiting = callback.waiting or Waiting(
            interaction_id=callback.id,
            queue_id=callback.queue_id,
            priority=queue.priority + callback.priority,
            first_at=callback.first_at,
            queued_at=now,
            number=self._board.acd.next_number(),
            purpose="callback",
        )
        _stand_behind(waiting, behind=queue.callback_idle and not callback.priority)
        waiting.reserved, callback.due = False, None
        self._move(callback, Cue.DUE)
        self._stand(callback, waiting)

    def take(self, callback: Callback, interaction_id: str) -> None:
        """An agent is kept for it: it holds its place, and nobody else is asked."""
        self._move(callback, Cue.MATCHED)
        callback.interaction_id = interaction_id

    def give_back(self, callback: Callback) -> None:
        """No agent after all, and nobody was called."""
        self._move(callback, Cue.RETURNED)
        self._board.acd.give_back(callback.id)

    def leave(self, callback: Callback) -> None:
        """Out of the line; `callback.waiting` still knows the place."""
        if callback.in_line:
            self._board.acd.remove(callback.id)
            self._in_line[callback.queue_id] -= 1
            callback.in_line = False
        self._changed(callback)

    def delay(self, callback: Callback, cause: str, seconds: float) -> None:
        """Try again later, within the hours."""
        self.leave(callback)
        callback.why, callback.interaction_id = cause, ""
        self._move(callback, Cue.DELAYED)
        callback.due = self._turn.now + timedelta(seconds=seconds)
        self._schedule(callback)
        if callback.state is State.SCHEDULED and callback.due is not None:
            self._tell(tell.CallbackDelayed, callback, due=callback.due, cause=cause, tries=callback.tries)

    def closed(self, callback: Callback) -> None:
        """Its turn has come out of hours: it waits, in its place, for the next opening."""
        self.delay(callback, "closed", 0.0)

    def started(self, callback: Callback, interaction_id: str, agent_id: str) -> None:
        """The customer's phone is called."""
        callback.calls += 1
        self._tell(
            tell.CallbackStarted,
            callback,
            interaction=interaction_id,
            agent_id=agent_id,
            tries=callback.calls,
        )

    def hurry(self, callback: Callback, priority: int) -> None:
        """First in line, and at once where that is allowed."""
        queue = self._board.center.queues.get(callback.queue_id)
        callback.priority = priority
        if callback.waiting is not None:
            callback.waiting.priority = (queue.priority if queue else 0) + priority
        if callback.in_line and callback.waiting is not None:
            self.leave(callback)
            self._stand(callback, callback.waiting)
        else:
            callback.due = None
            self._schedule(callback)

    def sweep(self) -> None:
        """No promise waits for a call that is not there."""
        for callback in list(self.open.values()):
            it = self._board.interactions.get(callback.interaction_id)
            if callback.state is State.CALLING and (it is None or it.ended_at is not None):
                self.not_reached(callback, "failed")

    # --- how a try ended

    def call_ended(self, it: "Interaction", party: str, cause: str) -> None:
        """The call back itself is over."""
        callback = self.open.get(it.callback_id)
        if callback is None or callback.interaction_id != it.id:
            return
        if it.was_handled:
            return self.finish(callback, Cue.REACHED, "reached")
        if it.customer.leg_id:
            return self.not_reached(callback, "agent" if party == "agent" else cause)
        callback.interaction_id = ""
        self._changed(callback)
        if callback.state is State.CALLING:
            self.give_back(callback)

    def not_reached(self, callback: Callback, cause: str) -> None:
        """The customer did not answer, or something of ours was in the way."""
        callback.interaction_id = ""
        callback.tries += counts(cause)
        queue = self._board.center.queues.get(callback.queue_id)
        most, again = (queue.callback_tries, queue.callback_again) if queue else (0, 0.0)
        if callback.tries >= most or callback.calls >= MOST_CALLS:
            callback.why = cause
            return self.finish(callback, Cue.GIVEN_UP, "tries_used")
        self.delay(callback, cause, pause_after(cause, again))

    def finish(self, callback: Callback, cue: Cue, why: str, agent_id: str = "") -> None:
        self.leave(callback)
        self._move(callback, cue)
        callback.waiting = None
        self._turn.timers.drop(("callback", callback.id))
        del self.open[callback.id]
        self._by_customer.pop(_customer(callback), None)
        self._tell(
            tell.CallbackEnded,
            callback,
            outcome=callback.state.value,
            why=why,
            tries=callback.tries,
            interaction=callback.interaction_id,
            agent_id=agent_id,
        )

    def called_again(self, tenant_id: str, queue_id: str, number: str) -> str:
        """The customer called by himself and was served: nobody needs to call back.

        Gives the id of the contact that was begun for it, where no agent has taken that yet.
        """
        number = e164(number, self._region(tenant_id)) or number
        callback = self.open.get(self._by_customer.get((tenant_id, queue_id, number), ""))
        if callback is not None and callback.state is not State.CALLING:
            self.finish(callback, Cue.CANCELLED, "called_again")
            return callback.interaction_id
        return ""

    # --- inside

    def _stand(self, callback: Callback, waiting: Waiting) -> None:
        callback.waiting, callback.in_line = waiting, True
        self._board.acd.add(waiting)
        self._in_line[callback.queue_id] = self.in_line(callback.queue_id) + 1
        self._changed(callback)

    def _wake(self, callback: Callback) -> None:
        at = callback.due or self._turn.now
        self._turn.after(max((at - self._turn.now).total_seconds(), 0.0), "callback", callback.id)

    def _move(self, callback: Callback, cue: Cue) -> None:
        callback.state = step(MOVES, callback.state, cue)
        self._changed(callback)

    def _changed(self, callback: Callback) -> None:
        self._turn.changed("callback", callback.id)
        self._turn.changed("queue", callback.queue_id)

    def _count(self, tenant_id: str, number: str) -> None:
        """Refused where the number was promised as many calls in this hour as it may be."""
        hour_ago, key = self._turn.now - timedelta(hours=1), f"{tenant_id}:{number}"
        while self.promised and (oldest := next(iter(self.promised.items())))[1].at[-1] <= hour_ago:
            del self.promised[oldest[0]]
            self._turn.changed("promised", oldest[0])
        known = self.promised.get(key)
        before = tuple(at for at in known.at if at > hour_ago) if known is not None else ()
        if len(before) >= MOST_AN_HOUR:
            raise TooManyCallbacks("This number has been called back often enough in this hour.")
        self.promised.pop(key, None)
        self.promised[key] = Promised(tenant_id=tenant_id, number=number, at=(*before, self._turn.now))
        self._turn.changed("promised", key)

    def _tell(self, kind: type[tell.CallbackFact], callback: Callback, **fields: Any) -> None:
        fact = kind(
            id=self._turn.ids.new(),
            tenant_id=callback.tenant_id,
            at=self._turn.now,
            callback_id=callback.id,
            **fields,
        )
        self._turn.announce(fact)


def _stand_behind(waiting: Waiting, *, behind: bool) -> None:
    """In turn, or behind everybody in every line, as the queue has it now."""
    if behind != (waiting.priority < -BEHIND_ALL // 2):
        waiting.priority += -BEHIND_ALL if behind else BEHIND_ALL


def _customer(callback: Callback) -> tuple[str, str, str]:
    return callback.tenant_id, callback.queue_id, callback.number

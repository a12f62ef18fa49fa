"""What must hold after every turn of the engine, and what must hold when all is quiet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from lingtong.floor.agents.model import Engagement, Seat
from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.callbacks.events import CallbackStarted
from lingtong.floor.callbacks.model import State
from lingtong.floor.testing.air_watch import wrong_air, wrong_ears_of_the_switch
from lingtong.floor.testing.aside import aside, doors, endless_codes
from lingtong.floor.testing.facts import FactWatch
from lingtong.floor.testing.list_watch import list_problems
from lingtong.floor.testing.seat_watch import order_problems, seat_problems
from lingtong.floor.testing.sound import wrong_sounds
from lingtong.floor.testing.watch_lines import lines
from lingtong.floor.testing.watchers import wrong_watchers
from lingtong.floor.turn import Outcome
from lingtong.foundation.journal import Fact
from lingtong.switch.calls import Leg, LegState
from lingtong.switch.fake import FakeSwitch

if TYPE_CHECKING:
    from lingtong.floor.engine import Engine

_body = msgspec.msgpack.Encoder().encode
FULL_CHECK_EVERY = 50  # turns

Timers = set[tuple[str, ...]]


class Wrong(AssertionError):
    pass


class Watch:
    """`turns` counts the turns that were checked."""

    def __init__(self) -> None:
        self.turns = 0
        self._facts = FactWatch()
        self._engine: Engine | None = None
        self._unseen = True  # something has changed since the sound was looked at

    def begin(self, engine: "Engine | None") -> None:
        """Watch this one from now on; None while there is none."""
        self._engine, self._unseen = engine, True

    def heard(self) -> None:
        """The switch has told something."""
        self._unseen = True

    def close(self) -> None:
        """The day is over: every story that began has ended."""
        problem = self._facts.unfinished()
        if problem:
            raise Wrong(problem)

    def recorded(self, facts: list[Fact]) -> None:
        for fact in facts:
            problem = self._facts.take(fact)
            if problem:
                raise Wrong(f"{problem}: {fact}")

    def turn(self, outcome: Outcome) -> None:
        if self._engine is None:
            return
        self.turns += 1
        if not (outcome.changed or outcome.facts or outcome.commands):
            return
        self._unseen = True
        board, timers = self._engine.floor.board, set(self._engine.floor.turn.timers.keys())
        problems = [*_states(board, timers), *lines(board, outcome)]
        problems += [*seat_problems(board, timers), *order_problems(board, outcome)]
        problems += _called(board, outcome)
        problems += _faxes(board, timers)
        problems += _journal(self._engine, outcome)
        if self.turns % FULL_CHECK_EVERY == 0:
            problems += _whole_journal(self._engine)
        if problems:
            raise Wrong("; ".join(problems))

    def quiet(self, switch: FakeSwitch) -> None:
        """When the switch has nothing more to tell: legs, bridges and sounds are what the engine believes."""
        if self._engine is None or not self._unseen or not switch.connected or switch.unsettled:
            return
        if not self._engine.floor.board.switch_connected:
            return
        self._unseen = False
        problems = list(wrong_sounds(self._engine.floor.board, switch))
        problems += wrong_ears_of_the_switch(self._engine.floor.board, switch)
        if problems:
            raise Wrong("; ".join(problems))


# --- states: each check is a condition that must not be true, and its name

Checks = list[tuple[bool, str]]


def _states(board: Board, timers: Timers) -> Iterator[str]:
    for it in board.interactions.values():
        checks = _ended(it) if it.stage is Stage.ENDED else _living(board, it, timers)
        yield from (f"{it.id} in {it.stage}: {name}" for wrong, name in checks if wrong)
    for seat in board.seats.all():
        checks = _seat(board, seat, timers)
        yield from (f"{seat.agent_id} {seat.engagement}: {name}" for wrong, name in checks if wrong)
    yield from _promises(board, timers)
    yield from doors(board, timers)
    yield from endless_codes(board, timers)
    yield from _plans(board, timers)
    yield from list_problems(board, timers)
    for leg_id, interaction_id in board.by_leg.items():
        found = board.interactions.get(interaction_id)
        if found is None or found.stage is Stage.ENDED or not _holds(found, leg_id):
            yield f"leg {leg_id} is kept for {interaction_id}"
    for interaction_id in board.by_play.values():
        if interaction_id not in board.interactions:
            yield f"a play is kept for {interaction_id}, which is over"


def _plans(board: Board, timers: Timers) -> Iterator[str]:
    for plan_id in board.plans.running:
        if ("plan", plan_id) not in timers or plan_id not in board.center.plans:
            yield f"plan {plan_id} runs for ever"


def _holds(it: Interaction, leg_id: str) -> bool:
    known = it.leg(leg_id) is not None or it.offer_at(leg_id) is not None
    return known or it.watcher_at(leg_id) is not None


def _ended(it: Interaction) -> Checks:
    return [
        (it.is_over, "is over and kept"),
        (any(wrap.state == "open" for wrap in it.wrap_ups.values()), "a wrap-up stays open for ever"),
        (bool(it.legs or it.offers or it.waiting or it.consult or it.recording), "something is left in it"),
        (bool(it.watchers), "somebody watches what is over"),
    ]


def _living(board: Board, it: Interaction, timers: Timers) -> Checks:
    customer, dialing = it.customer, it.stage is Stage.DIALING
    return [
        (bool(customer.leg_id) and board.by_leg.get(customer.leg_id) != it.id, "its customer is not found"),
        (not dialing and customer.state is LegState.NULL, "it has no customer"),
        (it.conference and len(it.legs) < 2, "a conference of two"),
        *_offer(board, it, timers),
        *((not _is_in(board, leg, it), f"{leg.agent_id} is elsewhere too") for leg in it.legs.values()),
        *_waits(board, it),
        *wrong_watchers(board, it),
        *_consult(it),
        *aside(board, it, timers),
        *wrong_air(board, it, timers),
        *_asking(board, it, timers),
        *_calls_back(board, it),
        *_stage(it, timers),
        *(_menu(board, it, timers) if it.stage is Stage.MENU and board.switch_connected else []),
    ]


def _is_in(board: Board, leg: Leg, it: Interaction) -> bool:
    if not leg.agent_id:
        return True
    seat = board.seats.get(leg.agent_id)
    return seat.engagement is Engagement.TALKING and seat.interaction_id == it.id


def _offer(board: Board, it: Interaction, timers: Timers) -> Checks:
    found: Checks = []
    for offer in it.offers:
        seat = board.seats.get(offer.agent_id)
        held = seat.engagement is Engagement.RESERVED and seat.interaction_id == it.id
        found.append((not held, "its offer holds nobody"))
        found.append((("offer", it.id, offer.leg_id) not in timers, "its offer never ends"))
    asked = [offer.agent_id for offer in it.offers]
    found.append((len(asked) != len(set(asked)), "one agent is asked twice"))
    return found


def _waits(board: Board, it: Interaction) -> Checks:
    waiting = it.waiting
    in_line = waiting is not None and waiting.purpose == "customer"
    reserved = waiting is not None and waiting.reserved
    return [
        (board.acd.waiting(it.id) is not waiting, "the line does not know that it waits"),
        ((it.stage is Stage.QUEUED) != in_line, "queued and waiting differ"),
        (reserved and not it.offers, "reserved for nobody"),
    ]


def _consult(it: Interaction) -> Checks:
    if it.consult is None:
        return []
    there, talking = it.consult.leg_id in it.legs, it.consult.state == "talking"
    calls = there or bool(it.offers) or it.waiting is not None
    return [
        (it.stage is not Stage.TALKING, "a consultation without a talk"),
        (talking and not there, "a consultation with nobody"),
        (not calls, "a consultation that calls nobody"),
    ]


def _stage(it: Interaction, timers: Timers) -> Checks:
    in_talk = it.stage in (Stage.TALKING, Stage.DIALING)
    outside = it.stage is Stage.OUTSIDE and not it.legs
    return [
        (in_talk and it.leg_of(it.owner) is None, "nobody owns it"),
        (it.stage is Stage.LINK_LOST and ("link", it.id) not in timers, "the lost link is never given up"),
        (it.stage is Stage.CLOSING and ("closing", it.id) not in timers, "it never closes"),
        (it.stage is Stage.DIRECT and not it.offers, "it is offered to nobody"),
        (outside and ("outside", it.id) not in timers, "nobody outside is called"),
        *_alone(it, timers),
    ]


def _alone(it: Interaction, timers: Timers) -> Checks:
    """Who leaves a message, or is asked how it was."""
    leaves, asked = it.stage is Stage.MESSAGE, it.stage is Stage.SURVEY
    return [
        (leaves != (it.message is not None), "a message and its stage differ"),
        (leaves and ("message", it.id) not in timers, "a message without an end"),
        (asked and (it.survey is None or ("survey", it.id) not in timers), "a survey without an end"),
    ]


def _asking(board: Board, it: Interaction, timers: Timers) -> Checks:
    if it.asking is None or not board.switch_connected:
        return []
    heard = it.asking.play_id in board.by_play or ("callback_key", it.id) in timers
    in_line = it.stage is Stage.QUEUED and it.asking.home == "line"
    in_menu = it.stage is Stage.MENU and it.asking.home != "line"
    return [
        (not heard, "asked, and no key is waited for"),
        (not (in_line or in_menu), "asked where nobody is asked"),
    ]


def _calls_back(board: Board, it: Interaction) -> Checks:
    if not it.callback_id or it.was_handled:
        return []
    callback = board.promises.open.get(it.callback_id)
    known = callback is not None and callback.interaction_id == it.id
    rings = it.stage is Stage.CALLBACK and (bool(it.offers) or bool(it.customer.leg_id))
    waits = callback is not None and callback.state is State.WAITING and not it.offers
    return [
        (not known, "calls back for no promise"),
        (it.stage is Stage.CALLBACK and not (rings or waits), "calls back without an agent"),
    ]


def _called(board: Board, outcome: Outcome) -> Iterator[str]:
    """No customer is called out of hours, and no number that is never called."""
    for fact in outcome.facts:
        one = board.promises.open.get(fact.callback_id) if isinstance(fact, CallbackStarted) else None
        if one is None:
            continue
        queue = board.center.queues.get(one.queue_id)
        calendar = board.center.calendars.get(queue.callback_calendar_id) if queue else None
        if calendar is not None and not calendar.is_open(board.now):
            yield f"callback {one.id} was called out of hours"
        if any(listed.number == one.number for listed in board.center.do_not_call.values()):
            yield f"callback {one.id} was called, and is on the do-not-call list"


def _promises(board: Board, timers: Timers) -> Iterator[str]:
    """No promise is lost: each stands in line, is being called or has its time; nobody is promised twice."""
    seen = set[tuple[str, str, str]]()
    for one in board.promises.open.values():
        customer = (one.tenant_id, one.queue_id, one.number)
        waiting, it = board.acd.waiting(one.id), board.interactions.get(one.interaction_id)
        checks = [
            (not one.is_open, "is over and kept"),
            (customer in seen, "is promised twice"),
            (one.in_line != (waiting is not None), "the line does not know of it"),
            (waiting is not None and waiting.first_at != one.first_at, "has lost its place"),
            (one.state is State.WAITING and not one.in_line, "waits nowhere"),
            (one.state is State.SCHEDULED and ("callback", one.id) not in timers, "never comes due"),
            (one.state is State.CALLING and (it is None or it.stage is Stage.ENDED), "is called by nobody"),
            (
                waiting is not None and waiting.reserved and one.state is not State.CALLING,
                "is kept for nobody",
            ),
        ]
        seen.add(customer)
        yield from (f"callback {one.id} {one.state}: {name}" for wrong, name in checks if wrong)


def _menu(board: Board, it: Interaction, timers: Timers) -> Checks:
    if it.position is None:
        return [(True, "it is nowhere in the flow")]
    if it.asking is not None:
        return []
    awaiting = it.position.awaiting
    return [
        (awaiting == "prompt" and it.position.play_id not in board.by_play, "it waits for no prompt"),
        (awaiting == "key" and ("silence", it.id) not in timers, "it waits for a key for ever"),
        (not awaiting, "it waits for nothing"),
        (awaiting not in ("", "prompt", "key") and (awaiting, it.id) not in timers, f"{awaiting} has no end"),
    ]


def _seat(board: Board, seat: Seat, timers: Timers) -> Checks:
    it = board.interactions.get(seat.interaction_id)
    if seat.engagement is Engagement.FREE:
        return [(bool(seat.interaction_id), "free, and in a contact")]
    if it is None:
        return [(True, f"held by nothing ({seat.interaction_id})")]
    wrap = it.wrap_ups.get(seat.agent_id)
    reserved, talking = seat.engagement is Engagement.RESERVED, seat.engagement is Engagement.TALKING
    working = seat.engagement is Engagement.AFTER_CALL_WORK
    offered = it.offer_to(seat.agent_id) is not None
    return [
        (not seat.logged_in, "engaged, and signed out"),
        (reserved and not offered, "reserved without an offer"),
        (seat.engagement is Engagement.WATCHING and seat.agent_id not in it.watchers, "watches nothing"),
        (talking and not _talks(it, seat.agent_id), "talking to nobody"),
        (working and (wrap is None or wrap.state != "after_call_work"), "after-call work without a wrap-up"),
        (
            working and ("after_call_work", it.id, seat.agent_id) not in timers,
            "after-call work without an end",
        ),
    ]


def _talks(it: Interaction, agent_id: str) -> bool:
    if it.leg_of(agent_id) is not None or it.customer.agent_id == agent_id:
        return it.stage is not Stage.ENDED
    return it.stage is Stage.LINK_LOST and it.owner == agent_id


def _faxes(board: Board, timers: Timers) -> Iterator[str]:
    """A fax ends in any case, and two never share a line."""
    faxes = board.faxes.open.values()
    for fax in faxes:
        if ("fax_call", fax.id) not in timers:
            yield f"fax {fax.id} without an end"
    if len({fax.leg_id for fax in faxes}) < len(board.faxes.open):
        yield "two faxes on one line"


# --- journal


def _journal(engine: "Engine", outcome: Outcome) -> Iterator[str]:
    """The journal holds what this turn has changed as it now is."""
    bodies, kept = engine.journal.entities(), _live(engine.floor.board)
    for kind, key in outcome.changed:
        live = kept.get(kind, {}).get(key)
        body = bodies.get((kind, key))
        if live is not None and (body is None or _body(live) != body):
            yield f"the journal differs on {kind} {key}"
        if live is None and body is not None:
            yield f"the journal still holds {kind} {key}"


def _live(board: Board) -> dict[str, dict[str, Any]]:
    """What the journal keeps, by kind and id."""
    return {
        "interaction": board.interactions,
        "seat": {seat.agent_id: seat for seat in board.seats.all()},
        "callback": board.promises.open,
        "plan": board.plans.running,
        "lock": board.locks.open,
        "suspicion": board.suspicions.open,
        "pace": board.paces.all(),
        "fax": board.faxes.open,
        "in_turn": board.in_turn.asked,
        "promised": board.promises.promised,
        "last_agent": board.last_agents.talked,
    }


def _differing(kept: bytes, live: bytes) -> list[tuple[str, object, object]]:
    before, now = msgspec.msgpack.decode(kept), msgspec.msgpack.decode(live)
    return [(name, before.get(name), now[name]) for name in now if before.get(name) != now[name]]


def _whole_journal(engine: "Engine") -> Iterator[str]:
    """Nothing was changed behind the journal's back."""
    live = {
        (kind, key): _body(thing)
        for kind, things in _live(engine.floor.board).items()
        for key, thing in things.items()
    }
    for thing, body in engine.journal.entities().items():
        if thing not in live:
            yield f"the journal still holds {thing}"
        elif live[thing] != body:
            yield f"the journal differs on {thing}: {_differing(body, live[thing])}"
    for thing in live.keys() - engine.journal.entities().keys():
        if thing[0] == "interaction":
            yield f"the journal misses {thing}"

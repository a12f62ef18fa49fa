"""Do the lines stand and move by the rules? The oracle says what the rules are."""

from collections.abc import Iterator

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Stage
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.testing.oracle import Oracle
from lingtong.floor.turn import Outcome
from lingtong.interactions.events import InteractionArrived, OfferMade, Why
from lingtong.switch.commands import AnswerLeg

BY_HAND = Why("by_hand")


def lines(board: Board, outcome: Outcome) -> Iterator[str]:
    """Order by rule, and nobody waits for an agent who is free."""
    yield from _beyond_limits(board, outcome)
    offers = [
        fact
        for fact in outcome.facts
        if isinstance(fact, OfferMade) and fact.queue_id and BY_HAND not in fact.because
    ]
    looks = board.switch_connected and _may_be_served(board)
    if not (offers or looks):
        return
    told = _told(board)
    for offer in offers:
        yield from _fair(board, told, offer)
    if not looks:
        return
    for waiting in told.waiting.values():
        if not waiting.reserved and waiting.queue_id in told.center.queues:
            free = told.asked(waiting)
            if free:
                yield f"{free[0]} is free while {waiting.interaction_id} waits in {waiting.queue_id}"


def _beyond_limits(board: Board, outcome: Outcome) -> Iterator[str]:
    """Nobody is let in at a number all of whose lines are held. Whom a switch still has is not let in."""
    let_in = {command.leg_id for command in outcome.commands if isinstance(command, AnswerLeg)}
    for fact in outcome.facts:
        it = board.interactions.get(fact.interaction_id) if isinstance(fact, InteractionArrived) else None
        entry = board.center.entry_points.get(it.entry_point_id) if it is not None else None
        if it is None or entry is None or not entry.max_lines or it.id in board.turned_away:
            continue
        living = (one for one in board.interactions.values() if one.stage is not Stage.ENDED)
        held = sum(one.entry_point_id == entry.id for one in living)
        if it.customer.leg_id in let_in and held > entry.max_lines:
            yield f"{it.id} is caller {held} at {entry.id}, which takes {entry.max_lines}"


def _may_be_served(board: Board) -> bool:
    """Somebody waits, and somebody is free."""
    return bool(board.acd.busy_queues()) and any(
        seat.blocked_until is None and board.seats.is_routable(seat)
        for seat in board.seats.all()
        if seat.logged_in
    )


def _told(board: Board) -> Oracle:
    """The oracle knows what the floor knows, and nothing from before."""
    oracle = Oracle(board.center)
    oracle.now = board.now.timestamp()
    for seat in board.seats.all():
        if seat.agent_id not in oracle.agents or not seat.logged_in:
            continue
        oracle.taken(seat.agent_id)
        if seat.blocked_until is None and board.seats.is_routable(seat):
            calls, free = board.seats.of_today(seat)
            oracle.free(seat.agent_id, seat.idle_since.timestamp(), calls, free, {})
    for queue_id in board.acd.busy_queues():
        for waiting in board.acd.in_line(queue_id):
            oracle.waiting[waiting.interaction_id] = waiting
            oracle.hold[waiting.interaction_id] = board.acd.is_held(waiting.interaction_id)
    return oracle


def _fair(board: Board, told: Oracle, offer: OfferMade) -> Iterator[str]:
    it = board.interactions.get(offer.interaction_id)
    offered = told.waiting.get(offer.interaction_id) or told.waiting.get(it.callback_id if it else "")
    if offered is None or not offered.reserved or offer.agent_id not in told.agents:
        return
    if not told.could(offered, offer.agent_id):
        yield f"{offer.agent_id} cannot serve {offer.queue_id}"
    for other in board.acd.in_line(offer.queue_id):
        if other is offered:
            break
        if not (other.reserved or told.is_held(other)) and told.could(other, offer.agent_id):
            yield f"{other.interaction_id} stood before {offer.interaction_id}"
    queue = board.center.queues.get(offer.queue_id)
    if queue is not None and _by_idleness(queue) and not offered.wants_somebody:
        yield from (
            f"{name} was idle longer than {offer.agent_id}" for name in _idle_longer(board, told, offer)
        )


def _by_idleness(queue: QueueConfig) -> bool:
    return queue.choice == "longest_idle" and not (queue.rings or queue.preferred or queue.by_region)


def _idle_longer(board: Board, told: Oracle, offer: OfferMade) -> Iterator[str]:
    since = board.seats.get(offer.agent_id).idle_since.timestamp()
    for agent_id, agent in told.agents.items():
        if agent.free and agent.since < since and offer.queue_id in board.acd.able(agent_id):
            yield agent_id

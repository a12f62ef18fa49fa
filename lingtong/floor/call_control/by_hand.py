"""Callers whom a person, not a rule, brings to a phone or to another place in line."""

from datetime import timedelta
from typing import Literal

from lingtong.floor.agents import need_unlocked
from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.agents.model import Engagement, PhoneUnreachable, SeatBusy
from lingtong.floor.call_control import answers, menu, parking, phones, queueing, slots
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import BadPriority, NotNow, TargetUnavailable
from lingtong.floor.call_control.lines import leave_queue
from lingtong.floor.call_control.model import Cue, Interaction, Stage
from lingtong.floor.call_control.offers import BY_HAND, OfferKind, make_offer, withdraw_offers
from lingtong.floor.routing.model import Waiting
from lingtong.interactions.events import CallTakenByHand, PrioritySet, WaitingMoved
from lingtong.switch.commands import ClearLeg, Originate

MOST_PRIORITY = 100
RING_FOR = 20.0  # seconds
Place = Literal["front", "back", "same"]


def in_line(it: Interaction) -> Waiting:
    """The customer's own place in a line; a consulted queue has none."""
    if it.waiting is None or it.waiting.purpose != "customer":
        raise NotNow("Nobody waits there any more.")
    return it.waiting


def pull(board: Board, it: Interaction, agent_id: str) -> None:
    """A waiting caller, ahead of all, to the own phone; who is not reached keeps the place."""
    waiting = in_line(it)
    _need_phone(board, agent_id)
    withdraw_offers(board, it)
    board.acd.reserve(it.id)
    _bring(board, it, agent_id, "queue", waiting.queue_id)
    board.announce(CallTakenByHand, it, agent_id=agent_id, queue_id=waiting.queue_id, how="pulled")
    board.turn.changed("queue", waiting.queue_id)


def pick_up(board: Board, agent_id: str, target_id: str) -> Interaction:
    """What rings at the colleague rings, and is answered, here."""
    it = board.interactions.get(board.seats.get(target_id).interaction_id)
    offer = it.offer_to(target_id) if it is not None else None
    if it is not None and _rings_inside(it, target_id):
        _need_phone(board, agent_id)
        _answer_instead(board, it, agent_id)
    elif it is not None and offer is not None and offer.kind != "callback":
        _need_phone(board, agent_id)
        withdraw_offers(board, it)
        _bring(board, it, agent_id, offer.kind, offer.queue_id)
    else:
        raise NotNow("Nothing rings there any more.")
    board.announce(
        CallTakenByHand,
        it,
        agent_id=agent_id,
        target_id=target_id,
        queue_id=offer.queue_id if offer is not None else "",
        how="picked_up",
    )
    board.turn.say(target_id, "offer.picked_up", name=board.name_of(agent_id))
    return it


def take_parked(board: Board, agent_id: str, slot: int) -> Interaction:
    """A parked call to the own phone; who does not answer there leaves it where it was."""
    it = slots.in_slot(board, board.seats.config(agent_id).tenant_id, slot)
    parking.free_for(board, it, agent_id)
    _need_phone(board, agent_id)
    withdraw_offers(board, it)
    _bring(board, it, agent_id, "parked", "")
    board.turn.changed("parked", it.tenant_id)
    return it


def menu_to_queue(board: Board, it: Interaction, agent_id: str, queue_id: str, why: str) -> None:
    """A caller who walks a menu need not walk on."""
    queue = board.center.queues.get(queue_id)
    if queue is None or queue.tenant_id != it.tenant_id:
        raise TargetUnavailable("This queue does not exist any more.")
    menu.step_out(board, it)
    it.walked = []
    board.announce(CallTakenByHand, it, agent_id=agent_id, queue_id=queue_id, how="from_menu", why=why)
    queueing.enter(board, it, queue_id)


def menu_to_me(board: Board, it: Interaction, agent_id: str, why: str) -> None:
    """To the own phone; who is not reached leaves the caller where the menu was."""
    _need_phone(board, agent_id)
    menu.step_out(board, it)
    board.move(it, Cue.OFFERED_DIRECTLY)
    board.music(it, it.customer, on=True)
    board.announce(CallTakenByHand, it, agent_id=agent_id, how="from_menu", why=why)
    _bring(board, it, agent_id, "direct", "")


def move(board: Board, it: Interaction, agent_id: str, queue_id: str, place: Place, why: str) -> None:
    waiting = in_line(it)
    before, queue = waiting.queue_id, board.center.queues.get(queue_id or waiting.queue_id)
    if queue is None or queue.tenant_id != it.tenant_id:
        raise TargetUnavailable("This queue does not exist any more.")
    if queue.id != before:
        withdraw_offers(board, it)
        leave_queue(board, it, "transferred")
        queueing.enter(board, it, queue.id)
    if it.waiting is not None and place != "same":
        _stand(board, it, it.waiting, place)
    reached = it.waiting.queue_id if it.waiting is not None else queue.id
    board.announce(WaitingMoved, it, agent_id=agent_id, queue_id=reached, before=before, place=place, why=why)


def set_priority(board: Board, it: Interaction, agent_id: str, priority: int, why: str) -> None:
    waiting = in_line(it)
    if not 0 <= priority <= MOST_PRIORITY:
        raise BadPriority("Choose a priority from 0 to 100.", most=MOST_PRIORITY)
    before = waiting.priority
    board.acd.remove(it.id)
    waiting.priority = priority
    board.acd.add(waiting)
    board.turn.changed("queue", waiting.queue_id)
    board.announce(
        PrioritySet,
        it,
        agent_id=agent_id,
        queue_id=waiting.queue_id,
        priority=priority,
        before=before,
        why=why,
    )


def _stand(board: Board, it: Interaction, waiting: Waiting, place: Place) -> None:
    """Before, or behind, all who stand in the line now; of who comes later the rules decide."""
    others = [other for other in board.acd.in_line(waiting.queue_id) if other is not waiting]
    board.acd.remove(it.id)
    if place == "front":
        waiting.priority = max((other.priority for other in others), default=waiting.priority)
        earliest = min((other.first_at for other in others), default=waiting.first_at)
        waiting.first_at = min(earliest - timedelta(microseconds=1), waiting.first_at)
    else:
        waiting.priority = min((other.priority for other in others), default=waiting.priority)
        waiting.first_at, waiting.number = board.now, board.acd.next_number()
    it.first_at = waiting.first_at
    board.acd.add(waiting)
    board.turn.changed("queue", waiting.queue_id)
    board.touch(it)


def _need_phone(board: Board, agent_id: str) -> None:
    seat = board.seats.logged_in(agent_id)
    need_unlocked(seat)
    if seat.engagement is not Engagement.FREE:
        raise SeatBusy("Finish what you are at first.")
    if not board.seats.phone_reachable(agent_id):
        raise PhoneUnreachable("Your phone is not reachable. Check it first.")


def _bring(board: Board, it: Interaction, agent_id: str, kind: OfferKind, queue_id: str) -> None:
    """The phone answers by itself; one that stays connected need not even ring."""
    make_offer(board, it, agent_id, kind, queue_id=queue_id, because=(BY_HAND,))
    offer = it.offer_to(agent_id)
    if offer is not None and board.seats.get(agent_id).nailed_leg == offer.leg_id:
        answers.offer_answered(board, it, offer)


def _rings_inside(it: Interaction, target_id: str) -> bool:
    """A colleague's call to this phone, not answered yet."""
    customer = it.customer
    calls = it.stage is Stage.DIALING and customer.agent_id == target_id
    return calls and bool(customer.leg_id) and not customer.is_up


def _answer_instead(board: Board, it: Interaction, agent_id: str) -> None:
    customer, target_id = it.customer, it.customer.agent_id
    board.by_leg.pop(customer.leg_id, None)
    board.turn.send(ClearLeg(leg_id=customer.leg_id))
    board.engage(target_id, SeatCue.RELEASED, it, cause="offer")
    customer.leg_id, customer.agent_id, customer.since = board.turn.ids.new(), agent_id, board.now
    board.by_leg[customer.leg_id] = it.id
    board.engage(agent_id, SeatCue.DIALED, it, cause="own")
    phones.call(
        board,
        agent_id,
        Originate(
            leg_id=customer.leg_id,
            endpoint="",
            ring_for=RING_FOR,
            caller_number=board.number_of(it.owner),
            variables={"interaction": it.id},
            headers={"X-Lingtong-Interaction": it.id},
            auto_answer=True,
        ),
    )

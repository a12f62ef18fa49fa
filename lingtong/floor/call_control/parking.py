"""Parked calls: the caller hears music in a numbered slot until somebody takes the call or its time is up."""

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.agents.model import Engagement, Seat, SeatBusy
from lingtong.floor.call_control import queueing, slots, transfers
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss, open_wrap_up, run_out
from lingtong.floor.call_control.model import Cue, Interaction, Offer, Parking, Stage
from lingtong.floor.call_control.offers import connect, make_offer, withdraw_offers
from lingtong.interactions.events import CallParked, Why
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import AnswerLeg, SetVariables
from lingtong.switch.events import LegArrived

PARK_SECONDS = 120.0  # until it rings back at who has parked it
AGAIN = 60.0  # between such tries for a call that belongs to no queue
MOST_ROUNDS = 10
BUSY_AGAIN = 5.0  # while somebody's phone rings for it


def park(board: Board, it: Interaction, agent_id: str) -> None:
    leg, slot = transfers.own_leg(it, agent_id), slots.free_slot(board, it.tenant_id)
    until = board.turn.after(PARK_SECONDS, "park", it.id)
    it.parking = Parking(slot=slot, by=agent_id, since=board.now, until=until)
    board.leave(it, leg)
    transfers.hand_over(board, it, leg, why="parked")
    it.owner = ""
    board.music(it, it.customer, on=True)
    board.move(it, Cue.PARKED)
    board.announce(CallParked, it, agent_id=agent_id, slot=slot)
    board.turn.say(agent_id, "call.parked", slot=str(slot), interaction_id=it.id)
    board.turn.changed("parked", it.tenant_id)


def taken(board: Board, it: Interaction, agent_id: str) -> None:
    """Somebody's phone is off the hook for it."""
    parking = it.parking
    if parking is not None and parking.by not in ("", agent_id):
        board.turn.say(parking.by, "call.parked_taken", slot=str(parking.slot), name=board.name_of(agent_id))
    slots.unpark(board, it, "rang_back" if _rang_back(board, parking, agent_id) else "taken", agent_id)


def not_taken(board: Board, it: Interaction, offer: Offer) -> None:
    """The phone that rang for it was not answered: who asked for the call leaves it where it was."""
    board.turn.changed("parked", it.tenant_id)
    if it.parking is not None and not offer.by_hand:
        _nobody(board, it)
    elif it.parking is not None and it.parking.until <= board.now:
        board.turn.after(BUSY_AGAIN, "park", it.id)


def by_phone(board: Board, agent_id: str, it: Interaction, event: LegArrived, connected: bool) -> None:
    """Taken by dialing the slot on the phone: that leg is the agent's."""
    withdraw_offers(board, it)
    leg = Leg(
        leg_id=event.leg_id,
        role="agent",
        agent_id=agent_id,
        number=board.number_of(agent_id),
        since=board.now,
    )
    leg.take(LegCue.ANSWERED, board.now)
    board.turn.send(SetVariables(leg_id=leg.leg_id, values={"interaction": it.id}))
    if not connected:
        board.turn.send(AnswerLeg(leg_id=leg.leg_id))
    board.add_leg(it, leg)
    board.engage(agent_id, SeatCue.DIALED, it, cause="own")
    open_wrap_up(board, it, agent_id, it.last_queue)
    taken(board, it, agent_id)
    board.move(it, Cue.JOINED)
    connect(board, it, leg)


def free_for(board: Board, it: Interaction, agent_id: str) -> Seat:
    """The seat, out of the after-call work of this very call. Refused where the agent is busy."""
    seat = board.seats.logged_in(agent_id)
    if seat.engagement is Engagement.AFTER_CALL_WORK and seat.interaction_id == it.id:
        run_out(board, it, agent_id, cause="own")
    if seat.engagement is not Engagement.FREE:
        raise SeatBusy("Finish what you are at first.")
    return seat


def time_up(board: Board, it: Interaction) -> None:
    """Back to who has parked it; where that does not work to the queue, at the place of the first arrival."""
    parking = it.parking
    if it.stage is not Stage.PARKED or parking is None:
        return
    if it.offers:
        board.turn.after(BUSY_AGAIN, "park", it.id)
    elif _can_ring(board, it, parking.by):
        make_offer(board, it, parking.by, "parked", because=(Why("came_back"),))
        board.turn.changed("parked", it.tenant_id)
    else:
        _nobody(board, it)


def _can_ring(board: Board, it: Interaction, agent_id: str) -> bool:
    seat = board.seats.get(agent_id) if board.seats.find(agent_id) is not None else None
    if seat is None or not seat.logged_in or seat.locked or not board.seats.phone_reachable(agent_id):
        return False
    if seat.engagement is Engagement.AFTER_CALL_WORK and seat.interaction_id == it.id:
        run_out(board, it, agent_id, cause="offer")
    return seat.engagement is Engagement.FREE


def _nobody(board: Board, it: Interaction) -> None:
    parking = it.parking
    assert parking is not None
    if it.last_queue in board.center.queues:
        slots.unpark(board, it, "queued")
        return queueing.enter(board, it, it.last_queue)
    parking.rounds += 1
    if parking.rounds >= MOST_ROUNDS:
        slots.unpark(board, it, "ended")
        return dismiss(board, it, "transfer_failed")
    parking.until = board.turn.after(AGAIN, "park", it.id)
    board.touch(it)


def _rang_back(board: Board, parking: Parking | None, agent_id: str) -> bool:
    return parking is not None and parking.by == agent_id and parking.until <= board.now

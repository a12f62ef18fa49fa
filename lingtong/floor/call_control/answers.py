"""What an offer came to."""

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.call_control import callbacks, menu, parking, preludes, transfers
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import open_wrap_up
from lingtong.floor.call_control.lines import leave_queue
from lingtong.floor.call_control.model import Cue, Interaction, Offer
from lingtong.floor.call_control.offers import Outcome, close_offer, withdraw_offers
from lingtong.switch.calls import Leg, LegCue


def offer_failed(board: Board, it: Interaction, offer: Offer, outcome: Outcome) -> None:
    """Nobody took it: the caller keeps the place in line, a transfer goes back, a consultation fails.

    While it still rings at others, they may yet take it.
    """
    close_offer(board, it, offer, outcome)
    if it.offers:
        return
    waiting = board.acd.waiting(it.id)
    if waiting is not None:
        board.acd.give_back(it.id)
        board.turn.changed("queue", waiting.queue_id)
    elif offer.kind == "callback":
        callbacks.offer_failed(board, it)
    elif offer.kind == "parked":
        parking.not_taken(board, it, offer)
    elif offer.kind == "consult":
        transfers.consult_failed(board, it, outcome)
    elif menu.waits_for(it):
        menu.walk_on(board, it)
    else:
        transfers.transfer_failed(board, it, outcome)


def offer_answered(board: Board, it: Interaction, offer: Offer) -> None:
    """The agent's phone is off the hook: join, or let the two colleagues speak first. Others stop ringing."""
    leg = Leg(
        leg_id=offer.leg_id,
        role="consultant" if offer.kind == "consult" else "agent",
        agent_id=offer.agent_id,
        number=board.number_of(offer.agent_id),
        since=board.now,
    )
    leg.take(LegCue.ANSWERED, board.now)
    close_offer(board, it, offer, "answered")
    withdraw_offers(board, it)
    leave_queue(board, it, "answered")
    board.add_leg(it, leg)
    board.engage(offer.agent_id, SeatCue.CONNECTED, it)
    open_wrap_up(board, it, offer.agent_id, offer.queue_id or it.last_queue, offer.because)
    if offer.kind == "consult":
        transfers.consult_answered(board, it, leg)
    elif offer.kind == "callback":
        callbacks.agent_answered(board, it, leg)
    else:
        if offer.kind == "parked":
            parking.taken(board, it, offer.agent_id)
        board.move(it, Cue.JOINED)
        preludes.begin(board, it, leg, offer)

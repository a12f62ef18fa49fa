"""What an offer came to."""

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.call_control import callbacks, transfers
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.lines import leave_queue
from lingtong.floor.call_control.model import Cue, Interaction, Offer, WrapUp
from lingtong.floor.call_control.offers import Outcome, close_offer, connect, withdraw_offers
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
    elif offer.kind == "consult":
        transfers.consult_failed(board, it, outcome)
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
    _open_wrap_up(board, it, offer)
    if offer.kind == "consult":
        transfers.consult_answered(board, it, leg)
    elif offer.kind == "callback":
        callbacks.agent_answered(board, it, leg)
    else:
        board.move(it, Cue.JOINED)
        connect(board, it, leg)


def _open_wrap_up(board: Board, it: Interaction, offer: Offer) -> None:
    """Who gets the same interaction again goes on with what was written the first time."""
    before, queue_id = it.wrap_ups.get(offer.agent_id), offer.queue_id or it.last_queue
    wrap = WrapUp(agent_id=offer.agent_id, queue_id=queue_id, opened=board.now)
    if before is not None:
        wrap.notes, wrap.disposition_id = before.notes, before.disposition_id
        wrap.revision = before.revision
    it.wrap_ups[offer.agent_id] = wrap

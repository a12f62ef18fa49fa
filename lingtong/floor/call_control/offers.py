"""Offers: an interaction proposed to one agent: answered, declined, unanswered, unreachable, withdrawn."""

from typing import Literal

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.call_control import phones
from lingtong.floor.call_control.acquainted import talks
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.lines import stop_announcement
from lingtong.floor.call_control.model import Interaction, Offer, Stage
from lingtong.floor.call_control.recordings import start_recording
from lingtong.floor.routing.model import Match, in_words
from lingtong.interactions.events import OfferEnded, OfferMade, Why
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import (
    AnswerLeg,
    Cause,
    ClearLeg,
    Originate,
)

OfferKind = Literal["queue", "direct", "consult", "callback", "parked"]
Outcome = Literal["answered", "declined", "no_answer", "unreachable", "busy", "withdrawn"]
BY_HAND = Why("by_hand")  # somebody has chosen the agent, not the rules
RING_FOR = 20.0  # seconds, where no queue says otherwise
KEEP_SECONDS = 2.0  # who stays ready hears no second ring within this time
PHONE_GRACE = 5.0  # the switch gives up later than we do, so that one of the two decides

OUTCOMES: dict[Cause, Outcome] = {
    "busy": "busy",
    "declined": "declined",
    "no_answer": "no_answer",
    "unreachable": "unreachable",
    "congestion": "unreachable",
    "failed": "unreachable",
    "not_allowed": "unreachable",
    "normal": "declined",
}


def offer_match(board: Board, match: Match) -> None:
    it = board.interactions[match.interaction_id]
    waiting = board.acd.waiting(it.id)
    assert waiting is not None
    kind: Literal["queue", "consult"] = "consult" if waiting.purpose == "consult" else "queue"
    board.turn.changed("queue", waiting.queue_id)
    for agent_id in match.agents:
        make_offer(board, it, agent_id, kind, queue_id=waiting.queue_id, because=match.because)


def make_offer(
    board: Board,
    it: Interaction,
    agent_id: str,
    kind: OfferKind,
    queue_id: str = "",
    because: tuple[Why, ...] = (),
) -> None:
    queue = board.center.queues.get(queue_id)
    ring_for = phones.ring_for(board, agent_id, queue.ring_for if queue else RING_FOR)
    offer = reserve(board, it, agent_id, kind, ring_for, queue_id=queue_id, because=because)
    ring(board, it, offer, ring_for)


def reserve(  # noqa: PLR0913
    board: Board,
    it: Interaction,
    agent_id: str,
    kind: OfferKind,
    seconds: float,
    *,
    queue_id: str = "",
    because: tuple[Why, ...] = (),
) -> Offer:
    """Keep the agent for this interaction; the phone does not ring yet."""
    seat = board.seats.get(agent_id)
    nailed = board.seats.config(agent_id).persistent_leg and seat.nailed_up
    leg_id = seat.nailed_leg if nailed else board.turn.ids.new()
    offer = Offer(
        agent_id=agent_id,
        leg_id=leg_id,
        kind=kind,
        queue_id=queue_id,
        made_at=board.now,
        until=board.turn.after(seconds, "offer", it.id, leg_id),
        why=in_words(because),
        because=because,
        by_hand=BY_HAND in because,
    )
    it.offers.append(offer)
    board.engage(agent_id, SeatCue.OFFERED, it)
    board.announce(
        OfferMade,
        it,
        agent_id=agent_id,
        queue_id=queue_id,
        ring_for=seconds,
        why=offer.why,
        because=because,
    )
    return offer


def ring(board: Board, it: Interaction, offer: Offer, ring_for: float) -> None:
    agent_id, leg_id = offer.agent_id, offer.leg_id
    if board.seats.get(agent_id).nailed_leg == leg_id:
        offer.tone_id = board.ring_tone(it, leg_id)
        return
    board.by_leg[leg_id] = it.id
    phones.call(
        board,
        agent_id,
        Originate(
            leg_id=leg_id,
            endpoint="",
            ring_for=ring_for + PHONE_GRACE,
            caller_number=it.number,
            variables={"interaction": it.id, "agent": agent_id},
            headers={"X-Lingtong-Interaction": it.id},
            auto_answer=offer.by_hand,  # who asked for the call need not be asked
        ),
    )


def withdraw_offers(board: Board, it: Interaction) -> None:
    """Nobody is asked any more; the agents stay as ready as they were."""
    for offer in list(it.offers):
        close_offer(board, it, offer, "withdrawn", cause="normal")


def close_offer(
    board: Board, it: Interaction, offer: Offer, outcome: Outcome, cause: Cause = "no_answer"
) -> None:
    """End an outstanding offer. The seat is freed by what the outcome means for it."""
    it.offers.remove(offer)
    board.turn.timers.drop(("offer", it.id, offer.leg_id))
    seat = board.seats.get(offer.agent_id)
    rang = (board.now - offer.made_at).total_seconds()
    board.announce(
        OfferEnded, it, agent_id=offer.agent_id, queue_id=offer.queue_id, outcome=outcome, rang=rang
    )
    nailed = seat.nailed_leg == offer.leg_id
    if nailed:
        board.stop_play(offer.tone_id)
    if outcome == "answered":
        return
    if not nailed:
        board.by_leg.pop(offer.leg_id, None)
        board.turn.send(ClearLeg(leg_id=offer.leg_id, cause=cause))
    missed = {"no_answer": "missed", "withdrawn": "offer"}.get(outcome, outcome)
    _what_follows(board, offer, outcome, missed)
    board.engage(offer.agent_id, SeatCue.WITHDRAWN, it, cause=missed)
    if outcome == "no_answer":
        board.turn.say(offer.agent_id, "offer.missed", seconds=f"{rang:.0f}")


def _what_follows(board: Board, offer: Offer, outcome: Outcome, cause: str) -> None:
    """The queue says what a phone that did not take the offer means for its agent."""
    queue = board.center.queues.get(offer.queue_id)
    rule = {
        "declined": queue.declined if queue else "not_ready",
        "no_answer": queue.unanswered if queue else "not_ready",
        "busy": queue.busy if queue else "pause",
        "unreachable": queue.unreachable if queue else "pause",
    }.get(outcome)
    if rule == "not_ready":
        board.seats.unready(offer.agent_id, cause)
    elif rule == "pause":
        board.seats.block(offer.agent_id)
    elif rule == "keep":
        board.seats.get(offer.agent_id).idle_since = board.now  # others are asked before
        board.seats.block(offer.agent_id, KEEP_SECONDS)


def connect(board: Board, it: Interaction, leg: Leg) -> None:
    """Customer and agent hear each other."""
    if take(board, it, leg):
        talk(board, it, leg)


def take(board: Board, it: Interaction, leg: Leg) -> bool:
    """The agent owns the call from now on, before a word is said."""
    stop_announcement(board, it)
    if it.stage is not Stage.TALKING:
        return False
    if not it.customer.is_up:
        board.turn.send(AnswerLeg(leg_id=it.customer.leg_id))
        it.customer.take(LegCue.ANSWERED, board.now)
    it.owner, it.was_handled, it.sender, it.forced_by = leg.agent_id, True, "", ""
    it.connected_at = it.connected_at or board.now
    return True


def talk(board: Board, it: Interaction, leg: Leg) -> None:
    """The recording begins with the first word between the two."""
    board.join(it, it.bridge_id, it.customer, leg, pair=_can_pair(board, it, leg))
    board.joined(it, leg, "agent")
    talks(board, it, leg.agent_id)
    start_recording(board, it)


def _can_pair(board: Board, it: Interaction, leg: Leg) -> bool:
    """Fresh legs that nobody listens to; see `OpenBridge`."""
    nailed = board.is_nailed(leg) or board.is_nailed(it.customer)
    return not (nailed or it.watchers)

"""Consultation, transfer, conference: the customer is never left without music or a voice."""

from typing import Literal

from lingtong.floor.agents.model import Engagement
from lingtong.floor.call_control import queueing
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss, free_agent, run_out, sign
from lingtong.floor.call_control.errors import NotNow, TargetUnavailable
from lingtong.floor.call_control.lines import leave_queue
from lingtong.floor.call_control.model import Consultation, Cue, Interaction
from lingtong.floor.call_control.offers import connect, make_offer, withdraw_offers
from lingtong.floor.call_control.outside import need_way, outside_leg
from lingtong.floor.call_control.recordings import end_recording, start_recording
from lingtong.floor.routing.model import Waiting
from lingtong.interactions.events import CallTransferred, ConsultEnded, ConsultStarted, Why
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import CloseBridge, OpenBridge
from lingtong.switch.numbers import check_right, dialable

TargetKind = Literal["agent", "queue", "number"]


def own_leg(it: Interaction, agent_id: str) -> Leg:
    leg = it.leg_of(agent_id)
    if leg is None:
        raise NotNow("You are not in this call any more.")
    return leg


def checked_target(board: Board, it: Interaction, agent_id: str, kind: TargetKind, target: str) -> str:
    """The target in the form that is called; refuses one that cannot take the call."""
    if kind == "number":
        number = dialable(target)
        check_right(number, board.seats.config(agent_id).dial_right)
        need_way(board, it, number, agent_id)
        return number
    if kind == "queue":
        queue = board.center.queues.get(target)
        if queue is None or queue.tenant_id != it.tenant_id:
            raise TargetUnavailable("This queue does not exist any more.")
        return target
    config = board.center.agents.get(target)
    if config is None or config.tenant_id != it.tenant_id or target == agent_id:
        raise TargetUnavailable("This agent cannot take the call.")
    seat = board.seats.get(target)
    free = seat.logged_in and seat.engagement is Engagement.FREE and not seat.locked
    if not (free and board.seats.phone_reachable(target)):
        raise TargetUnavailable(f"{config.name} cannot take a call now.", name=config.name)
    return target


# --- consultation


def consult(board: Board, it: Interaction, agent_id: str, kind: TargetKind, target: str) -> None:
    target, leg = checked_target(board, it, agent_id, kind, target), own_leg(it, agent_id)
    board.hold(it, leg)
    it.consult = Consultation(agent_id=agent_id, kind=kind, target=target, since=board.now)
    board.turn.send(OpenBridge(bridge_id=it.consult_bridge_id))
    start_tone(board, it)
    sign_all(board, it)
    board.announce(ConsultStarted, it, agent_id=agent_id, target_kind=kind, target=target)
    if kind == "agent":
        make_offer(board, it, target, "consult", because=(Why("consulted"),))
    elif kind == "number":
        it.consult.leg_id = outside_leg(board, it, target, agent_id=agent_id).leg_id
    else:
        waiting = Waiting(
            interaction_id=it.id,
            queue_id=target,
            priority=board.center.queues[target].priority,
            first_at=it.first_at or board.now,
            queued_at=board.now,
            number=board.acd.next_number(),
            purpose="consult",
        )
        it.waiting = waiting
        board.acd.add(waiting)
        board.turn.changed("queue", target)


def start_tone(board: Board, it: Interaction) -> None:
    """The consulting agent hears that it rings."""
    leg = it.leg_of(it.consult.agent_id) if it.consult else None
    if it.consult is None or leg is None:
        return
    it.consult.tone_id = board.ring_tone(it, leg.leg_id, instead_of=it.consult.tone_id)


def consult_answered(board: Board, it: Interaction, leg: Leg) -> None:
    """The other side is there: agent and consultant talk, the customer hears music."""
    assert it.consult is not None
    _stop_tone(board, it)
    it.consult.leg_id, it.consult.state, it.consult.since = leg.leg_id, "talking", board.now
    board.join(it, it.consult_bridge_id, own_leg(it, it.consult.agent_id), leg)
    board.joined(it, leg)


def consult_failed(board: Board, it: Interaction, cause: str) -> None:
    """Back to the customer, with the reason."""
    if it.consult is None:
        return
    leave_queue(board, it, "failed")
    agent_id = it.consult.agent_id
    close_consult(board, it, "failed", cause)
    leg = it.leg_of(agent_id)
    if leg is not None:
        board.retrieve(it, leg)
    board.turn.say(agent_id, "consult.failed", cause=cause, interaction_id=it.id)


def end_consult(board: Board, it: Interaction) -> None:
    consult = it.consult
    if consult is None:
        return
    leave_queue(board, it, "failed")
    withdraw_offers(board, it)
    consultant = it.legs.get(consult.leg_id)
    if consultant is not None:
        drop_consultant(board, it, consultant)
    close_consult(board, it, "returned")
    leg = it.leg_of(consult.agent_id)
    if leg is not None:
        board.retrieve(it, leg)


def drop_consultant(board: Board, it: Interaction, leg: Leg) -> None:
    agent_id = leg.agent_id
    board.clear_leg(it, leg)
    if agent_id:
        free_agent(board, it, agent_id)


def swap(board: Board, it: Interaction, agent_id: str) -> None:
    """Talk to the other side; the one left hears music."""
    assert it.consult is not None
    leg, consultant = own_leg(it, agent_id), it.legs[it.consult.leg_id]
    board.leave(it, leg)
    if it.consult.side == "consultant":
        it.consult.side = "customer"
        board.music(it, consultant, on=True)
        board.retrieve(it, leg)
    else:
        it.consult.side = "consultant"
        board.hold(it, leg)
        board.music(it, consultant, on=False)
        board.join(it, it.consult_bridge_id, leg)


def complete(board: Board, it: Interaction, agent_id: str, why: str) -> None:
    """Customer and consultant go on without the agent. While it still rings this is a blind transfer."""
    consult = it.consult
    assert consult is not None
    it.why, it.sender, it.forced_by = why, agent_id, ""
    calling, leg = consult.state == "calling", own_leg(it, agent_id)
    close_consult(board, it, "transferred")
    _transferred(board, it, agent_id, consult.kind, consult.target, blind=calling)
    board.leave(it, leg)
    hand_over(board, it, leg)
    it.owner = ""
    if calling:
        _go_on_ringing(board, it)
        return
    consultant = it.legs[consult.leg_id]
    board.music(it, it.customer, on=False)
    board.music(it, consultant, on=False)
    if consultant.agent_id:
        connect(board, it, consultant)
    else:
        to_outside(board, it)
        board.join(it, it.bridge_id, it.customer, consultant)


def _go_on_ringing(board: Board, it: Interaction) -> None:
    """Whom the agent was calling is now called for the customer, who hears music meanwhile."""
    board.music(it, it.customer, on=True)
    if it.waiting is not None:
        queueing.become_customer(board, it, it.waiting)
    elif it.offers:
        for offer in it.offers:
            offer.kind = "direct"
        board.move(it, Cue.OFFERED_DIRECTLY)
    else:
        to_outside(board, it)


def to_outside(board: Board, it: Interaction) -> None:
    """With somebody outside and no agent: what they say is not ours to record."""
    board.move(it, Cue.SENT_OUTSIDE)
    end_recording(board, it)


def _transferred(
    board: Board, it: Interaction, agent_id: str, kind: TargetKind, target: str, *, blind: bool
) -> None:
    board.announce(
        CallTransferred,
        it,
        agent_id=agent_id,
        target_kind=kind,
        target=target,
        blind=blind,
        why=it.why,
        forced_by=it.forced_by,
    )


# --- transfer


def blind(board: Board, it: Interaction, agent_id: str, kind: TargetKind, target: str, why: str) -> None:
    target = checked_target(board, it, agent_id, kind, target)
    own_leg(it, agent_id)
    send_on(board, it, agent_id, kind, target, why=why)


def send_on(  # noqa: PLR0913
    board: Board,
    it: Interaction,
    agent_id: str,
    kind: TargetKind,
    target: str,
    *,
    why: str,
    forced_by: str = "",
) -> None:
    """The customer leaves this agent and hears music until the target takes the call."""
    leg = it.leg_of(agent_id)
    it.why, it.sender, it.forced_by = why, agent_id, forced_by
    _transferred(board, it, agent_id, kind, target, blind=True)
    if leg is not None:
        board.leave(it, leg)
        hand_over(board, it, leg)
    else:
        sign_all(board, it)
        free_agent(board, it, agent_id)
    it.owner = ""
    board.music(it, it.customer, on=True)
    if kind == "queue":
        queueing.enter(board, it, target)
    elif kind == "agent":
        board.move(it, Cue.OFFERED_DIRECTLY)
        make_offer(board, it, target, "direct", because=(Why("transferred"),))
    else:
        to_outside(board, it)
        outside_leg(board, it, target, agent_id=agent_id)


def transfer_failed(board: Board, it: Interaction, cause: str) -> None:
    """Nobody took the transferred call: to the front of its queue, the sender preferred, or to the sender.

    Whom a supervisor took it from is not preferred, and is the last resort where there is no queue.
    """
    sender, forced_by = it.sender, it.forced_by
    if sender:
        board.turn.say(forced_by or sender, "transfer.failed", cause=cause, interaction_id=it.id)
    if it.last_queue in board.center.queues:
        queueing.enter(board, it, it.last_queue, prefer="" if forced_by else sender)
        return
    it.sender = it.forced_by = ""
    if not _call_back(board, it, sender):
        dismiss(board, it, "transfer_failed")


def _call_back(board: Board, it: Interaction, sender: str) -> bool:
    """Ring at the sender, also in the after-call work of this very call."""
    seat = board.seats.get(sender) if sender else None
    if seat is None or not seat.logged_in or not board.seats.phone_reachable(sender):
        return False
    if seat.engagement is Engagement.AFTER_CALL_WORK and seat.interaction_id == it.id:
        run_out(board, it, sender, cause="offer")
    if seat.engagement is not Engagement.FREE:
        return False
    board.move(it, Cue.OFFERED_DIRECTLY)
    make_offer(board, it, sender, "direct", because=(Why("came_back"),))
    return True


def outside_connected(board: Board, it: Interaction, leg: Leg) -> None:
    leg.take(LegCue.ANSWERED, board.now)
    it.was_handled = True
    board.music(it, it.customer, on=False)
    board.join(it, it.bridge_id, it.customer, leg)
    board.joined(it, leg)
    if it.position is not None and it.position.awaiting == "outside":
        start_recording(board, it)  # sent there by a flow: to the officer on duty, say


def sign_all(board: Board, it: Interaction) -> None:
    for wrap in it.wrap_ups.values():
        sign(board, it, wrap)


def hand_over(board: Board, it: Interaction, leg: Leg, why: str = "transferred") -> None:
    """The sender's notes travel; the sender's leg ends and after-call work begins."""
    sign_all(board, it)
    agent_id = leg.agent_id
    board.clear_leg(it, leg, why=why)
    free_agent(board, it, agent_id)


def _stop_tone(board: Board, it: Interaction) -> None:
    if it.consult is not None:
        board.stop_play(it.consult.tone_id)
        it.consult.tone_id = ""


def close_consult(
    board: Board,
    it: Interaction,
    outcome: Literal["transferred", "returned", "failed", "conference"],
    cause: str = "",
) -> None:
    consult = it.consult
    if consult is None:
        return
    _stop_tone(board, it)
    for leg in it.legs.values():
        if leg.bridge_id == it.consult_bridge_id:
            leg.bridge_id = ""
    board.turn.send(CloseBridge(bridge_id=it.consult_bridge_id))
    it.consult = None
    board.announce(ConsultEnded, it, agent_id=consult.agent_id, outcome=outcome, cause=cause)

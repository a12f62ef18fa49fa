"""Dialing out: the agent's own phone first, then the other side."""

from typing import Literal

from lingtong.floor.agents import need_unlocked
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.agents.model import Engagement, PhoneUnreachable, SeatBusy
from lingtong.floor.call_control import outside, phones, unreached
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import end
from lingtong.floor.call_control.model import Cue, Interaction, Stage, WrapUp
from lingtong.floor.call_control.offers import connect
from lingtong.floor.outbound_rules.model import Asked, decide
from lingtong.floor.voicemail.config import Box
from lingtong.interactions.events import InteractionArrived
from lingtong.kit import Refusal
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import AnswerLeg, ClearLeg, Originate, SetVariables
from lingtong.switch.events import LegArrived
from lingtong.switch.numbers import check_right, dialable, e164

RING_OWN = 20.0  # seconds until the agent's own phone must have answered


def dial(board: Board, agent_id: str, text: str, arrived: LegArrived | None = None) -> Interaction:
    """Begin a call out. `arrived` is the leg of a desk phone on which the agent has dialed by hand."""
    seat, config = board.seats.logged_in(agent_id), board.seats.config(agent_id)
    need_unlocked(seat)
    if seat.engagement is not Engagement.FREE:
        raise SeatBusy("Finish what you are at first, then dial.")
    if arrived is None and not board.seats.phone_reachable(agent_id):
        raise PhoneUnreachable("Your phone is not reachable. Check it, then dial again.")
    number = dialable(text)
    colleague = _colleague(board, seat.tenant_id, number)
    if colleague is None:
        check_right(number, config.dial_right)
        outside.way(board, seat.tenant_id, number, "manual", agent_id)
    else:
        _need_rule(board, seat.tenant_id, number, agent_id)
        _box_instead(board, agent_id, colleague.id)
    it = _begin(board, agent_id, number, colleague)
    leg_id = arrived.leg_id if arrived else seat.nailed_leg if seat.nailed_up else board.turn.ids.new()
    leg = board.add_leg(
        it,
        Leg(leg_id=leg_id, role="agent", agent_id=agent_id, number=config.agent_number, since=board.now),
    )
    board.engage(agent_id, SeatCue.DIALED, it, cause="own")
    if arrived is not None:
        board.turn.send(SetVariables(leg_id=leg_id, values={"interaction": it.id}), AnswerLeg(leg_id=leg_id))
    if arrived is not None or seat.nailed_up:
        own_phone_answered(board, it, leg)
    else:
        _ring_own(board, it, leg)
    return it


def _ring_own(board: Board, it: Interaction, leg: Leg) -> None:
    phones.call(
        board,
        leg.agent_id,
        Originate(
            leg_id=leg.leg_id,
            endpoint="",
            ring_for=RING_OWN,
            caller_number=it.dnis,
            variables={"interaction": it.id, "agent": leg.agent_id},
            headers={"X-Lingtong-Interaction": it.id},
            auto_answer=True,
        ),
    )


def own_phone_answered(board: Board, it: Interaction, leg: Leg) -> None:
    """The agent listens: call the other side. Refused where it cannot be called any more."""
    leg.take(LegCue.ANSWERED, board.now)
    customer, colleague_id = it.customer, it.customer.agent_id
    trunks: tuple[str, ...] = ()
    ring_for = outside.RING_OUTSIDE
    if colleague_id:
        box = _box_instead(board, leg.agent_id, colleague_id)
        if box is not None:
            return unreached.of_colleague(board, it, leg, box)
        board.engage(colleague_id, SeatCue.DIALED, it)
        caller, ring_for = leg.number, _rings_for(board, colleague_id)
    else:
        trunks, caller = outside.way(board, it.tenant_id, it.dnis, "manual", leg.agent_id)
    customer.leg_id = board.turn.ids.new()
    board.by_leg[customer.leg_id] = it.id
    start_tone(board, it, leg)
    call = Originate(
        leg_id=customer.leg_id,
        endpoint=f"number:{customer.number}",
        ring_for=ring_for,
        caller_number=caller,
        trunks=trunks,
        variables={"interaction": it.id},
        headers={"X-Lingtong-Interaction": it.id} if colleague_id else {},
    )
    if colleague_id:
        phones.call(board, colleague_id, call)
    else:
        board.turn.send(call)
    board.touch(it)


def start_tone(board: Board, it: Interaction, leg: Leg) -> None:
    """The dialing agent hears that it rings at the other end."""
    it.tone_id = board.ring_tone(it, leg.leg_id, instead_of=it.tone_id)


def stop_tone(board: Board, it: Interaction) -> None:
    board.stop_play(it.tone_id)
    it.tone_id = ""


def other_side_answered(board: Board, it: Interaction) -> None:
    leg = it.leg_of(it.owner)
    if leg is None:
        return
    stop_tone(board, it)
    it.customer.take(LegCue.ANSWERED, board.now)
    board.move(it, Cue.JOINED)
    connect(board, it, leg)


def other_side_failed(board: Board, it: Interaction, cause: str) -> None:
    stop_tone(board, it)
    leg, box = it.leg_of(it.owner), unreached.box_of(board, it.customer.agent_id)
    if leg is not None and leg.is_up and box is not None:
        return unreached.of_colleague(board, it, leg, box)
    board.turn.say(it.owner, "dial.failed", cause=cause, interaction_id=it.id)
    end(board, it, "network", cause)


def by_hand(board: Board, agent_id: str, event: LegArrived) -> None:
    """An agent dials on the desk phone itself: the same rights and the same records as from the screen."""
    try:
        dial(board, agent_id, event.dnis, arrived=event)
    except Refusal as refusal:
        board.turn.send(ClearLeg(leg_id=event.leg_id, cause="not_allowed"))
        board.turn.say(agent_id, refusal.code, message=refusal.message)


def _begin(board: Board, agent_id: str, number: str, colleague: AgentConfig | None) -> Interaction:
    config = board.seats.config(agent_id)
    tenant = board.center.tenants.get(config.tenant_id)
    full = None if colleague else e164(number, tenant.region if tenant else "CN")
    direction: Literal["internal", "out"] = "internal" if colleague else "out"
    it = Interaction(
        id=board.turn.ids.new(),
        tenant_id=config.tenant_id,
        direction=direction,
        number=full or number,
        dnis=number,
        stage=Stage.DIALING,
        arrived_at=board.now,
        customer=Leg(
            leg_id="",
            role="agent" if colleague else "customer",
            number=number,
            agent_id=colleague.id if colleague else "",
            since=board.now,
        ),
        owner=agent_id,
    )
    if colleague is None:
        it.wrap_ups[agent_id] = WrapUp(agent_id=agent_id, queue_id="")
    board.interactions[it.id] = it
    board.announce(
        InteractionArrived, it, direction=direction, ani=full or number, dnis=number, agent_id=agent_id
    )
    return it


def _colleague(board: Board, tenant_id: str, number: str) -> AgentConfig | None:
    ours = (agent for agent in board.center.agents.values() if agent.tenant_id == tenant_id)
    return next((agent for agent in ours if agent.agent_number == number), None)


def _need_rule(board: Board, tenant_id: str, number: str, agent_id: str) -> None:
    asked = Asked(tenant_id=tenant_id, number=number, use="manual", agent_id=agent_id)
    outside.need_allowed(decide(board.center, asked, board.now), number)


def _need_free(board: Board, agent_id: str, other_id: str) -> None:
    other, config = board.seats.get(other_id), board.seats.config(other_id)
    free = other.logged_in and other.engagement is Engagement.FREE and board.seats.phone_reachable(other_id)
    if other_id == agent_id or other.locked or not free:
        raise SeatBusy(f"{config.name} cannot take a call now.", name=config.name)


def _box_instead(board: Board, agent_id: str, other_id: str) -> Box | None:
    """Where a message is left, as the colleague cannot be called; refused where there is no such box."""
    try:
        _need_free(board, agent_id, other_id)
    except SeatBusy:
        box = unreached.box_of(board, other_id)
        if box is None or other_id == agent_id:
            raise
        return box
    return None


def _rings_for(board: Board, colleague_id: str) -> float:
    box = unreached.box_of(board, colleague_id)
    return min(box.ring_for, outside.RING_OUTSIDE) if box is not None else outside.RING_OUTSIDE

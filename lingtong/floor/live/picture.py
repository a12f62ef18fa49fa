"""Draws live entities as the screens see them. Pure: the same entities give the same picture."""

from datetime import datetime

from lingtong.floor.agents.model import Engagement, Seat, SeatState
from lingtong.floor.call_control import Board, allowed_commands, wait_of_next
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.live.aside import in_menu_of
from lingtong.floor.live.screening_views import ScreeningView
from lingtong.floor.live.views import (
    AgentRow,
    CallState,
    InteractionView,
    NextState,
    PartyView,
    QueueView,
    SeatView,
    SignedNote,
)
from lingtong.floor.live.watchers import hears, parties, watchers_of, watching_of
from lingtong.switch.calls import Leg, LegState
from lingtong.switch.numbers import masked, place_of


def seat_view(board: Board, seat: Seat) -> SeatView:
    config = board.seats.find(seat.agent_id)
    return SeatView(
        agent_id=seat.agent_id,
        agent_number=config.agent_number if config else "",
        name=config.name if config else "",
        state=seat.state.value,
        reason_id=seat.wish.reason_id,
        cause=_cause(seat),
        since=seat.since,
        next=_next_state(board, seat),
        phone_reachable=board.seats.phone_reachable(seat.agent_id),
        screen_alive=board.seats.screen_alive(seat.agent_id),
        phone_window=seat.phone_window,
        phone=config.phone if config else "browser",
        persistent_leg=config.persistent_leg if config else False,
        interaction_id=seat.interaction_id,
        until=_until(seat),
        answered_today=seat.answered_today,
        by=board.name_of(seat.wish.by),
        why=seat.wish.why,
        locked=seat.locked,
        locked_by=board.name_of(seat.locked_by),
        locked_why=seat.locked_why,
        asked_reason_id=seat.asked.reason_id if seat.asked else "",
        asked_at=seat.asked_at,
        help_since=seat.help_since,
        help_text=seat.help_text,
        desk_phone=seat.endpoint,
        watched_by=watchers_of(board, board.interactions.get(seat.interaction_id), seat.agent_id),
        watching=watching_of(board, seat),
    )


def _cause(seat: Seat) -> str:
    return "over_limit" if seat.over_limit and seat.state is SeatState.NOT_READY else seat.cause


def _until(seat: Seat) -> datetime | None:
    return seat.limit_until if seat.state is SeatState.NOT_READY else seat.until


def _next_state(board: Board, seat: Seat) -> NextState | None:
    chosen = seat.next
    if chosen is None:
        return None
    return NextState(
        ready=chosen.ready,
        reason_id=chosen.reason_id,
        log_out=chosen.log_out,
        by=board.name_of(chosen.by),
        why=chosen.why,
    )


def agent_row(board: Board, seat: Seat) -> AgentRow:
    config = board.center.agents.get(seat.agent_id)
    it = board.interactions.get(seat.interaction_id)
    queue = board.center.queues.get(it.last_queue) if it else None
    return AgentRow(
        agent_id=seat.agent_id,
        agent_number=config.agent_number if config else "",
        name=config.name if config else "",
        team_id=config.team_id if config else "",
        state=seat.state.value,
        reason_id=seat.wish.reason_id,
        on_hold=it is not None and it.is_held_by(seat.agent_id),
        phone_reachable=board.seats.phone_reachable(seat.agent_id),
        since=seat.since,
        queue_id=queue.id if queue else "",
        queue_name=queue.name if queue else "",
        queue_name_en=queue.name_en if queue else "",
        direction=it.direction if it else "",
        answered_today=seat.answered_today,
        cause=_cause(seat),
        by=board.name_of(seat.wish.by),
        why=seat.wish.why,
        next=_next_state(board, seat),
        interaction_id=seat.interaction_id,
        until=_until(seat),
        locked=seat.locked,
        asked_reason_id=seat.asked.reason_id if seat.asked else "",
        asked_at=seat.asked_at,
        help_since=seat.help_since,
        help_text=seat.help_text,
        desk_phone=seat.endpoint,
        watched_by=watchers_of(board, it, seat.agent_id),
        recording=it.recording.state if it and it.recording and seat.agent_id == it.owner else "off",
        record_by=it.record_by if it and seat.agent_id == it.owner and it.stage is Stage.TALKING else "",
        quiet_since=it.quiet_since if it and seat.agent_id == it.owner else None,
    )


def queue_view(board: Board, queue_id: str) -> QueueView | None:
    """The live part; the api lays today's figures over it."""
    queue = board.center.queues.get(queue_id)
    if queue is None:
        return None
    waiting = [entry for entry in board.acd.in_line(queue_id) if entry.purpose == "customer"]
    serving = [
        seat for seat in board.seats.all() if seat.logged_in and queue_id in board.acd.able(seat.agent_id)
    ]
    talking = [
        seat
        for seat in serving
        if seat.engagement is Engagement.TALKING
        and (it := board.interactions.get(seat.interaction_id)) is not None
        and it.last_queue == queue_id
    ]
    return QueueView(
        queue_id=queue_id,
        number=queue.number,
        name=queue.name,
        name_en=queue.name_en,
        waiting=len(waiting),
        callbacks=board.promises.in_line(queue_id),
        expected_wait=wait_of_next(board, queue_id),
        oldest_arrived_at=min((entry.queued_at for entry in waiting), default=None),
        ready=sum(seat.state is SeatState.READY for seat in serving),
        logged_in=len(serving),
        not_ready=sum(seat.state is SeatState.NOT_READY for seat in serving),
        ringing=sum(seat.state is SeatState.RESERVED for seat in serving),
        talking=len(talking),
        after_call_work=sum(seat.state is SeatState.AFTER_CALL_WORK for seat in serving),
        goal_seconds=queue.goal_seconds,
        goal_share=queue.goal_share,
    )


def interaction_view(board: Board, it: Interaction, agent_id: str) -> InteractionView:
    center = board.center
    offer = it.offer_to(agent_id)
    queue = center.queues.get(offer.queue_id if offer else it.last_queue)
    entry = center.entry_points.get(it.entry_point_id)
    tenant = center.tenants.get(it.tenant_id)
    place, carrier = place_of(
        it.number, tenant.language if tenant else "zh", tenant.region if tenant else "CN"
    )
    vip = center.number_lists.get(it.vip_list)
    wrap = it.wrap_ups.get(agent_id)
    state = call_state(it, agent_id)
    dispositions = queue.dispositions if queue and queue.dispositions else _all_dispositions(board, it)
    return InteractionView(
        interaction_id=it.id,
        agent_id=agent_id,
        state=state,
        since=_since(it, agent_id, state),
        direction=it.direction,
        number=it.number if it.direction == "internal" else masked(it.number),
        place=place,
        carrier=carrier,
        queue_id=queue.id if queue else "",
        queue_name=queue.name if queue else "",
        queue_name_en=queue.name_en if queue else "",
        entry_point=it.entry_point,
        entry_point_en=entry.name_en if entry else "",
        language=it.language,
        arrived_at=it.arrived_at,
        connected_at=it.connected_at,
        offered_at=offer.made_at if offer else None,
        offer_until=offer.until if offer else None,
        waited=_waited(board, it),
        attached_data=it.attached,
        menu_path=tuple(it.menu_path),
        parties=tuple(_party(board, leg) for leg in parties(it)),
        hears=hears(it),
        recording=it.recording.state if it.recording else "off",
        quiet_since=it.quiet_since,
        notes=wrap.notes if wrap else "",
        notes_revision=wrap.revision if wrap else 0,
        disposition_id=wrap.disposition_id if wrap else "",
        earlier_notes=tuple(
            SignedNote(
                agent_id=note.agent_id,
                name=note.name,
                at=note.at,
                text=note.text,
                disposition_id=note.disposition_id,
            )
            for note in it.earlier
            if note.agent_id != agent_id
        ),
        dispositions=tuple(dispositions),
        until=wrap.until if wrap else None,
        why=it.why,
        because=offer.because if offer else wrap.because if wrap else (),
        can=tuple(sorted(allowed_commands(it, agent_id))),
        watched_by=watchers_of(board, it, agent_id),
        parked=it.parking.slot if it.parking else 0,
        in_menu=in_menu_of(board, it),
        callback_id=it.callback_id,
        callback_of=it.callback_of,
        customer_class=vip.name if vip else "",
        customer_class_en=vip.name_en if vip else "",
        reported=is_reported(board, it),
        screening=screening_of(board, it, agent_id),
    )


def screening_of(board: Board, it: Interaction, agent_id: str) -> ScreeningView | None:
    if it.screening is None:
        return None
    found = board.center.number_lists.get(it.screening.list_id)
    return ScreeningView(
        suspected=it.screening.why in ("list", "reported"),
        reports=it.screening.reports,
        list_name=found.name if found else "",
        list_name_en=found.name_en if found else "",
        outcome=it.screening.outcome,
        judged_name=board.name_of(it.screening.judged_by),
        mine=it.screening.judged_by == agent_id,
    )


def is_reported(board: Board, it: Interaction) -> bool:
    return (
        bool(board.locks.open) and board.locks.of_number(it.tenant_id, board.lists.number_of(it)) is not None
    )


def call_state(it: Interaction, agent_id: str) -> CallState:
    """What the call is doing from where this agent sits."""
    wrap = it.wrap_ups.get(agent_id)
    if it.stage is Stage.CALLBACK and it.customer.leg_id:
        return "calling_back"
    if it.offer_to(agent_id) is not None or (it.customer.agent_id == agent_id and not it.customer.is_up):
        return "ringing"
    if wrap is not None and wrap.state == "after_call_work":
        return "after_call_work"
    if it.stage is Stage.DIALING:
        return "dialing"
    return "link_lost" if it.stage is Stage.LINK_LOST else _talk_state(it, agent_id)


def _talk_state(it: Interaction, agent_id: str) -> CallState:
    leg = it.leg_of(agent_id)
    if it.visit is not None or it.stage is Stage.MENU:
        return "in_menu"
    if it.conference:
        return "conference"
    if it.consult is not None:
        return "consult"
    return "hold" if leg is not None and leg.held_at is not None else "talking"


def _since(it: Interaction, agent_id: str, state: CallState) -> datetime:
    leg, wrap, offer = it.leg_of(agent_id), it.wrap_ups.get(agent_id), it.offer_to(agent_id)
    since: datetime | None = {
        "ringing": offer.made_at if offer else it.customer.since,
        "hold": leg.held_at if leg else None,
        "in_menu": it.visit.since if it.visit else None,
        "consult": it.consult.since if it.consult else None,
        "link_lost": it.link_lost_at,
        "after_call_work": wrap.started if wrap else None,
    }.get(state)
    return since or (leg.connected_at if leg else None) or it.arrived_at


def _waited(board: Board, it: Interaction) -> float:
    current = (board.now - it.waiting.queued_at).total_seconds() if it.waiting else 0.0
    return round(it.waited + current, 1)


def _all_dispositions(board: Board, it: Interaction) -> list[str]:
    return [code.id for code in board.center.dispositions.values() if code.tenant_id == it.tenant_id]


def _party(board: Board, leg: Leg) -> PartyView:
    agent = board.center.agents.get(leg.agent_id)
    state = "hold" if leg.music or leg.held_at is not None else leg.state.value
    if leg.state is LegState.NULL:
        state = "lost"
    return PartyView(
        leg_id=leg.leg_id,
        role=leg.role,
        name=agent.name if agent else "",
        number=agent.agent_number if agent else masked(leg.number),
        agent_id=leg.agent_id,
        state=state,  # type: ignore[arg-type]
        muted=leg.muted,
        since=leg.held_at or leg.since,
    )

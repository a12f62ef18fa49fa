"""After a crash, a restart or a lost socket: what the switch holds is compared with what the journal tells.

What lives is adopted, what died is closed with its cause, what was lost on the way is asked for again.
First start, restart, fail-over and a dropped socket all come through here.
"""

from datetime import datetime

import structlog

from lingtong.floor.agents.model import Engagement, Seat
from lingtong.floor.call_control import links, menu, queueing
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import LAST_WORD_SECONDS
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.switch.calls import Leg
from lingtong.switch.commands import ClearLeg, CloseBridge, JoinBridge, OpenBridge, StartMusic
from lingtong.switch.events import LegSeen, SwitchConnected

log = structlog.get_logger()


def restore(board: Board, seats: list[Seat], interactions: list[Interaction]) -> None:
    """Take the live entities of the journal back and start their clocks."""
    board.seats.restore(seats)
    for it in sorted(interactions, key=lambda it: it.id):
        board.interactions[it.id] = it
        for leg in it.all_legs():
            if leg.leg_id and it.stage is not Stage.ENDED:
                board.by_leg[leg.leg_id] = it.id
        _rearm(board, it)
    for seat in seats:
        if seat.engagement is not Engagement.FREE:
            _check_seat(board, seat)
        if seat.blocked_until is not None:
            board.turn.after(1.0, "unblock", seat.agent_id)
        board.turn.changed("seat", seat.agent_id)


def _rearm(board: Board, it: Interaction) -> None:
    if it.offer is not None:
        board.by_leg[it.offer.leg_id] = it.id
        board.turn.after(_left(board, it.offer.until), "offer", it.id, it.offer.leg_id)
    if it.waiting is not None:
        board.acd.add(it.waiting)
        queue = board.center.queues.get(it.waiting.queue_id)
        if queue is not None:
            queueing.arm(board, it, queue)
        board.turn.changed("queue", it.waiting.queue_id)
    for wrap in it.wrap_ups.values():
        if wrap.state == "after_call_work" and wrap.until is not None:
            board.turn.after(_left(board, wrap.until), "after_call_work", it.id, wrap.agent_id)
    if it.stage is Stage.LINK_LOST:
        board.turn.after(links.LINK_SECONDS, "link", it.id)
    if it.stage is Stage.CLOSING:
        board.turn.after(LAST_WORD_SECONDS, "closing", it.id)


def _left(board: Board, until: datetime) -> float:
    return max((until - board.now).total_seconds(), 0.0)


def _check_seat(board: Board, seat: Seat) -> None:
    """No seat is held by nothing."""
    it = board.interactions.get(seat.interaction_id)
    if it is None or seat.agent_id not in it.agents():
        log.error("seat.freed", agent_id=seat.agent_id, engagement=seat.engagement)
        seat.engagement, seat.interaction_id, seat.until = Engagement.FREE, "", None


def missing(board: Board, seen: SwitchConnected) -> list[str]:
    """Ids of legs that we know and the switch does not."""
    living = {leg.leg_id for leg in seen.legs}
    nailed = [seat.nailed_leg for seat in board.seats.all() if seat.nailed_leg]
    return [leg_id for leg_id in [*board.by_leg, *nailed] if leg_id not in living]


def tidy(board: Board, seen: SwitchConnected) -> list[LegSeen]:
    """Close what belongs to nothing; gives the legs that are callers we have never heard of."""
    callers = []
    nailed = {seat.nailed_leg for seat in board.seats.all() if seat.nailed_leg}
    for leg in seen.legs:
        if leg.leg_id in board.by_leg or leg.leg_id in nailed:
            continue
        if leg.source and "interaction" not in leg.variables:
            callers.append(leg)
        else:
            board.turn.send(ClearLeg(leg_id=leg.leg_id))
    known = {bridge for it in board.interactions.values() for bridge in (it.bridge_id, it.consult_bridge_id)}
    board.turn.send(*(CloseBridge(bridge_id=bridge) for bridge in seen.bridges if bridge not in known))
    return callers


def repair(board: Board, it: Interaction, seen: dict[str, LegSeen], bridges: frozenset[str]) -> None:
    """Put sound where the journal says that it goes."""
    if it.stage is Stage.ENDED:
        return
    astray: dict[str, list[Leg]] = {}
    for leg in it.all_legs():
        there = seen.get(leg.leg_id)
        if there is None:
            continue
        if leg.bridge_id and there.bridge_id != leg.bridge_id:
            astray.setdefault(leg.bridge_id, []).append(leg)
        if leg.music:
            board.turn.send(StartMusic(leg_id=leg.leg_id))
    for bridge_id, legs in astray.items():
        if bridge_id not in bridges:
            board.turn.send(OpenBridge(bridge_id=bridge_id))
        board.turn.send(JoinBridge(bridge_id=bridge_id, leg_ids=tuple(leg.leg_id for leg in legs)))
    if it.stage is Stage.MENU:
        menu.resume(board, it)
    elif it.announce_id:
        queueing.announced(board, it)

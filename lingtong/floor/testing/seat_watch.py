"""What must hold of the seats beside the calls: phones, wishes, locks, breaks."""

from collections.abc import Iterator

from lingtong.floor.agents.events import AgentStateChanged
from lingtong.floor.agents.model import Engagement, Seat
from lingtong.floor.call_control import Board
from lingtong.floor.turn import Outcome
from lingtong.interactions.events import OfferMade, Why

CAME_BACK = Why("came_back")  # one's own customer finds the way also to a locked seat


def seat_problems(board: Board, timers: set[tuple[str, ...]]) -> Iterator[str]:
    for seat in board.seats.all():
        yield from (f"{seat.agent_id}: {name}" for wrong, name in _checks(seat, timers) if wrong)
    yield from _phones(board)


def _checks(seat: Seat, timers: set[tuple[str, ...]]) -> list[tuple[bool, str]]:
    ask, limit = ("ask", seat.agent_id) in timers, ("limit", seat.agent_id) in timers
    leaves = seat.next is not None and seat.next.log_out
    out = not seat.logged_in
    return [
        ((seat.asked is not None) != ask, "a wish that nobody answers stays for ever"),
        ((seat.asked is None) != (seat.asked_at is None), "asked at no time"),
        ((seat.limit_until is not None) != limit, "a break without an end"),
        (seat.limit_until is not None and seat.wish.ready, "ready, and on a break"),
        (seat.over_limit and not seat.wish.reason_id, "past the limit of nothing"),
        (leaves and seat.logged_in and seat.engagement is Engagement.FREE, "free, and has not left"),
        (out and seat.asked is not None, "signed out, and asks"),
        (out and seat.help_since is not None, "signed out, and needs help"),
        (out and bool(seat.endpoint), "signed out, and keeps a desk phone"),
        (out and seat.next is not None, "signed out, with a next state"),
    ]


def _phones(board: Board) -> Iterator[str]:
    """Two agents are never at one phone."""
    taken: dict[str, str] = {}
    for seat in board.seats.all():
        config = board.seats.find(seat.agent_id) if seat.logged_in else None
        if config is None:
            continue
        if config.endpoint in taken:
            yield f"{seat.agent_id} and {taken[config.endpoint]} are at {config.endpoint}"
        taken[config.endpoint] = seat.agent_id
        if board.seats.agent_of(config.endpoint) != seat.agent_id:
            yield f"{config.endpoint} does not know {seat.agent_id}"


def order_problems(board: Board, outcome: Outcome) -> Iterator[str]:
    for fact in outcome.facts:
        if isinstance(fact, OfferMade) and CAME_BACK not in fact.because:
            if board.seats.get(fact.agent_id).locked:
                yield f"{fact.agent_id} is locked and gets an offer"
        elif isinstance(fact, AgentStateChanged) and fact.state == "not_ready" and fact.reason_id:
            yield from _quota(board, fact)


def _quota(board: Board, fact: AgentStateChanged) -> Iterator[str]:
    """Nobody but a supervisor sends more of a team away than may be away."""
    reason = board.center.reasons.get(fact.reason_id)
    agent = board.center.agents.get(fact.agent_id)
    if reason is None or agent is None or reason.quota <= 0 or board.seats.get(agent.id).wish.forced:
        return
    mates = {other.id for other in board.center.agents.values() if other.team_id == agent.team_id}
    away = [
        seat.agent_id
        for seat in board.seats.all()
        if seat.agent_id in mates
        and seat.logged_in
        and seat.wish.reason_id == reason.id
        and not seat.wish.forced
    ]
    if len(away) > reason.quota:
        yield f"{away} are away for {reason.id}, of whom {reason.quota} may be"

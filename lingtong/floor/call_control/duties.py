"""The seat as its agent and the supervisors command it: sessions, wishes, locks, forced states, help."""

from collections.abc import Callable
from typing import Any

from lingtong.floor.agents import end_help, lock_seat, request_help
from lingtong.floor.agents.model import Engagement, Seat, SeatBusy, TargetLoggedOut, Wish
from lingtong.floor.call_control import endings, links
from lingtong.floor.call_control.answers import offer_failed
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import NotNow, NotYours
from lingtong.floor.live import commands as ask
from lingtong.floor.live.commands import Done

MOST_WHY = 200

# --- the agent's own


def log_in(board: Board, agent_id: str, window_id: str, phone: str = "") -> None:
    seat = board.seats.log_in(agent_id, window_id, phone)
    if seat.endpoint:
        links.let_down(board, agent_id)  # the own phone rests while its agent sits elsewhere
    links.nail_up(board, agent_id)


def log_out(board: Board, agent_id: str, cause: str = "own", by: Wish | None = None) -> None:
    board.seats.logged_in(agent_id)
    finish_after_call_work(board, agent_id)
    board.log_out(agent_id, cause, by)
    links.let_down(board, agent_id)


def wish(board: Board, agent_id: str, wished: Wish) -> None:
    """A reason that needs approval waits for it, and everything else goes on meanwhile."""
    board.breaks.pace.count(board.turn, agent_id)
    seat = board.seats.check_wish(agent_id, wished)
    if board.breaks.needs_approval(agent_id, wished):
        return board.breaks.ask(agent_id, wished)
    if not wished.is_as(seat.wish):
        board.breaks.check_quota(agent_id, wished)
    board.breaks.end_ask(seat, "withdrawn")
    finish_after_call_work(board, agent_id)
    board.seats.wish(agent_id, wished)


def finish_after_call_work(board: Board, agent_id: str) -> None:
    """Going on to something else leaves the wrap-up unfinished, never closed with an invented code."""
    seat = board.seats.get(agent_id)
    it = board.interactions.get(seat.interaction_id)
    if seat.engagement is Engagement.AFTER_CALL_WORK and it is not None:
        endings.run_out(board, it, agent_id, cause="own")


def take_back_reason(board: Board, agent_id: str) -> None:
    """A decision that came first stands."""
    board.breaks.end_ask(board.seats.logged_in(agent_id), "withdrawn")


def ask_for_help(board: Board, command: ask.RequestHelp) -> None:
    agent_id = command.agent_id
    if command.on:
        request_help(board.turn, board.seats, agent_id, command.text[:MOST_WHY])
    else:
        end_help(board.turn, board.seats, agent_id, "withdrawn")


def leave_if_chosen(board: Board, agent_id: str) -> None:
    """Signing out was put into the next-state slot, and the seat is free now."""
    seat = board.seats.get(agent_id)
    chosen = seat.next
    if chosen is not None and chosen.log_out and seat.logged_in and seat.engagement is Engagement.FREE:
        log_out(board, agent_id, "forced", chosen)


# --- a supervisor's


def about_agent(board: Board, command: ask.AboutAgent) -> Done:
    target = board.seats.config(command.target_id)
    if target.tenant_id != command.tenant_id:
        raise NotNow("This seat is not yours.")
    own_lock = isinstance(command, ask.Lock) and command.target_id == command.agent_id
    if command.team_id not in (None, target.team_id) and not own_lock:
        raise NotYours("This agent is not in your team.")
    return AGENT_HANDLERS[type(command)](board, command)


def _force(board: Board, command: ask.ForceState) -> Done:
    """At once where the agent is free or writes; never into a talk."""
    agent_id, why = command.target_id, command.why[:MOST_WHY]
    seat = _signed_in(board, agent_id)
    wished = Wish(
        ready=command.state == "ready",
        reason_id=command.reason_id if command.state == "not_ready" else "",
        log_out=command.state == "logged_out",
        forced=True,
        by=command.agent_id,
        why=why,
    )
    board.seats.check_wish(agent_id, wished)
    later = seat.engagement not in (Engagement.FREE, Engagement.AFTER_CALL_WORK)
    if not later:
        finish_after_call_work(board, agent_id)
        board.breaks.end_ask(seat, "withdrawn", command.agent_id, why)
    if wished.log_out and not later:
        log_out(board, agent_id, "forced", wished)
    else:
        board.seats.wish(agent_id, wished, cause="forced")
    told = {"state": command.state, "by": board.name_of(command.agent_id), "why": why}
    when = "next" if later else "now"
    board.turn.say(agent_id, f"state.forced_{when}", reason_id=wished.reason_id, **told)
    return Done(when="next" if later else "now")


def _lock(board: Board, command: ask.Lock) -> Done:
    """What rings at a seat that is being locked goes back to its place in line."""
    agent_id, by, why = command.target_id, command.agent_id, command.why[:MOST_WHY]
    board.breaks.pace.count(board.turn, by)
    lock_seat(board.turn, board.seats, agent_id, command.on, by, why)
    it = board.interactions.get(board.seats.get(agent_id).interaction_id)
    offer = it.offer_to(agent_id) if it is not None else None
    if command.on and it is not None and offer is not None:
        offer_failed(board, it, offer, "withdrawn")
    if by != agent_id:
        code = "seat.locked" if command.on else "seat.unlocked"
        board.turn.say(agent_id, code, by=board.name_of(by), why=why)
    return Done()


def _decide(board: Board, command: ask.DecideReason) -> Done:
    agent_id, why = command.target_id, command.why[:MOST_WHY]
    seat = _signed_in(board, agent_id)
    reason_id = seat.asked.reason_id if seat.asked is not None else ""
    now = board.breaks.decide(agent_id, command.granted, command.agent_id, why)
    code = "reason.granted" if command.granted else "reason.refused"
    board.turn.say(agent_id, code, reason_id=reason_id, by=board.name_of(command.agent_id), why=why)
    return Done(when="now" if now else "next")


def _answer_help(board: Board, command: ask.AnswerHelp) -> Done:
    if end_help(board.turn, board.seats, command.target_id, "seen", command.agent_id):
        board.turn.say(command.target_id, "help.seen", by=board.name_of(command.agent_id))
    return Done()


def _extend(board: Board, command: ask.ExtendWrapUpOf) -> Done:
    seat = board.seats.get(command.target_id)
    it = board.interactions.get(seat.interaction_id)
    if seat.engagement is not Engagement.AFTER_CALL_WORK or it is None:
        raise SeatBusy("This agent is not in after-call work now.")
    endings.extend(board, it, command.target_id)
    board.turn.say(command.target_id, "wrap_up.extended", by=board.name_of(command.agent_id))
    return Done()


def _signed_in(board: Board, agent_id: str) -> Seat:
    seat = board.seats.get(agent_id)
    if not seat.logged_in:
        name = board.name_of(agent_id)
        raise TargetLoggedOut(f"{name} is signed out.", name=name)
    return seat


AGENT_HANDLERS: dict[type[ask.AboutAgent], Callable[[Board, Any], Done]] = {
    ask.ForceState: _force,
    ask.Lock: _lock,
    ask.DecideReason: _decide,
    ask.AnswerHelp: _answer_help,
    ask.ExtendWrapUpOf: _extend,
}
SEAT_TIMERS: dict[str, Callable[[Board, str], None]] = {
    "limit": lambda board, agent_id: board.breaks.limit_passed(agent_id),
    "ask": lambda board, agent_id: board.breaks.ask_ran_out(agent_id),
}

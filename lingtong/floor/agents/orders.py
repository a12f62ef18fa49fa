"""What is done about a seat beside its state: locked, in need of help."""

from lingtong.floor.agents.events import HelpEnded, HelpRequested, SeatLocked
from lingtong.floor.agents.model import LockedByAnother, Seat, SeatIsLocked
from lingtong.floor.agents.seats import Seats
from lingtong.floor.turn import Turn

MOST_TEXT = 200


def lock_seat(turn: Turn, seats: Seats, agent_id: str, on: bool, by: str, why: str) -> None:
    """Who has locked the own seat may unlock it; what a supervisor has locked, only a supervisor unlocks."""
    seat = seats.get(agent_id)
    if by == agent_id and seat.locked and seat.locked_by not in ("", agent_id):
        raise LockedByAnother("A supervisor has locked this seat. Ask there to have it unlocked.")
    if seat.locked == on:
        return
    seat.locked, seat.locked_by, seat.locked_why = on, by if on else "", why if on else ""
    turn.announce(SeatLocked(**seats.about(seat), on=on, by=by, why=why))
    turn.changed("seat", agent_id)


def need_unlocked(seat: Seat) -> None:
    if seat.locked:
        raise SeatIsLocked("This seat is locked. It takes and makes no calls until it is unlocked.")


def request_help(turn: Turn, seats: Seats, agent_id: str, text: str) -> None:
    """Asking again changes the words and not the time."""
    seat = seats.logged_in(agent_id)
    if seat.help_since is None:
        seat.help_since = turn.now
        turn.announce(HelpRequested(**seats.about(seat), interaction_id=seat.interaction_id, text=text))
    seat.help_text = text or seat.help_text
    turn.changed("seat", agent_id)


def end_help(turn: Turn, seats: Seats, agent_id: str, cause: str, by: str = "") -> bool:
    """`cause`: withdrawn, watched, seen, logged_out. Gives whether help was asked for."""
    seat = seats.get(agent_id)
    if seat.help_since is None:
        return False
    waited = (turn.now - seat.help_since).total_seconds()
    seat.help_since, seat.help_text = None, ""
    turn.announce(HelpEnded(**seats.about(seat), cause=cause, waited=waited, by=by))
    turn.changed("seat", agent_id)
    return True

"""Whether anybody speaks in a talk, looked at where an alarm rule asks for it and nowhere else.

Who speaks lives in memory alone and costs no journal: the switch tells who begins, and who has said nothing
for a second. Only a silence that has become too long is kept with the call.
"""

from collections.abc import Iterable, Set
from datetime import timedelta

from lingtong.floor.call_control.board import Air, Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.interactions.events import DeadAirBegan, DeadAirEnded
from lingtong.switch.calls import Leg
from lingtong.switch.commands import DetectTalk
from lingtong.switch.events import LegTalking

TOLD_AFTER = 1.0  # seconds without a word until the switch says so


def settle(board: Board, it: Interaction) -> None:
    """Look at the talk while both can hear each other, and at nothing else."""
    if not (board.center.dead_air or board.air or it.quiet_since):
        return
    limit = board.center.dead_air.get(it.last_queue, 0.0)
    legs = _legs(it) if limit else ()
    air = board.air.get(it.id)
    if air is not None and (air.legs, air.limit) != (legs, limit):
        over(board, it)
        air = None
    if air is not None:
        _heed(board, it, air, 0.0)
    elif legs:
        _begin(board, it, legs, limit)
    else:
        over(board, it)


def told(board: Board, event: LegTalking) -> None:
    it = board.of_leg(event.leg_id)
    air = board.air.get(it.id) if it is not None else None
    if it is None or air is None or event.leg_id not in air.legs:
        return
    (air.talking.add if event.on else air.talking.discard)(event.leg_id)
    _heed(board, it, air, TOLD_AFTER)


def _heed(board: Board, it: Interaction, air: Air, ago: float) -> None:
    """Who is muted says nothing, whatever the switch hears. The last word was so many seconds ago."""
    muted = {leg.leg_id for leg in it.all_legs() if leg.muted}
    speaks = bool(air.talking - muted)
    if speaks == air.speaks:
        return
    air.speaks = speaks
    if speaks:
        board.turn.timers.drop(("dead_air", it.id))
        _end(board, it)
    else:
        air.since = board.now - timedelta(seconds=ago)
        _wait(board, it, air)


def quiet(board: Board, it: Interaction) -> None:
    """So long nobody has said a word; while the switch is away nobody can know."""
    air = board.air.get(it.id)
    if air is None or air.speaks or it.quiet_since is not None or not board.switch_connected:
        return
    it.quiet_since = air.since
    lasted = (board.now - air.since).total_seconds()
    board.announce(DeadAirBegan, it, agent_id=it.owner, quiet=lasted)
    board.turn.changed("seat", it.owner)


def over(board: Board, it: Interaction) -> None:
    """Nobody looks at this talk any more."""
    air = board.air.pop(it.id, None)
    if air is not None:
        board.turn.timers.drop(("dead_air", it.id))
        _leave(board, air.legs)
        if not board.switch_connected:
            board.ears_left.update(air.legs)  # the switch has not heard of it
    _end(board, it)


def _leave(board: Board, legs: Iterable[str]) -> None:
    for leg_id in legs:
        if leg_id in board.by_leg or board.seats.nailed(leg_id) is not None:
            board.turn.send(DetectTalk(leg_id=leg_id, on=False))


def begin_anew(board: Board, there: Set[str]) -> None:
    """What was said while the switch was away is not known; it is asked for again as this turn is settled."""
    for interaction_id, air in board.air.items():
        board.turn.timers.drop(("dead_air", interaction_id))
        board.ears_left.update(air.legs)
    _leave(board, sorted(board.ears_left & there))
    board.ears_left.clear()
    board.air.clear()
    touch_all(board)


def touch_all(board: Board) -> None:
    for it in board.interactions.values():
        if it.stage is Stage.TALKING:
            board.touch(it)


def _legs(it: Interaction) -> tuple[str, ...]:
    """Customer and agent, while they are alone with each other."""
    own = it.leg_of(it.owner) if it.owner else None
    if own is None or it.stage is not Stage.TALKING or it.conference or it.consult is not None:
        return ()
    both: tuple[Leg, Leg] = (it.customer, own)
    in_talk = all(leg.is_up and leg.bridge_id == it.bridge_id and not leg.music for leg in both)
    return tuple(leg.leg_id for leg in both) if in_talk else ()


def _begin(board: Board, it: Interaction, legs: tuple[str, ...], limit: float) -> None:
    board.mix(it)
    air = Air(legs=legs, limit=limit, since=it.quiet_since or board.now)
    board.air[it.id] = air
    board.turn.send(*(DetectTalk(leg_id=leg_id, on=True) for leg_id in legs))
    if it.quiet_since is None:
        _wait(board, it, air)


def _wait(board: Board, it: Interaction, air: Air) -> None:
    board.turn.timers.set(("dead_air", it.id), air.since + timedelta(seconds=air.limit))


def _end(board: Board, it: Interaction) -> None:
    if it.quiet_since is None:
        return
    lasted = (board.now - it.quiet_since).total_seconds()
    it.quiet_since = None
    board.announce(DeadAirEnded, it, agent_id=it.owner, lasted=lasted)
    if it.owner:
        board.turn.changed("seat", it.owner)

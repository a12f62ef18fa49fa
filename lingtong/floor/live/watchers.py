"""Who listens to whom. Pure, like `picture`, which draws with it."""

from lingtong.floor.agents.model import Seat
from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.live.waiting import Watching
from lingtong.switch.calls import Leg


def watching_of(board: Board, seat: Seat) -> Watching | None:
    """The call that this seat watches."""
    it = board.interactions.get(seat.interaction_id)
    one = it.watchers.get(seat.agent_id) if it is not None else None
    if it is None or one is None:
        return None
    return Watching(
        interaction_id=it.id,
        target_id=one.target_id,
        mode=one.mode,
        since=one.since,
        state="on" if one.leg.is_up else "connecting",
    )


def watchers_of(board: Board, it: Interaction | None, agent_id: str) -> tuple[str, ...]:
    """Names of those who listen to this agent now."""
    watchers = it.watchers.values() if it is not None else ()
    return tuple(
        board.name_of(one.agent_id) for one in watchers if one.target_id == agent_id and one.leg.is_up
    )


def parties(it: Interaction) -> list[Leg]:
    """Those who can be heard by all: supervisors who have barged in are among them."""
    barging = [one.leg for one in it.watchers.values() if one.mode == "barge_in" and one.leg.is_up]
    return [leg for leg in [*it.all_legs(), *barging] if leg.leg_id]


def hears(it: Interaction) -> dict[str, tuple[str, ...]]:
    """For each leg the legs that it hears."""
    legs = [*it.all_legs(), *(one.leg for one in it.watchers.values() if one.leg.is_up)]
    found = {leg.leg_id: _mixed(leg, legs) for leg in legs if leg.leg_id and not leg.music}
    for one in it.watchers.values():
        there = next((leg for leg in legs if one.hears and leg.leg_id == one.hears), None)
        if there is None:
            continue
        said = () if there.muted else (there.leg_id,)
        found[one.leg.leg_id] = (*said, *(_mixed(there, legs) if not there.music else ()))
        if one.whispers and there.leg_id in found:
            found[there.leg_id] = (*found[there.leg_id], one.leg.leg_id)
    return found


def _mixed(leg: Leg, legs: list[Leg]) -> tuple[str, ...]:
    """Whom its bridge lets a leg hear."""
    return tuple(
        other.leg_id
        for other in legs
        if leg.bridge_id and other.bridge_id == leg.bridge_id and other is not leg and not other.muted
    )

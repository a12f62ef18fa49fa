"""Talks in which silence is looked for: only where a rule asks, and never for ever."""

from collections.abc import Iterator

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.switch.fake import FakeSwitch

Timers = set[tuple[str, ...]]


def wrong_air(board: Board, it: Interaction, timers: Timers) -> Iterator[tuple[bool, str]]:
    """After each turn: conditions that must not be true, and their names."""
    air, clock = board.air.get(it.id), ("dead_air", it.id) in timers
    if air is None:
        yield clock, "silence is awaited in a talk at which nobody looks"
        if board.switch_connected:
            yield it.quiet_since is not None, "quiet, and nobody looks"
        return
    yield it.stage is not Stage.TALKING, "silence is looked for without a talk"
    yield it.last_queue not in board.center.dead_air, "silence is looked for, and no rule asks"
    yield set(air.legs) != {leg.leg_id for leg in it.all_legs()}, "silence is looked for at other legs"
    yield it.pair, "silence is looked for in a pair"
    muted = {leg.leg_id for leg in it.all_legs() if leg.muted}
    yield air.speaks != bool(air.talking - muted), "who speaks is not who is heard"
    yield air.speaks and (clock or it.quiet_since is not None), "somebody speaks, and it is quiet"
    unheard = not air.speaks and it.quiet_since is None and board.switch_connected
    yield unheard and not clock, "nobody speaks, and it is never too long"


def wrong_ears_of_the_switch(board: Board, switch: FakeSwitch) -> Iterator[str]:
    """When all is quiet: of whose talk the switch tells."""
    wanted = {leg_id for air in board.air.values() for leg_id in air.legs}
    told = {leg.leg_id for leg in switch.legs.values() if leg.told_of_talk}
    if wanted != told:
        yield f"the switch tells of {sorted(told - wanted)}, and not of {sorted(wanted - told)}"

"""Entry points, trunks and ports as they stand, counted over the live interactions. Pure."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.live.figures import EntryPointNow, LinesChanged, PortsNow, TrunkNow
from lingtong.switch.calls import LegState

TRUNK = "trunk:"
IN_HAND = (Stage.TALKING, Stage.LINK_LOST, Stage.OUTSIDE, Stage.PARKED)


@dataclass(slots=True)
class _Entry:
    in_menu: int = 0
    waiting: int = 0
    talking: int = 0
    oldest: datetime | None = None

    def count(self, it: Interaction) -> None:
        if it.stage is Stage.MENU and it.visit is None:
            self.in_menu += 1
        elif it.waiting is not None and it.stage is Stage.QUEUED:
            self.waiting += 1
            self.oldest = min(self.oldest or it.waiting.queued_at, it.waiting.queued_at)
        elif it.visit is not None or it.stage in IN_HAND:
            self.talking += 1


def lines(board: Board, tenant_id: str) -> LinesChanged:
    """One look at every live interaction of the tenant."""
    center = board.center
    entries = {point.id: _Entry() for point in center.entry_points.values() if point.tenant_id == tenant_id}
    incoming, outgoing, recordings = Counter[str](), Counter[str](), Counter[str]()
    for it in board.interactions.values():
        if it.tenant_id != tenant_id or it.stage is Stage.ENDED:
            continue
        if it.entry_point_id in entries:
            entries[it.entry_point_id].count(it)
        _count_lines(it, incoming, outgoing)
        recordings[it.recording.state if it.recording else ""] += 1
    phones = [agent for agent in center.agents.values() if agent.tenant_id == tenant_id and agent.endpoint]
    return LinesChanged(
        entry_points=tuple(
            EntryPointNow(
                entry_point_id=key,
                in_menu=entry.in_menu,
                waiting=entry.waiting,
                talking=entry.talking,
                oldest_queued_at=entry.oldest,
            )
            for key, entry in entries.items()
        ),
        trunks=_trunks(board, tenant_id, incoming, outgoing),
        ports=PortsNow(
            in_use=len(board.by_leg),
            most=board.most_legs,
            phones=len(phones),
            phones_up=sum(board.seats.phone_reachable(agent.id) for agent in phones),
            recorded=recordings["on"],
            unrecorded=recordings["unknown"],
        ),
    )


def _count_lines(it: Interaction, incoming: Counter[str], outgoing: Counter[str]) -> None:
    for leg in it.all_legs():
        if leg.line.startswith(TRUNK) and leg.leg_id and leg.state is not LegState.NULL:
            came_in = leg is it.customer and it.direction == "in"
            (incoming if came_in else outgoing)[leg.line.removeprefix(TRUNK)] += 1


def _trunks(
    board: Board, tenant_id: str, incoming: Counter[str], outgoing: Counter[str]
) -> tuple[TrunkNow, ...]:
    found = []
    for trunk in sorted(board.center.trunks.values(), key=lambda trunk: (trunk.order, trunk.name)):
        if trunk.tenant_id != tenant_id or not trunk.enabled:
            continue
        told = board.trunks.get(trunk.name)
        found.append(
            TrunkNow(
                trunk_id=trunk.id,
                name=trunk.name,
                up=told.up if told else None,
                since=told.since if told else None,
                incoming=incoming[trunk.name],
                outgoing=outgoing[trunk.name],
            )
        )
    return tuple(found)

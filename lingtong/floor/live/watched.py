"""Draws what supervisors see of the calls of others, and who waits. Pure, like `picture`."""

import msgspec

from lingtong.floor.call_control import Board, supervisor_commands
from lingtong.floor.call_control.model import Interaction, Watcher
from lingtong.floor.live.picture import interaction_view
from lingtong.floor.live.views import InteractionView
from lingtong.floor.live.waiting import WaitingChanged, WaitingView
from lingtong.switch.numbers import masked, place_of

MOST_SHOWN = 50


def watched_view(board: Board, it: Interaction, one: Watcher) -> InteractionView:
    """The watched agent's own view, with what the supervisor may do."""
    return supervised_view(board, it, one.target_id, watches=True)


def supervised_view(board: Board, it: Interaction, agent_id: str, *, watches: bool) -> InteractionView:
    can = supervisor_commands(it, agent_id, watches=watches)
    return msgspec.structs.replace(interaction_view(board, it, agent_id), can=tuple(sorted(can)))


def waiting_of(board: Board, queue_id: str) -> WaitingChanged:
    line = board.acd.in_line(queue_id)
    shown = []
    for number, entry in enumerate(line[:MOST_SHOWN], 1):
        it = board.interactions.get(entry.interaction_id)
        if it is None:
            continue  # a promised call keeps its place here and is shown among the callbacks
        tenant = board.center.tenants.get(it.tenant_id)
        place, _ = place_of(it.number, tenant.language if tenant else "zh", tenant.region if tenant else "CN")
        shown.append(
            WaitingView(
                interaction_id=it.id,
                queue_id=queue_id,
                number=masked(it.number),
                place=place,
                region=entry.region,
                priority=entry.priority,
                arrived_at=it.arrived_at,
                queued_at=entry.queued_at,
                place_in_line=number,
                offered_to=it.offers[0].agent_id if it.offers else "",
            )
        )
    return WaitingChanged(queue_id=queue_id, length=len(line), waiting=tuple(shown))

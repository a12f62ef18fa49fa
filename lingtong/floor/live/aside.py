"""Draws calls that stand aside: parked ones, and customers in a menu. Pure, like `picture`."""

from lingtong.floor.call_control import Board, parked_calls
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.live.agent_calls import InMenu, ParkedChanged, ParkedView
from lingtong.switch.numbers import masked, place_of


def parked_of(board: Board, tenant_id: str) -> ParkedChanged:
    calls = parked_calls(board, tenant_id)
    return ParkedChanged(slots=tuple(_view(board, calls[slot]) for slot in sorted(calls)))


def in_menu_of(board: Board, it: Interaction) -> InMenu | None:
    if it.visit is None:
        return None
    flow = board.center.flows.get(it.visit.flow_id)
    return InMenu(
        flow_id=it.visit.flow_id,
        flow_name=flow.name if flow else "",
        flow_name_en=flow.name_en if flow else "",
        node=it.position.node if it.position else "",
        since=it.visit.since,
    )


def _view(board: Board, it: Interaction) -> ParkedView:
    assert it.parking is not None
    tenant = board.center.tenants.get(it.tenant_id)
    place, _ = place_of(it.number, tenant.language if tenant else "zh", tenant.region if tenant else "CN")
    return ParkedView(
        slot=it.parking.slot,
        interaction_id=it.id,
        number=masked(it.number),
        place=place,
        queue_id=it.last_queue,
        by_name=board.name_of(it.parking.by),
        since=it.parking.since,
        until=it.parking.until,
        offered_to=it.offers[0].agent_id if it.offers else "",
    )

"""Draws callers who walk a menu. Pure, like `picture`."""

from collections.abc import Iterable

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction, Stage, Walked
from lingtong.floor.live.in_menus import CallerInMenu, MenusChanged, MenuStep
from lingtong.switch.numbers import masked, place_of

MOST_SHOWN = 50


def walks(it: Interaction) -> bool:
    """A caller alone in a menu; one whom an agent has sent there is that agent's."""
    return it.stage is Stage.MENU and it.visit is None and it.position is not None


def menus_of(board: Board, interaction_ids: Iterable[str]) -> MenusChanged:
    found = (board.interactions.get(key) for key in interaction_ids)
    walking = sorted((it for it in found if it is not None and walks(it)), key=lambda it: it.arrived_at)
    return MenusChanged(length=len(walking), callers=tuple(_caller(board, it) for it in walking[:MOST_SHOWN]))


def _step(walked: Walked) -> MenuStep:
    return MenuStep(node=walked.node, at=walked.at, keys=walked.keys, type=walked.type, chosen=walked.chosen)


def _caller(board: Board, it: Interaction) -> CallerInMenu:
    assert it.position is not None
    flow = board.center.flow(it.position.flow_id)
    entry = board.center.entry_points.get(it.entry_point_id)
    tenant = board.center.tenants.get(it.tenant_id)
    place, _ = place_of(it.number, tenant.language if tenant else "zh", tenant.region if tenant else "CN")
    path = tuple(_step(step) for step in it.walked)
    return CallerInMenu(
        interaction_id=it.id,
        number=masked(it.number),
        place=place,
        entry_point_id=it.entry_point_id,
        entry_point=it.entry_point,
        entry_point_en=entry.name_en if entry else "",
        flow_id=it.position.flow_id,
        flow_name=flow.name if flow else "",
        flow_name_en=flow.name_en if flow else "",
        node=it.position.node,
        node_type=path[-1].type if path else "",
        since=path[-1].at if path else it.arrived_at,
        arrived_at=it.arrived_at,
        path=path,
        listened_by=tuple(board.name_of(one.agent_id) for one in it.watchers.values() if one.leg.is_up),
    )

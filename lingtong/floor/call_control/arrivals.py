"""Arrival: from the dialed number to the start of its flow, or the reason why not."""

import structlog

from lingtong.floor.call_control import menu, screening
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import NO_ROOM, dismiss
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.ivr.graph import EntryPoint, Flow
from lingtong.floor.ivr.steps import Position
from lingtong.interactions.events import CallBlocked, InteractionArrived
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import ClearLeg, SetVariables
from lingtong.switch.events import LegArrived

TRUNK = "trunk:"
log = structlog.get_logger()


def entry_point(board: Board, dnis: str) -> EntryPoint | None:
    return next(
        (entry for entry in board.center.entry_points.values() if entry.number == dnis and entry.enabled),
        None,
    )


def arrive(board: Board, event: LegArrived, entry: EntryPoint, connected: bool = False) -> Interaction | None:
    """A caller at an entry point: make the interaction and walk its flow."""
    flow = _flow(board, entry)
    guest = event.source.startswith("phone:guest")
    if flow is None or (guest and not entry.browser):
        log.warning(
            "call.refused", entry_point=entry.id, why="no_flow" if flow is None else "not_for_browsers"
        )
        board.turn.send(ClearLeg(leg_id=event.leg_id, cause="unreachable"))
        return None
    no_room = board.is_full and not connected
    leg = Leg(leg_id=event.leg_id, role="customer", number=event.ani, line=event.source, since=board.now)
    leg.take(LegCue.ALERTED, board.now)
    if connected:
        leg.take(LegCue.ANSWERED, board.now)
    it = Interaction(
        id=board.turn.ids.new(),
        tenant_id=entry.tenant_id,
        direction="in",
        number=event.ani,
        dnis=event.dnis,
        stage=Stage.MENU,
        arrived_at=board.now,
        language=entry.language,
        entry_point_id=entry.id,
        entry_point=entry.name,
        customer=leg,
        position=Position(flow_id=flow.id, version=flow.version, node=flow.start),
    )
    board.interactions[it.id] = it
    board.by_leg[leg.leg_id] = it.id
    board.turn.send(SetVariables(leg_id=leg.leg_id, values={"interaction": it.id}))
    board.announce(
        InteractionArrived,
        it,
        direction="in",
        ani=event.ani,
        dnis=event.dnis,
        entry_point_id=entry.id,
        language=entry.language,
        trunk=event.source.removeprefix(TRUNK) if event.source.startswith(TRUNK) else "",
    )
    if no_room:
        log.error("call.refused", why="switch_full", legs=len(board.by_leg))
        return turn_away(board, it)
    if not connected and not board.attempts.admits(entry, board.now, _held(board, entry) - 1):
        log.warning("call.refused", why="entry_point_full", entry_point=entry.id)
        return turn_away(board, it)
    if refuse_listed(board, it, entry):
        return it
    flow = screening.before(board, it, entry, flow)
    menu.begin(board, it, flow, flow.start)
    return it


def _held(board: Board, entry: EntryPoint) -> int:
    """Lines held by callers of the number; counted only where it has a limit."""
    if not entry.max_lines:
        return 0
    held = (it for it in board.interactions.values() if it.stage is not Stage.ENDED)
    return sum(it.entry_point_id == entry.id for it in held)


def refuse_listed(board: Board, it: Interaction, entry: EntryPoint) -> bool:
    """A caller whom a list refuses hears why, and nothing else; a VIP is known as one from here on."""
    list_id, prompt = board.lists.blocks(it)
    if not list_id:
        vip = board.lists.vip(it)
        it.vip_list = vip.id if vip is not None else ""
        return False
    it.blocked = True
    board.announce(CallBlocked, it, list_id=list_id, entry_point_id=entry.id)
    menu.answer(board, it)
    dismiss(board, it, prompt)
    return True


def turn_away(board: Board, it: Interaction) -> Interaction:
    """No room for this caller: a word, and the end."""
    board.turned_away.add(it.id)
    menu.answer(board, it)
    dismiss(board, it, NO_ROOM)
    return it


def _flow(board: Board, entry: EntryPoint) -> Flow | None:
    """An emergency plan may lead the number elsewhere for a while."""
    flows = board.center.flows
    return flows.get(board.plans.flow_of(entry.id, entry.flow_id)) or flows.get(entry.flow_id)

"""Faxes on lines: in a flow, in a call of their own, and where a machine calls among people."""

from collections.abc import Iterable
from typing import Any

from lingtong.floor.call_control import endings, lines, menu, offers, outside
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import FaxGone, FaxLinesBusy
from lingtong.floor.call_control.fax_lines import LONGEST
from lingtong.floor.call_control.model import Cue, Interaction, Stage
from lingtong.floor.channels.fax.model import FaxCall
from lingtong.floor.ivr.steps import GiveFax, TakeFax
from lingtong.floor.live.fax_commands import CallFax
from lingtong.switch.commands import ClearLeg, HearFax, Originate, ReceiveFax, SendFax, StopFax
from lingtong.switch.events import FaxEnded, LegCleared
from lingtong.switch.numbers import dialed_at_home

AWAITING = "fax"
ASK_LATER = 10.0  # after a reconnection, until a fax without a leg and without a result is given up
RING_FOR = 60.0


# --- in a flow


def take(board: Board, it: Interaction, step: TakeFax) -> None:
    _in_call(board, it, FaxCall(**_of(board, it), direction="in", queue_id=step.queue_id))


def give(board: Board, it: Interaction, step: GiveFax) -> None:
    _in_call(board, it, FaxCall(**_of(board, it), direction="out", title=step.title, header=step.title))


def _of(board: Board, it: Interaction) -> dict[str, Any]:
    return {
        "id": fax_id(it),
        "tenant_id": it.tenant_id,
        "number": it.number,
        "dnis": it.dnis,
        "station": it.dnis,
        "leg_id": it.customer.leg_id,
        "interaction_id": it.id,
        "since": board.now,
    }


def fax_id(it: Interaction) -> str:
    return f"{it.id}-{it.position.count if it.position else 0}"


def _in_call(board: Board, it: Interaction, fax: FaxCall) -> None:
    """Begun again after a restart it goes on where it is: the switch does without us meanwhile."""
    menu.answer(board, it)
    board.turn.after(LONGEST, AWAITING, it.id)
    if fax.id in board.faxes.open:
        return
    board.music(it, it.customer, on=False)
    board.faxes.add(fax)
    board.turn.send(_order(fax))
    board.faxes.began(fax)


def _order(fax: FaxCall) -> ReceiveFax | SendFax:
    if fax.direction == "in":
        return ReceiveFax(leg_id=fax.leg_id, fax_id=fax.id, station=fax.station)
    return SendFax(leg_id=fax.leg_id, fax_id=fax.id, station=fax.station, header=fax.header)


# --- in a call of its own


def call(board: Board, command: CallFax) -> str:
    if command.fax_id in board.faxes.open:
        return ""
    going = sum(fax.own_call and fax.tenant_id == command.tenant_id for fax in board.faxes.open.values())
    if going >= command.at_most or board.is_full:
        raise FaxLinesBusy("All lines for faxes are in use. It goes out as soon as one is free.")
    found = outside.way(board, command.tenant_id, command.number, "fax", command.agent_id)
    tenant = board.center.tenants.get(command.tenant_id)
    fax = FaxCall(
        id=command.fax_id,
        tenant_id=command.tenant_id,
        direction="out",
        number=command.number,
        leg_id=board.turn.ids.new(),
        since=board.now,
        title=command.title,
        station=command.station or found.caller_number,
        header=command.header,
        own_call=True,
    )
    board.faxes.add(fax)
    board.turn.send(
        Originate(
            leg_id=fax.leg_id,
            endpoint=f"number:{dialed_at_home(fax.number, tenant.region if tenant else 'CN')}",
            ring_for=RING_FOR,
            caller_number=found.caller_number,
            trunks=found.trunks,
            variables={"fax": fax.id, "interaction": ""},
        )
    )
    return ""


def drop(board: Board, tenant_id: str, fax_id: str) -> None:
    fax = board.faxes.open.get(fax_id)
    if fax is None or fax.tenant_id != tenant_id:
        raise FaxGone("This fax is not on a line any more.")
    if fax.began is None:
        board.turn.send(ClearLeg(leg_id=fax.leg_id))
        return ended(board, _failed(fax, "cancelled"))
    board.turn.send(StopFax(leg_id=fax.leg_id, fax_id=fax.id))


def answered(board: Board, leg_id: str) -> bool:
    """True where the leg was made for a fax."""
    fax = board.faxes.at_leg(leg_id)
    if fax is None or not fax.own_call:
        return False
    if fax.began is None:
        board.turn.send(_order(fax))
        board.faxes.began(fax)
    return True


def cleared(board: Board, event: LegCleared) -> bool:
    """The end of a leg that was made for a fax; the word of the fax itself comes before, if there is one."""
    fax = board.faxes.at_leg(event.leg_id)
    if fax is None:
        return False
    ended(board, _failed(fax, "hung up" if fax.began else event.cause))
    return fax.own_call


def ended(board: Board, event: FaxEnded) -> None:
    """Told by the switch, perhaps twice, perhaps after a restart."""
    fax = board.faxes.open.get(event.fax_id)
    if fax is None:
        return
    board.faxes.over(fax, event)
    it = board.interactions.get(fax.interaction_id)
    if fax.own_call:
        board.turn.send(ClearLeg(leg_id=fax.leg_id))
    elif it is not None and it.stage is Stage.CLOSING:
        endings.end(board, it, "center")
    elif it is not None and is_out(it):
        board.turn.timers.drop((AWAITING, it.id))
        values = {"pages": str(event.pages), "error": event.error}
        menu.node_done(board, it, "done" if event.ok else "failed", values)


def is_out(it: Interaction) -> bool:
    return it.stage is Stage.MENU and it.position is not None and it.position.awaiting == AWAITING


def late(board: Board, it: Interaction) -> None:
    """No fax lasts so long: the line hangs."""
    if is_out(it):
        board.turn.send(StopFax(leg_id=it.customer.leg_id, fax_id=fax_id(it)))


def give_up(board: Board, fax_id: str) -> None:
    fax = board.faxes.open.get(fax_id)
    if fax is not None:
        board.turn.send(StopFax(leg_id=fax.leg_id, fax_id=fax.id))
        ended(board, _failed(fax, "lost"))


def look_again(board: Board, living: Iterable[str]) -> None:
    """After a reconnection: one whose leg is gone has left its result, or none."""
    there = set(living)
    for fax in board.faxes.open.values():
        if fax.leg_id not in there:
            board.turn.after(ASK_LATER, "fax_call", fax.id)


def switch_died(board: Board) -> None:
    for fax in list(board.faxes.open.values()):
        board.faxes.over(fax, _failed(fax, "lost"))


def refused(board: Board, order: ReceiveFax | SendFax) -> None:
    fax = board.faxes.open.get(order.fax_id)
    if fax is not None:
        ended(board, _failed(fax, "lost"))


def _failed(fax: FaxCall, error: str) -> FaxEnded:
    return FaxEnded(leg_id=fax.leg_id, fax_id=fax.id, ok=False, error=error)


# --- a machine calls in a voice call


def heard(board: Board, leg_id: str) -> None:
    """Whoever was with the caller is free again: nobody can talk with a machine."""
    it = board.of_leg(leg_id)
    if it is None or it.customer.leg_id != leg_id or it.stage in (Stage.CLOSING, Stage.ENDED):
        return
    entry = board.center.entry_points.get(it.entry_point_id)
    queue_id = entry.fax_queue_id if entry is not None else ""
    it.customer.bridge_id = ""
    board.music(it, it.customer, on=False)
    lines.leave_queue(board, it, "released")
    offers.withdraw_offers(board, it)
    for leg in it.legs.values():
        if leg.agent_id:
            board.turn.say(leg.agent_id, "fax.machine_called", interaction_id=it.id)
    endings.release_agents(board, it)
    board.move(it, Cue.DISMISSED)
    fax = FaxCall(**{**_of(board, it), "id": f"{it.id}-fax"}, direction="in", queue_id=queue_id)
    board.turn.after(LONGEST, "closing", it.id)
    board.faxes.add(fax)
    board.turn.send(_order(fax))
    board.faxes.began(fax)


def listen(board: Board, it: Interaction) -> None:
    """Where the number takes faxes too, a machine that calls is known by its tone."""
    entry = board.center.entry_points.get(it.entry_point_id)
    if entry is not None and entry.fax_queue_id:
        board.turn.send(HearFax(leg_id=it.customer.leg_id))


menu.ACTS[TakeFax] = take
menu.ACTS[GiveFax] = give

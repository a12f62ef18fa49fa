"""A way outside: the trunks of a tenant and the legs to telephone numbers."""

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import NoTrunk
from lingtong.floor.call_control.model import Cue, Interaction
from lingtong.switch.calls import Leg
from lingtong.switch.commands import Originate

RING_OUTSIDE = 45.0  # seconds


def trunks_of(board: Board, tenant_id: str) -> tuple[str, ...]:
    trunks = [
        trunk
        for trunk in board.center.trunks.values()
        if trunk.tenant_id == tenant_id and trunk.enabled and trunk.outbound
    ]
    if not trunks:
        raise NoTrunk("No trunk leads outside. Ask an administrator to set one up.")
    return tuple(trunk.name for trunk in sorted(trunks, key=lambda trunk: (trunk.order, trunk.name)))


def caller_number(board: Board, tenant_id: str, trunk_name: str) -> str:
    """What the called party sees."""
    trunks = (trunk for trunk in board.center.trunks.values() if trunk.tenant_id == tenant_id)
    return next((trunk.caller_number for trunk in trunks if trunk.name == trunk_name), "")


def outside_leg(board: Board, it: Interaction, number: str, ring_for: float = RING_OUTSIDE) -> Leg:
    trunks = trunks_of(board, it.tenant_id)
    leg = board.add_leg(
        it, Leg(leg_id=board.turn.ids.new(), role="consultant", number=number, since=board.now)
    )
    board.turn.send(
        Originate(
            leg_id=leg.leg_id,
            endpoint=f"number:{number}",
            ring_for=ring_for,
            caller_number=caller_number(board, it.tenant_id, trunks[0]),
            trunks=trunks,
            variables={"interaction": it.id},
        )
    )
    return leg


def send_outside(board: Board, it: Interaction, number: str, ring_for: float = RING_OUTSIDE) -> None:
    """To a number, with music until somebody answers. Raises `NoTrunk` before anything moves."""
    trunks_of(board, it.tenant_id)
    board.move(it, Cue.SENT_OUTSIDE)
    board.music(it, it.customer, on=True)
    outside_leg(board, it, number, ring_for)

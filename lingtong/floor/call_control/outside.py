"""A way outside: what the rules say of a call, the trunks of a tenant, the legs to telephone numbers."""

from typing import NamedTuple

from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import NoTrunk, NumberNotCalled, RuleForbids
from lingtong.floor.call_control.model import Cue, Interaction
from lingtong.floor.outbound_rules.config import Use
from lingtong.floor.outbound_rules.model import Asked, Decision, decide
from lingtong.switch.calls import Leg
from lingtong.switch.commands import Originate
from lingtong.switch.numbers import masked

RING_OUTSIDE = 45.0  # seconds


class Way(NamedTuple):
    """Names of trunks, the first to be tried first, and what the called party sees."""

    trunks: tuple[str, ...]
    caller_number: str


def way(board: Board, tenant_id: str, number: str, use: Use, agent_id: str = "", queue_id: str = "") -> Way:
    """How this number is called; refused where the rule that decides says so, or no trunk leads outside."""
    asked = Asked(tenant_id=tenant_id, number=number, use=use, agent_id=agent_id, queue_id=queue_id)
    decision = decide(board.center, asked, board.now)
    need_allowed(decision, number)
    if decision.do_not_call and use != "callback" and board.promises.never_called(tenant_id, number):
        raise NumberNotCalled("This number is on the do-not-call list.")
    if not decision.trunks:
        raise NoTrunk("No trunk leads outside. Ask an administrator to set one up.")
    return Way(decision.trunks, decision.caller_number)


def need_allowed(decision: Decision, number: str) -> None:
    rule = decision.rule
    if rule is not None and not decision.allowed:
        raise RuleForbids(
            f"The rule “{rule.name}” does not let this number be called now.",
            rule=rule.name,
            rule_en=rule.name_en or rule.name,
            number_class=decision.number_class,
            number=masked(number),
        )


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


def outside_leg(
    board: Board, it: Interaction, number: str, ring_for: float = RING_OUTSIDE, agent_id: str = ""
) -> Leg:
    found = way(board, it.tenant_id, number, "transfer", agent_id, it.last_queue)
    leg = board.add_leg(
        it, Leg(leg_id=board.turn.ids.new(), role="consultant", number=number, since=board.now)
    )
    board.turn.send(
        Originate(
            leg_id=leg.leg_id,
            endpoint=f"number:{number}",
            ring_for=ring_for,
            caller_number=found.caller_number,
            trunks=found.trunks,
            variables={"interaction": it.id},
        )
    )
    return leg


def need_way(board: Board, it: Interaction, number: str, agent_id: str = "") -> None:
    """Refuses before anything moves what `outside_leg` would refuse."""
    way(board, it.tenant_id, number, "transfer", agent_id, it.last_queue)


def send_outside(board: Board, it: Interaction, number: str, ring_for: float = RING_OUTSIDE) -> None:
    """To a number, with music until somebody answers. Refuses before anything moves."""
    need_way(board, it, number)
    board.move(it, Cue.SENT_OUTSIDE)
    board.music(it, it.customer, on=True)
    outside_leg(board, it, number, ring_for)

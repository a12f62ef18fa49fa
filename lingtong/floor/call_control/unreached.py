"""Calls meant for one agent who is busy, away or does not answer: into the agent's own box, by its rule."""

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.agents.model import Engagement
from lingtong.floor.call_control import messages
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.model import Interaction
from lingtong.floor.voicemail.config import Box
from lingtong.switch.calls import Leg

TO_BOX = "to_box"  # in the state of a node that has sent its caller to this agent


def box_of(board: Board, agent_id: str) -> Box | None:
    """None where the agent has none, it is not meant for this, or it is full."""
    box = board.center.box_of_unreached(agent_id)
    return box if messages.may_leave(board, box) else None


def takes(board: Board, it: Interaction) -> bool:
    """The agent to whom a flow has sent this caller did not answer."""
    agent_id = it.position.state.get(TO_BOX, "") if it.position is not None else ""
    box = box_of(board, agent_id)
    if box is None:
        return False
    messages.begin(board, it, box, "call")
    return True


def of_colleague(board: Board, it: Interaction, leg: Leg, box: Box) -> None:
    """An internal call: whoever has called is alone in it from here on, and speaks."""
    colleague, customer = it.customer.agent_id, it.customer
    seat = board.seats.get(colleague)
    if seat.interaction_id == it.id and seat.engagement is Engagement.TALKING:  # and does not watch it
        board.engage(colleague, SeatCue.RELEASED, it, cause="offer")
    board.by_leg.pop(customer.leg_id, None)
    it.legs.pop(leg.leg_id)
    tenant = board.center.tenants.get(it.tenant_id)
    it.customer, it.owner, it.language = leg, "", tenant.language if tenant else it.language
    messages.begin(board, it, box, "call")

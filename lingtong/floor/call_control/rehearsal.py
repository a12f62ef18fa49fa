"""An agent calls a flow that is only drawn yet. It is walked by its author alone, and leads to nobody else.

Only this process knows the flow: a save of the configuration or a restart ends the rehearsal with a word.
"""

import msgspec

from lingtong.floor.agents.model import Engagement, SeatBusy
from lingtong.floor.call_control import arrivals, phones
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.codes_state import Code
from lingtong.floor.call_control.errors import NotNow
from lingtong.floor.call_control.menu import REHEARSAL
from lingtong.floor.ivr.graph import EntryPoint, Flow
from lingtong.floor.live.rehearsal_commands import CallFlow
from lingtong.switch.commands import Originate
from lingtong.switch.events import LegArrived

RING_FOR = 20.0  # seconds


def ring(board: Board, command: CallFlow) -> str:
    """The seat stays as it is: this is no contact. Gives the leg."""
    agent_id = command.agent_id
    config, seat = board.seats.config(agent_id), board.seats.get(agent_id)
    if config.tenant_id != command.tenant_id:
        raise NotNow("This seat is not yours.")
    if seat.engagement is not Engagement.FREE or seat.nailed_leg:
        raise SeatBusy("Your phone is in use.")
    flow = msgspec.json.decode(command.flow, type=Flow)
    flow = msgspec.structs.replace(flow, id=f"{REHEARSAL}-{agent_id}", tenant_id=command.tenant_id)
    flows = {**board.center.flows, flow.id: flow}
    board.center = msgspec.structs.replace(board.center, flows=flows)
    leg_id = board.turn.ids.new()
    board.codes.open[leg_id] = Code(
        leg_id=leg_id,
        endpoint=config.endpoint,
        tenant_id=command.tenant_id,
        agent_number=config.agent_number,
        step="end",
        flow_id=flow.id,
        language=command.language,
    )
    phones.call(board, agent_id, Originate(leg_id=leg_id, endpoint="", ring_for=RING_FOR, auto_answer=True))
    return leg_id


def answered(board: Board, leg_id: str) -> bool:
    """The author's phone was picked up: from here on it is a caller's."""
    code = board.codes.open.get(leg_id)
    if code is None or not code.flow_id:
        return False
    del board.codes.open[leg_id]
    flow = board.center.flows.get(code.flow_id)
    entry = EntryPoint(
        id=REHEARSAL,
        tenant_id=code.tenant_id,
        number="",
        name=flow.name if flow is not None else "",
        flow_id=code.flow_id,
        language="en" if code.language == "en" else "zh",
    )
    event = LegArrived(leg_id=leg_id, source=f"phone:{code.endpoint}", ani=code.agent_number, dnis="")
    arrivals.arrive(board, event, entry, connected=True)
    return True

"""Arrival and menu: from the dialed number through the flow to a queue, a number or the end."""

import structlog

from lingtong.floor.call_control import asking, outside, queueing, transfers, visits
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import NO_ROOM, dismiss
from lingtong.floor.call_control.errors import MenuUnknown
from lingtong.floor.call_control.lines import drop_asking
from lingtong.floor.call_control.model import Cue, Interaction, Stage
from lingtong.floor.ivr import model as walk
from lingtong.floor.ivr.graph import EntryPoint, Flow, PlayNode
from lingtong.interactions.events import DataAttached, InteractionArrived, MenuChosen, NodeEntered
from lingtong.kit import Refusal
from lingtong.switch.calls import Leg, LegCue, LegState
from lingtong.switch.commands import AnswerLeg, ClearLeg, SetVariables
from lingtong.switch.events import LegArrived

log = structlog.get_logger()
MOST_VALUES = 50
REFUSED_AFTER = 1.0  # seconds of music where no trunk leads outside, so that no flow goes round at once


def visit(board: Board, it: Interaction, agent_id: str, flow_id: str, node: str) -> None:
    """Send the customer of a talk through a flow that returns, from this node or from its start."""
    flow = board.center.flows.get(flow_id)
    if flow is None or flow.tenant_id != it.tenant_id or not flow.returns or node not in {"", *flow.nodes}:
        raise MenuUnknown("This menu does not exist any more, or does not lead back to you.")
    start = node or flow.start
    visits.begin(board, it, transfers.own_leg(it, agent_id), flow.id, start)
    it.position = walk.Position(flow_id=flow.id, version=flow.version, node=start)
    perform(board, it, flow, walk.enter(flow, it.position, start, board.center.calendars, board.now))


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
        position=walk.Position(flow_id=flow.id, version=flow.version, node=flow.start),
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
    )
    if no_room:
        return turn_away(board, it)
    assert it.position is not None
    perform(board, it, flow, walk.enter(flow, it.position, flow.start, board.center.calendars, board.now))
    return it


def turn_away(board: Board, it: Interaction) -> Interaction:
    """The switch has no room for an agent beside this caller: a word, and the end."""
    log.error("call.refused", why="switch_full", legs=len(board.by_leg))
    board.turned_away.add(it.id)
    answer(board, it)
    dismiss(board, it, NO_ROOM)
    return it


def _flow(board: Board, entry: EntryPoint) -> Flow | None:
    """An emergency plan may lead the number elsewhere for a while."""
    flows = board.center.flows
    return flows.get(board.plans.flow_of(entry.id, entry.flow_id)) or flows.get(entry.flow_id)


def perform(board: Board, it: Interaction, flow: Flow, steps: list[walk.Step]) -> None:
    for step in steps:
        _act(board, it, flow, step)
    board.touch(it)
    entered = not steps or not isinstance(steps[-1], walk.AwaitKey)
    if entered and it.position is not None and it.stage is Stage.MENU:
        board.announce(NodeEntered, it, flow_id=flow.id, version=flow.version, node=it.position.node)


def _act(board: Board, it: Interaction, flow: Flow, step: walk.Step) -> None:
    match step:
        case walk.Answer():
            answer(board, it)
        case walk.Prompt(names=names):
            _prompt(board, it, names)
        case walk.AwaitKey(seconds=seconds):
            board.turn.after(min(seconds, flow.idle_release), "silence", it.id)
        case walk.Attach(values=values):
            attach(board, it, values)
        case walk.Chosen(node=node, key=key, label=label):
            it.menu_path.append(label or key)
            board.announce(MenuChosen, it, node=node, key=key, label=label)
        case _:
            _leave_menu(board, it, step)


def _leave_menu(board: Board, it: Interaction, step: walk.Step) -> None:
    if it.visit is not None:
        return visits.come_back(board, it, "done")
    match step:
        case walk.ToQueue(queue_id=queue_id, priority=priority):
            queueing.enter(board, it, queue_id, priority)
        case walk.ToNumber(number=number, ring_for=ring_for):
            _outside(board, it, number, ring_for)
        case walk.ToCallback(queue_id=queue_id, priority=priority):
            answer(board, it)
            if not queueing.begin_asking(board, it, "menu", queue_id, priority):
                _declined(board, it)
        case walk.HangUp(prompt=prompt):
            answer(board, it)
            dismiss(board, it, prompt)


def answer(board: Board, it: Interaction) -> None:
    if it.customer.state in (LegState.INITIATED, LegState.ALERTING):
        board.turn.send(AnswerLeg(leg_id=it.customer.leg_id))
        it.customer.take(LegCue.ANSWERED, board.now)


def attach(board: Board, it: Interaction, values: dict[str, str]) -> None:
    it.attached = dict([*it.attached.items(), *values.items()][-MOST_VALUES:])
    if values.get("language") in ("zh", "en"):
        it.language = values["language"]
    board.announce(DataAttached, it, values=values)


def key_pressed(board: Board, it: Interaction, key: str) -> None:
    """In a menu a key need not wait for the prompt's end."""
    if it.asking is not None:
        if asking.key(board, it, key):
            question_dropped(board, it)
        return
    flow, position = _walking(board, it)
    if flow is None or position is None:
        return
    if not isinstance(flow.nodes.get(position.node), PlayNode):
        _stop_prompt(board, position)
    board.turn.timers.drop(("silence", it.id))
    perform(board, it, flow, walk.key_pressed(flow, position, key, board.center.calendars, board.now))


def prompt_ended(board: Board, it: Interaction) -> None:
    flow, position = _walking(board, it)
    if flow is not None and position is not None and position.awaiting == "prompt":
        position.play_id = ""
        perform(board, it, flow, walk.prompt_ended(flow, position, board.center.calendars, board.now))


def silence(board: Board, it: Interaction) -> None:
    flow, position = _walking(board, it)
    if flow is None or position is None or position.awaiting != "key":
        return
    node = flow.nodes.get(position.node)
    if getattr(node, "wait", 0.0) >= flow.idle_release and it.visit is None:
        return dismiss(board, it, "idle_release")
    perform(board, it, flow, walk.silence(flow, position, board.center.calendars, board.now))


def resume(board: Board, it: Interaction) -> None:
    """After a restart: begin the node again in which the caller was."""
    flow, position = _walking(board, it)
    if flow is None or position is None:
        return flow_gone(board, it)
    _stop_prompt(board, position)
    drop_asking(board, it)
    board.turn.timers.drop(("silence", it.id))
    perform(board, it, flow, walk.resume(flow, position, board.center.calendars, board.now))


# --- a call back instead


def question_silent(board: Board, it: Interaction) -> None:
    """Nothing was pressed when asked about a call back."""
    if asking.silent(board, it):
        question_dropped(board, it)


def question_dropped(board: Board, it: Interaction) -> None:
    """No call back: back to the line, on in the flow, or the reason once more and the end."""
    question = it.asking
    if question is None:
        return
    if question.home == "line":
        return queueing.stay(board, it)
    drop_asking(board, it)
    if question.home == "refused":
        dismiss(board, it, question.reason)
    else:
        _declined(board, it)


def _declined(board: Board, it: Interaction) -> None:
    flow, position = _walking(board, it)
    if flow is None or position is None:
        return flow_gone(board, it)
    perform(board, it, flow, walk.callback_declined(flow, position, board.center.calendars, board.now))


def flow_gone(board: Board, it: Interaction) -> None:
    """The flow was removed under the caller: back to the agent, or a word, and the end."""
    if it.visit is not None:
        visits.come_back(board, it, "done")
    elif it.stage is Stage.MENU:
        if it.position is not None:
            _stop_prompt(board, it.position)
        answer(board, it)
        dismiss(board, it, "goodbye")


def outside_failed(board: Board, it: Interaction, cause: str) -> None:
    """The outside number did not answer: the flow says what comes next, or the transfer goes back."""
    position = it.position
    flow = board.center.flows.get(position.flow_id) if position else None
    if flow is None or position is None or position.awaiting != "outside":
        return transfers.transfer_failed(board, it, cause)
    board.move(it, Cue.CAME_BACK)
    board.music(it, it.customer, on=False)
    perform(board, it, flow, walk.transfer_failed(flow, position, board.center.calendars, board.now))


def _outside(board: Board, it: Interaction, number: str, ring_for: float) -> None:
    answer(board, it)
    board.move(it, Cue.SENT_OUTSIDE)
    board.music(it, it.customer, on=True)
    try:
        outside.outside_leg(board, it, number, ring_for)
    except Refusal as refusal:
        log.warning("flow.transfer_refused", code=refusal.code, interaction_id=it.id)
        board.turn.after(REFUSED_AFTER, "outside", it.id)


def _prompt(board: Board, it: Interaction, names: tuple[str, ...]) -> None:
    assert it.position is not None
    answer(board, it)
    it.position.play_id = board.play(it, tuple(f"prompt:{name}" for name in names))


def _stop_prompt(board: Board, position: walk.Position) -> None:
    board.stop_play(position.play_id)
    position.play_id = ""


def _walking(board: Board, it: Interaction) -> tuple[Flow | None, walk.Position | None]:
    if it.stage is not Stage.MENU or it.position is None:
        return None, None
    return board.center.flows.get(it.position.flow_id), it.position

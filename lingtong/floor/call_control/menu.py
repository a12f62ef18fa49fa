"""In a flow: the cues that reach a caller there, and what the steps of the walk mean on the floor."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import structlog

from lingtong.floor.call_control import (
    asking,
    messages,
    outside,
    queueing,
    recordings,
    screening,
    transfers,
    unreached,
    visits,
)
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss
from lingtong.floor.call_control.errors import MenuUnknown
from lingtong.floor.call_control.lines import drop_asking
from lingtong.floor.call_control.model import Cue, Interaction, Stage, Walked
from lingtong.floor.call_control.offers import reserve, ring
from lingtong.floor.call_control.world import LiveWorld
from lingtong.floor.ivr import steps as walk
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.model import LISTENING, SPEECH, Consented, KeyChecked, Walk
from lingtong.interactions.events import (
    DataAttached,
    MenuChosen,
    NodeEntered,
    NodeLeft,
    Why,
)
from lingtong.kit import Refusal
from lingtong.switch.calls import LegCue, LegState
from lingtong.switch.commands import AnswerLeg, StopMessage

log = structlog.get_logger()
MOST_VALUES = 50
MOST_WALKED, MOST_KEYS = 20, 20  # nodes, and keys at each, that those who look are shown
NOTHING: Mapping[str, str] = MappingProxyType({})
REHEARSAL = "rehearsal"  # the entry point of an author who calls a flow that is only drawn
REFUSED_AFTER = 1.0  # seconds of music where no trunk leads outside, so that no flow goes round at once


def visit(board: Board, it: Interaction, agent_id: str, flow_id: str, node: str) -> None:
    """Send the customer of a talk through a flow that returns, from this node or from its start."""
    flow = board.center.flows.get(flow_id)
    if flow is None or flow.tenant_id != it.tenant_id or not flow.returns or node not in {"", *flow.nodes}:
        raise MenuUnknown("This menu does not exist any more, or does not lead back to you.")
    start = node or flow.start
    visits.begin(board, it, transfers.own_leg(it, agent_id), flow.id, start)
    it.position = walk.Position(flow_id=flow.id, version=flow.version, node=start)
    begin(board, it, flow, start)


def begin(board: Board, it: Interaction, flow: Flow, node: str) -> None:
    assert it.position is not None
    it.variables = {name: variable.start for name, variable in flow.variables.items() if variable.start}
    perform(board, it, _walk_of(board, it, flow, it.position).begin(node))


def perform(board: Board, it: Interaction, steps: Sequence[walk.Step]) -> None:
    """Act on each step. In an agent's menu whatever leads away leads back to the agent."""
    for step in steps:
        if it.visit is not None and isinstance(step, AWAY):
            visits.come_back(board, it, "done")
            break
        if it.entry_point_id == REHEARSAL and isinstance(step, AWAY) and not isinstance(step, walk.HangUp):
            dismiss(board, it, "goodbye")  # its author heard it to the end; nobody else is rung
            break
        ACTS[type(step)](board, it, step)
    board.touch(it)
    _note_node(board, it)


def _note_node(board: Board, it: Interaction) -> None:
    """Where the caller stands now, for those who look. What is typed for an agent's menu is nobody's."""
    if it.position is None or it.stage is not Stage.MENU or it.visit is not None:
        return
    if not it.walked or it.walked[-1].node != it.position.node:
        flow = board.center.flow(it.position.flow_id, it.position.version)
        node = flow.nodes.get(it.position.node) if flow is not None else None
        kind = node.type_name() if node is not None else ""
        step = Walked(node=it.position.node, at=board.now, type=kind)
        it.walked = [*it.walked[1 - MOST_WALKED :], step]


def step_out(board: Board, it: Interaction) -> None:
    """Somebody brings the caller elsewhere; the place in the menu is kept, should nobody take the call."""
    drop_asking(board, it)
    board.turn.timers.drop(("silence", it.id))
    if it.position is not None:
        _stop_prompt(board, it.position)
        if it.position.awaiting == LISTENING:
            board.turn.timers.drop((LISTENING, it.id))
            board.turn.send(StopMessage(recording_id=f"{it.id}-{it.position.count}"))
        it.position.awaiting = ""
    answer(board, it)


def waits_for(it: Interaction) -> bool:
    """The menu is where a caller goes back to whom somebody wanted, or the flow offered, and nobody took."""
    if it.position is not None and it.position.awaiting == "agent" and it.stage is Stage.DIRECT:
        return not it.was_handled
    return it.stage is Stage.DIRECT and it.position is not None and not (it.sender or it.last_queue)


def walk_on(board: Board, it: Interaction) -> None:
    board.move(it, Cue.CAME_BACK)
    board.leave(it, it.customer)  # who has talked already is still in the bridge of the talk
    board.music(it, it.customer, on=False)
    if it.position is not None and it.position.awaiting == "agent":
        return None if unreached.takes(board, it) else node_done(board, it, "failed")
    resume(board, it)


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
    walking = _walking(board, it)
    if walking is None:
        return
    if it.walked and it.visit is None and walking.shows_keys():
        it.walked[-1].keys = (it.walked[-1].keys + key)[-MOST_KEYS:]
        it.walked[-1].chosen = walking.means(key)
    board.turn.timers.drop(("silence", it.id))
    perform(board, it, walking.hear(walk.Key(key)))


def prompt_ended(board: Board, it: Interaction) -> None:
    walking = _walking(board, it)
    if walking is not None:
        walking.position.play_id = ""
        perform(board, it, walking.hear(walk.PromptEnded()))


def silence(board: Board, it: Interaction) -> None:
    """The caller has pressed nothing: the node says what then; after too long, a word and the end."""
    walking = _walking(board, it)
    if walking is None or walking.position.awaiting != "key":
        return
    if walking.idles_too_long() and it.visit is None:
        return dismiss(board, it, "idle_release")
    perform(board, it, walking.hear(walk.Silence()))


def node_done(board: Board, it: Interaction, way: str, values: Mapping[str, str] = NOTHING) -> None:
    """What the walk waited for outside has ended: its values are kept, and it goes on by the exit `way`.

    Late news, of a node that the caller has left meanwhile, changes nothing.
    """
    walking = _walking(board, it)
    if walking is not None:
        board.music(it, it.customer, on=False)
        perform(board, it, walking.hear(walk.Done(way, dict(values))))


def resume(board: Board, it: Interaction) -> None:
    """After a restart: begin the node again in which the caller was."""
    walking = _walking(board, it)
    if walking is None:
        return flow_gone(board, it)
    _stop_prompt(board, walking.position)
    drop_asking(board, it)
    board.turn.timers.drop(("silence", it.id))
    board.music(it, it.customer, on=False)
    perform(board, it, walking.resume())


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
    if _walking(board, it) is None:
        return flow_gone(board, it)
    node_done(board, it, "next")


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
    if position is None or position.awaiting != "outside" or position.flow_id not in board.center.flows:
        return transfers.transfer_failed(board, it, cause)
    board.move(it, Cue.CAME_BACK)
    node_done(board, it, "failed")


def _outside(board: Board, it: Interaction, number: str, ring_for: float) -> None:
    answer(board, it)
    board.move(it, Cue.SENT_OUTSIDE)
    board.music(it, it.customer, on=True)
    try:
        outside.outside_leg(board, it, number, ring_for)
    except Refusal as refusal:
        log.warning("flow.transfer_refused", code=refusal.code, interaction_id=it.id)
        board.turn.after(REFUSED_AFTER, "outside", it.id)


def _to_agent(board: Board, it: Interaction, step: walk.ToAgent) -> None:
    """To the seat with this number, if its agent is free."""
    answer(board, it)
    agents = board.center.agents.values()
    found = (one.id for one in agents if one.agent_number == step.agent and one.tenant_id == it.tenant_id)
    agent_id = next(found, "")
    box = unreached.box_of(board, agent_id) if step.box else None
    if not agent_id or not board.seats.is_routable(board.seats.get(agent_id)):
        return messages.begin(board, it, box, "call") if box else node_done(board, it, "failed")
    if box is not None and it.position is not None:
        it.position.state = {unreached.TO_BOX: agent_id}
    board.move(it, Cue.OFFERED_DIRECTLY)
    board.music(it, it.customer, on=True)
    seconds = min(step.ring_for, box.ring_for) if box else step.ring_for
    offer = reserve(board, it, agent_id, "direct", seconds, because=(Why("transferred"),))
    ring(board, it, offer, seconds)


def _prompt(board: Board, it: Interaction, step: walk.Prompt) -> None:
    assert it.position is not None
    answer(board, it)
    it.position.play_id = board.play(it, media_of(step), step.offset)


def media_of(step: walk.Prompt) -> tuple[str, ...]:
    return tuple(name if name.startswith(SPEECH) else f"prompt:{name}" for name in step.names)


def _stop_prompt(board: Board, position: walk.Position) -> None:
    board.stop_play(position.play_id)
    position.play_id = ""


def _walking(board: Board, it: Interaction) -> Walk | None:
    """The walk of a caller who is in a menu, ready for a cue."""
    if it.stage is not Stage.MENU or it.position is None:
        return None
    flow = board.center.flow(it.position.flow_id, it.position.version)
    return _walk_of(board, it, flow, it.position) if flow is not None else None


def _walk_of(board: Board, it: Interaction, flow: Flow, position: walk.Position) -> Walk:
    keys = board.keys.get(it.id)
    if keys is None:
        keys = board.keys[it.id] = walk.Keys()
    return Walk(flow, position, it.variables, keys, LiveWorld(board, it))


# --- what the steps of a walk mean on the floor


def _await_key(board: Board, it: Interaction, step: walk.AwaitKey) -> None:
    board.turn.after(step.seconds, "silence", it.id)


def _chosen(board: Board, it: Interaction, step: walk.Chosen) -> None:
    it.menu_path.append(step.label or step.key)
    board.announce(MenuChosen, it, node=step.node, key=step.key, label=step.label)


def _left(board: Board, it: Interaction, step: walk.Left) -> None:
    board.announce(
        NodeLeft,
        it,
        flow_id=step.flow_id,
        version=step.version,
        node=step.node,
        exit=step.exit,
        key=step.key,
        seconds=step.seconds,
        passed=step.passed,
    )


def _entered(board: Board, it: Interaction, step: walk.Entered) -> None:
    board.announce(
        NodeEntered, it, flow_id=step.flow_id, version=step.version, node=step.node, visit=step.count
    )


def _to_queue(board: Board, it: Interaction, step: walk.ToQueue) -> None:
    it.walked = []
    queueing.enter(board, it, step.queue_id, step.priority)


def _to_callback(board: Board, it: Interaction, step: walk.ToCallback) -> None:
    answer(board, it)
    if not queueing.begin_asking(board, it, "menu", step.queue_id, step.priority):
        _declined(board, it)


def _hang_up(board: Board, it: Interaction, step: walk.HangUp) -> None:
    answer(board, it)
    dismiss(board, it, step.prompt)


def _stopped(board: Board, it: Interaction, _: walk.StopPrompt) -> None:
    if it.position is not None:
        _stop_prompt(board, it.position)


# Another room adds the act of its own step here, where its handlers are joined to the floor.
ACTS: dict[type[walk.Step], Callable[[Board, Interaction, Any], None]] = {
    walk.Answer: lambda board, it, _: answer(board, it),
    walk.Prompt: _prompt,
    walk.StopPrompt: _stopped,
    walk.AwaitKey: _await_key,
    walk.Attach: lambda board, it, step: attach(board, it, step.values),
    walk.Chosen: _chosen,
    walk.Left: _left,
    walk.Entered: _entered,
    walk.ToQueue: _to_queue,
    walk.ToNumber: lambda board, it, step: _outside(board, it, step.number, step.ring_for),
    walk.ToAgent: _to_agent,
    walk.ToCallback: _to_callback,
    walk.HangUp: _hang_up,
    KeyChecked: screening.checked,
    Consented: lambda board, it, step: recordings.consent(board, it, step.answer, step.node),
}
AWAY = (walk.ToQueue, walk.ToNumber, walk.ToAgent, walk.ToCallback, walk.HangUp)

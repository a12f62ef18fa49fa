"""Walking a flow: pure steps over a position. The caller of these functions acts on what they give.

A position is data and lives in the journal and on the leg, so another process can go on from it.
"""

from datetime import datetime
from typing import Literal

import msgspec

from lingtong.floor.ivr.graph import (
    AnswerNode,
    AnyNode,
    CallbackNode,
    Flow,
    HangUpNode,
    HoursNode,
    MenuNode,
    PlayNode,
    QueueNode,
    SetNode,
    TransferNode,
)
from lingtong.foundation.calendar import Calendar

MOST_STEPS = 100  # nodes without a wait in between; a checked flow never comes near


class Position(msgspec.Struct, kw_only=True):
    """`awaiting`: `prompt` plays now; `key` counts silence; `outside` a transfer is under way;
    `callback` the caller is asked whether to be called back.

    `ahead` is a key pressed before its menu began.
    """

    flow_id: str
    version: int
    node: str
    tries: int = 0
    play_id: str = ""
    awaiting: Literal["", "prompt", "key", "outside", "callback"] = ""
    ahead: str = ""


class Answer(msgspec.Struct, frozen=True):
    pass


class Prompt(msgspec.Struct, frozen=True):
    names: tuple[str, ...]


class AwaitKey(msgspec.Struct, frozen=True):
    seconds: float


class Attach(msgspec.Struct, frozen=True):
    values: dict[str, str]


class Chosen(msgspec.Struct, frozen=True):
    node: str
    key: str
    label: str


class ToQueue(msgspec.Struct, frozen=True):
    queue_id: str
    priority: int


class ToNumber(msgspec.Struct, frozen=True):
    number: str
    ring_for: float


class ToCallback(msgspec.Struct, frozen=True):
    queue_id: str
    priority: int


class HangUp(msgspec.Struct, frozen=True):
    prompt: str


Step = Answer | Prompt | AwaitKey | Attach | Chosen | ToQueue | ToNumber | ToCallback | HangUp


def enter(
    flow: Flow, position: Position, node: str, calendars: dict[str, Calendar], now: datetime
) -> list[Step]:
    """Go to a node and on through all that need no waiting."""
    steps: list[Step] = []
    for _ in range(MOST_STEPS):
        position.node, position.tries, position.awaiting = node, 0, ""
        match flow.nodes.get(node):
            case AnswerNode(next=node):
                steps.append(Answer())
            case SetNode(values=values, next=node):
                steps.append(Attach(values))
            case HoursNode(calendar_id=calendar_id, open=opened, closed=closed):
                calendar = calendars.get(calendar_id)
                node = opened if calendar is not None and calendar.is_open(now) else closed
            case waiting:
                return [*steps, _wait_at(position, waiting)]
    return [*steps, HangUp("goodbye")]


def _wait_at(position: Position, node: AnyNode | None) -> Step:
    """What a node begins at which the walk stands still; without a node, the end."""
    match node:
        case PlayNode(prompt=prompt) | MenuNode(prompt=prompt):
            position.awaiting = "prompt"
            return Prompt((prompt,))
        case QueueNode(queue_id=queue_id, priority=priority):
            return ToQueue(queue_id, priority)
        case TransferNode(number=number, ring_for=ring_for):
            position.awaiting = "outside"
            return ToNumber(number, ring_for)
        case CallbackNode(queue_id=queue_id, priority=priority):
            position.awaiting = "callback"
            return ToCallback(queue_id, priority)
        case HangUpNode(prompt=prompt):
            return HangUp(prompt)
        case _:
            return HangUp("goodbye")


def resume(flow: Flow, position: Position, calendars: dict[str, Calendar], now: datetime) -> list[Step]:
    """Begin the current node again, after a restart or a change of the flow; the start where it is gone."""
    node = position.node if position.node in flow.nodes else flow.start
    return enter(flow, position, node, calendars, now)


def prompt_ended(flow: Flow, position: Position, calendars: dict[str, Calendar], now: datetime) -> list[Step]:
    node = flow.nodes.get(position.node)
    if isinstance(node, MenuNode):
        position.awaiting = "key"
        return [AwaitKey(node.wait)]
    if isinstance(node, PlayNode):
        steps = enter(flow, position, node.next, calendars, now)
        return _pressed_ahead(flow, position, steps, calendars, now)
    return resume(flow, position, calendars, now)


def _pressed_ahead(
    flow: Flow, position: Position, steps: list[Step], calendars: dict[str, Calendar], now: datetime
) -> list[Step]:
    """Use the key that was pressed before this menu began; its prompt is then not played."""
    if not position.ahead or not isinstance(flow.nodes.get(position.node), MenuNode):
        return steps
    key, position.ahead = position.ahead, ""
    silent = [step for step in steps if not isinstance(step, Prompt)]
    return [*silent, *key_pressed(flow, position, key, calendars, now)]


def key_pressed(
    flow: Flow, position: Position, key: str, calendars: dict[str, Calendar], now: datetime
) -> list[Step]:
    """A key during an announcement is kept for the menu behind it; the announcement is heard to its end."""
    node = flow.nodes.get(position.node)
    if isinstance(node, PlayNode):
        position.ahead = key
        return []
    if not isinstance(node, MenuNode):
        return resume(flow, position, calendars, now)
    target = node.keys.get(key)
    if target is None:
        return _again(flow, position, node, node.wrong_prompt, calendars, now)
    chosen = Chosen(position.node, key, node.labels.get(key, ""))
    return [chosen, *enter(flow, position, target, calendars, now)]


def silence(flow: Flow, position: Position, calendars: dict[str, Calendar], now: datetime) -> list[Step]:
    node = flow.nodes.get(position.node)
    if not isinstance(node, MenuNode):
        return resume(flow, position, calendars, now)
    return _again(flow, position, node, node.silent_prompt, calendars, now)


def transfer_failed(
    flow: Flow, position: Position, calendars: dict[str, Calendar], now: datetime
) -> list[Step]:
    node = flow.nodes.get(position.node)
    if not isinstance(node, TransferNode):
        return [HangUp("goodbye")]
    return enter(flow, position, node.failed, calendars, now)


def callback_declined(
    flow: Flow, position: Position, calendars: dict[str, Calendar], now: datetime
) -> list[Step]:
    """The caller does not want to be called back, or cannot be."""
    node = flow.nodes.get(position.node)
    if not isinstance(node, CallbackNode):
        return [HangUp("goodbye")]
    return enter(flow, position, node.next, calendars, now)


def _again(
    flow: Flow, position: Position, node: MenuNode, prompt: str, calendars: dict[str, Calendar], now: datetime
) -> list[Step]:
    position.tries += 1
    if position.tries >= node.tries:
        return enter(flow, position, node.otherwise, calendars, now)
    position.awaiting = "prompt"
    return [Prompt((prompt, node.prompt))]

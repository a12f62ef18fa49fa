from datetime import UTC, datetime

import pytest

from lingtong.floor.ivr import model as walk
from lingtong.floor.ivr.graph import (
    AnswerNode,
    Flow,
    HangUpNode,
    HoursNode,
    MenuNode,
    PlayNode,
    QueueNode,
    SetNode,
)
from lingtong.foundation.calendar import Calendar, Opening

pytestmark = pytest.mark.model
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # in Shanghai
DAY = Calendar(id="day", tenant_id="t", name="Day", week=((Opening("08:00", "18:00"),),) * 7)
FLOW = Flow(
    id="f",
    tenant_id="t",
    name="F",
    start="answer",
    nodes={
        "answer": AnswerNode(next="hours"),
        "hours": HoursNode(calendar_id="day", open="set", closed="bye"),
        "bye": HangUpNode(prompt="closed"),
        "set": SetNode(values={"vip": "yes"}, next="hello"),
        "hello": PlayNode(prompt="hello", next="menu"),
        "menu": MenuNode(prompt="menu", keys={"1": "queue", "2": ""}, tries=2, otherwise="queue"),
        "queue": QueueNode(queue_id="q", priority=3),
        "round": SetNode(values={}, next="round"),
    },
)


def at(node: str, awaiting: str = "") -> walk.Position:
    return walk.Position(flow_id="f", version=1, node=node, awaiting=awaiting)  # type: ignore[arg-type]


def enter(position: walk.Position, node: str, now: datetime = NOON) -> list[walk.Step]:
    return walk.enter(FLOW, position, node, {"day": DAY}, now)


def test_a_walk_goes_on_through_all_that_needs_no_waiting() -> None:
    position = at("answer")
    assert enter(position, "answer") == [walk.Answer(), walk.Attach({"vip": "yes"}), walk.Prompt(("hello",))]
    assert (position.node, position.awaiting) == ("hello", "prompt")


def test_closed_hours_lead_elsewhere() -> None:
    night = NOON.replace(hour=16)
    assert enter(at("answer"), "answer", night) == [walk.Answer(), walk.HangUp("closed")]


def test_a_menu_asks_listens_and_goes_where_the_key_says() -> None:
    position = at("hello", "prompt")
    assert walk.prompt_ended(FLOW, position, {}, NOON) == [walk.Prompt(("menu",))]
    assert walk.prompt_ended(FLOW, position, {}, NOON) == [walk.AwaitKey(6.0)]
    assert walk.key_pressed(FLOW, position, "1", {}, NOON) == [
        walk.Chosen("menu", "1", ""),
        walk.ToQueue("q", 3),
    ]


def test_the_last_wrong_try_leads_on() -> None:
    position = at("menu", "key")
    assert walk.key_pressed(FLOW, position, "9", {}, NOON) == [walk.Prompt(("wrong_key", "menu"))]
    assert walk.silence(FLOW, position, {}, NOON) == [walk.ToQueue("q", 3)]


def test_an_empty_exit_ends_with_a_word() -> None:
    steps = walk.key_pressed(FLOW, at("menu", "key"), "2", {}, NOON)
    assert steps[-1] == walk.HangUp("goodbye")


def test_a_flow_that_goes_round_ends() -> None:
    assert enter(at("round"), "round")[-1] == walk.HangUp("goodbye")


@pytest.mark.parametrize("cue", [walk.prompt_ended, walk.silence])
def test_a_caller_whose_node_was_removed_begins_again(cue: object) -> None:
    steps = cue(FLOW, at("gone", "prompt"), {"day": DAY}, NOON)  # type: ignore[operator]
    assert steps[-1] == walk.Prompt(("hello",))

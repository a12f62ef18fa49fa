from datetime import UTC, datetime

import msgspec
import pytest

from lingtong.floor.center import Center
from lingtong.floor.ivr import steps as walk
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
from lingtong.floor.ivr.nodes.consent import ConsentNode
from lingtong.floor.ivr.walk import Walk
from lingtong.floor.ivr.world import World
from lingtong.foundation.calendar import Calendar, Opening

pytestmark = pytest.mark.model
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # in Shanghai
DAY = Calendar(id="day", tenant_id="t", name="Day", week=((Opening("08:00", "18:00"),),) * 7)
CENTER = Center(calendars={"day": DAY})
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
NOT_SAID = (walk.Left, walk.Entered)  # told of, not done


class Caller:
    """One walk, cue after cue."""

    def __init__(self, node: str, awaiting: str = "", now: datetime = NOON, flow: Flow = FLOW) -> None:
        self.position = walk.Position(flow_id="f", version=1, node=node, awaiting=awaiting)
        self.keys, self.variables = walk.Keys(), dict[str, str]()
        self.now, self.flow = now, flow
        self.told: list[walk.Step] = []

    def _walk(self) -> Walk:
        return Walk(
            self.flow, self.position, self.variables, self.keys, World(CENTER, self.now, tenant_id="t")
        )

    def _heard(self, steps: list[walk.Step]) -> list[walk.Step]:
        self.told = [step for step in steps if isinstance(step, NOT_SAID)]
        return [step for step in steps if not isinstance(step, NOT_SAID)]

    def begin(self, node: str) -> list[walk.Step]:
        return self._heard(self._walk().begin(node))

    def hear(self, cue: walk.Cue) -> list[walk.Step]:
        return self._heard(self._walk().hear(cue))

    def press(self, keys: str) -> list[walk.Step]:
        return [step for key in keys for step in self.hear(walk.Key(key))]


def test_a_walk_goes_on_through_all_that_needs_no_waiting() -> None:
    caller = Caller("answer")
    assert caller.begin("answer") == [
        walk.Answer(),
        walk.Attach({"vip": "yes"}),
        walk.Prompt(("hello",)),
    ]
    assert (caller.position.node, caller.position.awaiting) == ("hello", "prompt")
    left, entered = caller.told
    assert isinstance(left, walk.Left)
    assert (left.node, left.passed) == ("answer", (("f", "hours", "open"), ("f", "set", "next")))
    assert entered == walk.Entered("f", 1, "hello", 4)


def test_closed_hours_lead_elsewhere() -> None:
    assert Caller("answer", now=NOON.replace(hour=16)).begin("answer") == [
        walk.Answer(),
        walk.HangUp("closed"),
    ]


def test_a_menu_asks_listens_and_goes_where_the_key_says() -> None:
    caller = Caller("hello", "prompt")
    assert caller.hear(walk.PromptEnded()) == [walk.Prompt(("menu",))]
    assert caller.hear(walk.PromptEnded()) == [walk.AwaitKey(6.0)]
    assert caller.press("1") == [walk.Chosen("menu", "1", ""), walk.ToQueue("q", 3)]
    (left,) = caller.told
    assert isinstance(left, walk.Left)
    assert (left.exit, left.key, left.passed) == ("1", "1", (("f", "queue", ""),))


def test_the_last_wrong_try_leads_on() -> None:
    caller = Caller("menu", "key")
    assert caller.press("9") == [walk.Prompt(("wrong_key", "menu"))]
    assert caller.hear(walk.PromptEnded()) == [walk.AwaitKey(6.0)]
    assert caller.hear(walk.Silence()) == [walk.ToQueue("q", 3)]


def test_a_key_ends_what_is_said_and_keys_ahead_are_kept_for_the_nodes_behind() -> None:
    caller = Caller("hello", "prompt")
    assert caller.press("1") == [walk.StopPrompt(), walk.Chosen("menu", "1", ""), walk.ToQueue("q", 3)]


def test_an_empty_exit_ends_with_a_word() -> None:
    assert Caller("menu", "key").press("2")[-1] == walk.HangUp("goodbye")


def test_a_flow_that_goes_round_ends() -> None:
    assert Caller("round").begin("round")[-1] == walk.HangUp("goodbye")


@pytest.mark.parametrize("cue", [walk.PromptEnded(), walk.Silence(), walk.Key("1")])
def test_a_caller_whose_node_was_removed_begins_again(cue: walk.Cue) -> None:
    assert Caller("gone", "prompt").hear(cue)[-1] == walk.Prompt(("hello",))


def test_what_no_key_may_interrupt_is_said_to_whom_has_pressed_ahead() -> None:
    nodes = {
        "hello": PlayNode(prompt="hello", barge_in=False, next="consent"),
        "consent": ConsentNode(prompt="may_we", yes="menu"),
        "menu": FLOW.nodes["menu"],
    }
    caller = Caller("hello", "prompt", flow=msgspec.structs.replace(FLOW, nodes=nodes))
    assert caller.press("1") == []
    assert caller.hear(walk.PromptEnded()) == [walk.Prompt(("may_we",))]
    steps = caller.hear(walk.PromptEnded())
    assert steps[-1] == walk.Prompt(("menu",))

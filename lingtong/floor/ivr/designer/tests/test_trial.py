from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from lingtong.floor.center import Center
from lingtong.floor.ivr.designer.cases import outcome
from lingtong.floor.ivr.designer.reading import read
from lingtong.floor.ivr.designer.texts import Said, Texts
from lingtong.floor.ivr.designer.trial import HIDDEN, MOST_LINES, Call, TrialCall, TrialWorld
from lingtong.floor.ivr.designer.views import Expectation, FlowTest, TrialEvent
from lingtong.floor.ivr.world import Officer
from lingtong.floor.routing.config import QueueConfig
from lingtong.foundation.calendar import Calendar, Opening

pytestmark = pytest.mark.model
TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # in the morning, in Shanghai
DAY = Calendar(id="day", tenant_id="t", name="Day", week=((Opening("08:00", "18:00"),),) * 7)
CENTER = Center(
    calendars={"day": DAY},
    queues={"q": QueueConfig(id="q", tenant_id="t", number="3001", name="Fault report")},
)
LISTEN = TrialEvent(listen=True)


def officers(center: Center, tenant_id: str, roster_id: str, at: datetime) -> Officer | None:
    assert (center.calendars, tenant_id) == (CENTER.calendars, "t")
    return Officer("Wu Min", "13800138000") if roster_id == "night" and at.hour < 12 else None


def tried(nodes: dict[str, Any], *events: TrialEvent, texts: Texts | None = None, **more: Any) -> TrialCall:
    own: tuple[str, ...] = ("variables", "idle_release")
    fields = {name: more.pop(name) for name in own if name in more}
    body: dict[str, Any] = {"name": "F", "start": next(iter(nodes)), "nodes": nodes, **fields}
    flow = read(body, "f", "t").flow
    given: dict[str, Any] = {"ani": "13900001111", "dnis": "95598", **more}
    call = Call(**given)
    center = msgspec.structs.replace(CENTER, flows={"f": flow})
    world = TrialWorld(center, "t", call, call.at or TEN, officers)
    played = TrialCall(flow, world, texts or Texts())
    played.play(events)
    return played


def press(keys: str) -> list[TrialEvent]:
    return [TrialEvent(key=key) for key in keys]


def told(call: TrialCall, *kinds: str) -> list[str]:
    return [line.text or line.exit or line.node for line in call.lines if line.kind in kinds]


MENU: dict[str, Any] = {
    "answer": {"type": "answer", "next": "hours"},
    "hours": {"type": "hours", "calendar_id": "day", "open": "menu", "closed": "closed"},
    "closed": {"type": "hang_up", "prompt": "closed"},
    "menu": {
        "type": "menu",
        "prompt": "main_menu",
        "keys": {"1": "queue", "2": "ask"},
        "tries": 2,
        "wait": 5,
        "otherwise": "queue",
    },
    "ask": {
        "type": "collect",
        "kind": "digits",
        "prompt": "main_menu",
        "into": "account",
        "least": 4,
        "most": 4,
        "done": "bill",
        "failed": "queue",
    },
    "bill": {"type": "say", "kind": "money", "value": "35.5", "next": "bye"},
    "bye": {"type": "hang_up"},
    "queue": {"type": "queue", "queue_id": "q"},
}


def test_the_transcript_says_what_is_heard_asked_pressed_and_where_it_leads() -> None:
    call = tried(MENU, LISTEN, *press("1"))
    assert [line.kind for line in call.lines] == [
        "enter",
        "exit",
        "enter",
        "exit",
        "answered",
        "enter",
        "said",
        "asked",
        "key",
        "exit",
        "enter",
        "exit",
        "chosen",
        "queue",
    ]
    said = next(line for line in call.lines if line.kind == "said")
    assert "1" in said.text or "一" in said.text
    assert said.seconds > 1
    asked = next(line for line in call.lines if line.kind == "asked")
    assert (asked.at_seconds, asked.seconds) == (said.seconds, 5.0)
    assert told(call, "queue") == ["Fault report"]
    assert (call.over, call.now.awaiting, call.now.until) == (True, "", None)


def test_the_clock_of_a_trial_is_the_testers() -> None:
    assert told(tried(MENU, at=TEN + timedelta(hours=12)), "end") == ["closed"]
    call = tried(MENU, LISTEN)
    due = call.now.until
    assert due is not None
    assert due - call.now.at_seconds == 5
    silent = tried(MENU, LISTEN, TrialEvent(wait=4.9))
    assert silent.now.awaiting == "key"
    silent.take(TrialEvent(wait=0.1))
    assert silent.now.awaiting == "prompt"  # said again
    silent.take(TrialEvent(wait=3600))
    assert told(silent, "queue") == ["Fault report"]
    assert told(silent, "exit")[-2:] == ["otherwise", "queue"]


def test_numbers_are_said_as_the_language_says_them() -> None:
    heard = told(tried(MENU, *press("2"), *press("1234"), LISTEN), "said")
    assert heard[-2] == "三十五元五角"
    english = told(tried(MENU, *press("2"), *press("1234"), LISTEN, language="en"), "said")
    assert english[-2] == "thirty five yuan fifty fen"


def test_own_recordings_are_heard_with_their_own_text_and_length() -> None:
    texts = Texts({("zh", "main_menu"): Said("报修请按一", 9.0)})
    call = tried(MENU, texts=texts)
    said = next(line for line in call.lines if line.kind == "said")
    assert (said.text, said.seconds, call.now.until) == ("报修请按一", 9.0, 9.0)


def test_what_is_asked_elsewhere_waits_for_the_testers_answer_or_is_late() -> None:
    nodes = {
        "to": {
            "type": "transfer",
            "to": "number",
            "number": "053186012345",
            "ring_for": 20,
            "failed": "queue",
        },
        "queue": {"type": "queue", "queue_id": "q"},
    }
    call = tried(nodes)
    assert (call.now.awaiting, call.now.until) == ("outside", 20.0)
    assert call.now.answers == ("failed", "answered")
    assert told(tried(nodes, TrialEvent(answer="failed")), "queue") == ["Fault report"]
    taken = tried(nodes, TrialEvent(answer="answered"))
    assert (taken.over, told(taken, "queue")) == (True, [])
    late = tried(nodes, TrialEvent(wait=19.9))
    assert not late.over
    late.take(TrialEvent(wait=0.1))
    assert told(late, "queue") == ["Fault report"]


def test_texts_are_spoken_without_an_errand_of_their_own() -> None:
    nodes = {
        "hello": {"type": "play", "prompt": [{"kind": "text", "value": "余额{balance}元"}], "next": "bye"},
        "bye": {"type": "hang_up"},
    }
    call = tried(nodes, variables={"balance": {"type": "text", "start": "12"}})
    assert told(call, "said") == ["余额12元"]
    assert told(call, "errand") == []


def test_who_is_on_duty_on_a_list_and_how_long_the_line_is_are_the_testers_to_say() -> None:
    nodes = {
        "listed": {"type": "list", "list_id": "known", "on_it": "vip", "not_on_it": "bye"},
        "vip": {"type": "class", "vip": "wait", "otherwise": "bye"},
        "wait": {
            "type": "expected_wait",
            "queue_id": "q",
            "speak": False,
            "short": "duty",
            "long": "bye",
            "unknown": "bye",
        },
        "duty": {
            "type": "duty",
            "roster_id": "night",
            "number": "officer",
            "on_duty": "queue",
            "nobody": "bye",
        },
        "queue": {"type": "queue", "queue_id": "q"},
        "bye": {"type": "hang_up"},
    }
    given: dict[str, Any] = {"lists": ("known",), "vip": True, "waits": {"q": 60.0}}
    variables = {"officer": {"type": "digits"}}
    call = tried(nodes, variables=variables, **given)
    assert told(call, "queue") == ["Fault report"]
    assert call.shown_variables == {"officer": "13800138000"}
    for without in given:
        fewer = {name: value for name, value in given.items() if name != without}
        assert told(tried(nodes, variables=variables, **fewer), "end") == ["goodbye"]


def test_who_says_nothing_for_too_long_is_released_with_a_word() -> None:
    nodes = {**MENU, "menu": {**MENU["menu"], "wait": 60, "tries": 3}}
    call = tried(nodes, LISTEN, TrialEvent(wait=60), idle_release=60)
    assert told(call, "end") == ["idle_release"]


def test_secret_values_are_shown_nowhere() -> None:
    call = tried(MENU, *press("21234"), variables={"account": {"type": "digits", "secret": True}})
    assert call.variables["account"] == "1234"
    assert call.shown_variables == {"account": HIDDEN}
    assert [line.key for line in call.lines if line.kind == "key"] == ["2", *[HIDDEN] * 4]


def test_what_is_told_for_a_secret_variable_is_hidden_in_the_transcript_too() -> None:
    nodes = {"ask": {"type": "query", "source_id": "s", "outputs": {"code": "key"}}}
    answer = TrialEvent(answer="done", values={"code": "5678", "name": "Li"})
    call = tried(nodes, answer, variables={"key": {"type": "digits", "secret": True}, "name": {}})
    (line,) = [line for line in call.lines if line.kind == "told"]
    assert line.values == {"code": HIDDEN, "name": "Li"}
    assert call.variables["key"] == "5678"


def test_a_flow_that_goes_round_ends_the_trial_and_not_the_server() -> None:
    nodes = {
        "one": {"type": "play", "prompt": "welcome", "next": "two"},
        "two": {"type": "play", "prompt": "welcome", "next": "one"},
    }
    call = tried(nodes, *[TrialEvent(wait=86_400)] * 20)
    assert call.over
    assert call.lines[-1].kind == "limit"
    assert len(call.lines) <= MOST_LINES + 10


def test_events_after_the_end_change_nothing() -> None:
    call = tried(MENU, TrialEvent(hang_up=True))
    before = list(call.lines)
    call.play((TrialEvent(key="1"), TrialEvent(wait=60), TrialEvent(answer="done"), LISTEN))
    assert (call.lines, before[-1].kind) == (before, "hung_up")


@pytest.mark.parametrize(
    ("kind", "what", "value", "message"),
    [
        ("queue", "q", "", "Expected queue Fault report, the caller was at menu."),
        ("node", "ask", "", "Expected node ask, the caller was at menu."),
        ("passed", "bill", "", "Expected passed bill, the caller came through answer, hours, menu."),
        ("left", "menu", "1", "Expected left menu by 1, menu was not left."),
        ("left", "hours", "closed", "Expected left hours by closed, hours was left by open."),
        ("variable", "account", "1", "Expected variable account = 1, it is “”."),
        ("attached", "topic", "bill", "Expected attached topic = bill, it is “”."),
        ("transfer", "110", "", "Expected transfer to 110, the caller was at menu."),
        ("ended", "closed", "", "Expected ended with closed, the caller was at menu."),
        ("holds", "caller == '1'", "", "Expected holds caller == '1', it is not so."),
    ],
)
def test_a_case_that_fails_says_what_was_wanted_and_what_there_is(
    kind: Any, what: str, value: str, message: str
) -> None:
    test = FlowTest(name="x", expect=(Expectation(kind=kind, what=what, value=value),))
    found = outcome(test, tried(MENU))
    assert not found.ok
    assert [failure.message for failure in found.failures] == [message]
    assert found.failures[0].code == f"flow_test.{kind}"


def test_a_case_holds_where_all_that_it_expects_is_so() -> None:
    expect = (
        Expectation(kind="passed", what="menu"),
        Expectation(kind="left", what="menu", value="2"),
        Expectation(kind="variable", what="account", value="1234"),
        Expectation(kind="said", what="三十五元"),
        Expectation(kind="ended", what="goodbye"),
        Expectation(kind="holds", what="account == '1234' and caller == '13900001111'"),
    )
    call = tried(MENU, *press("21234"), LISTEN, variables={"account": {"type": "digits"}})
    assert outcome(FlowTest(name="x", expect=expect), call).failures == ()

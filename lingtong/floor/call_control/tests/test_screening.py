"""Callers who must press a key that is named at random, and the judgment of agents about false calls."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from lingtong.floor.call_control.allowed import allowed
from lingtong.floor.lists.events import FalseReportMade, FalseReportTakenBack, LockAsked, SuspicionEnded
from lingtong.floor.lists.model import SUSPECTED, Entry, NumberBook
from lingtong.floor.live.locked import locks_of
from lingtong.floor.live.picture import interaction_view
from lingtong.floor.live.screening_commands import EndSuspicion, ReportFalse, TakeBackFalse
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT
from lingtong.interactions.events import InteractionEnded, ScreeningBegan, ScreeningEnded
from lingtong.kit import Refusal
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room
CALLER, ASKS = "13900001111", "prompt:screening_question"
DAY = 86_400.0


@pytest.fixture
def screens(day: FakeFloor) -> Callable[..., None]:
    """Lets the entry point of the day screen, with a list of suspects and one of those who never are."""

    def screens(**fields: Any) -> None:
        entry = msgspec.structs.replace(
            day.center.entry_points["main"], **{"screening": "suspects", **fields}
        )
        entries = {**day.center.entry_points, "main": entry}
        day.reconfigure(msgspec.structs.replace(day.center, entry_points=entries))

    return screens


def know(day: FakeFloor, *entries: Entry) -> None:
    day.book = NumberBook(entries)


def suspect(number: str, *, prefix: bool = False) -> Entry:
    return Entry(TENANT, "odd", number, prefix)


def last_words(day: FakeFloor) -> tuple[str, ...]:
    return [sent.media for sent in day.switch.sent if isinstance(sent, Play)][-1]


def asked_for(day: FakeFloor) -> str:
    """The key that the last words name."""
    return last_words(day)[1].rpartition("_")[2]


def speech_over(day: FakeFloor) -> None:
    day.time_passes(7)


def presses_right(day: FakeFloor, caller: str) -> None:
    speech_over(day)
    day.press(caller, asked_for(day))
    day.time_passes(2)


def outcomes(day: FakeFloor) -> list[str]:
    return [fact.outcome for fact in day.facts if isinstance(fact, ScreeningEnded)]


def test_a_suspect_who_presses_the_named_key_goes_on_and_comes_with_a_mark(
    day: FakeFloor, screens: Callable[..., None]
) -> None:
    screens()
    know(day, suspect("+8613900001111"))
    caller = day.caller_dials(ani=CALLER)
    assert last_words(day)[0] == ASKS
    presses_right(day, caller)
    assert outcomes(day) == ["passed"]
    assert last_words(day)[0] != ASKS, "the flow of the number has begun"
    view = interaction_view(day.engine.floor.board, day.call(caller), "zhang").screening
    assert view is not None
    assert (view.suspected, view.list_name, view.outcome) == (True, "疑似骚扰", "passed")
    (began,) = [fact for fact in day.facts if isinstance(fact, ScreeningBegan)]
    assert (began.why, began.list_id, began.entry_point_id) == ("list", "odd", "main")


def test_the_key_is_another_in_each_call_and_wrong_ones_end_it(
    day: FakeFloor, screens: Callable[..., None]
) -> None:
    screens()
    know(day, suspect("+86139", prefix=True))
    keys = set()
    for number in range(6):
        caller = day.caller_dials(ani=f"1390000111{number}")
        keys.add(asked_for(day))
        speech_over(day)
        for _ in range(2):
            day.press(caller, "*")
            speech_over(day)
    assert len(keys) > 1
    assert outcomes(day) == ["failed"] * 6
    day.time_passes(30)
    assert [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)] == ["screened"] * 6


def test_keys_before_the_question_and_a_pocket_that_presses_all_of_them_do_not_pass(
    day: FakeFloor, screens: Callable[..., None]
) -> None:
    screens()
    know(day, suspect("+8613900001111"))
    caller = day.caller_dials(ani=CALLER)
    day.press(caller, asked_for(day))
    speech_over(day)
    assert not outcomes(day), "pressed before it could be heard"
    for _ in range(2):
        day.press(caller, asked_for(day))
        day.press(caller, "4")
        speech_over(day)
    assert outcomes(day) == ["failed"]


@pytest.mark.parametrize(("silence", "goes_on"), [("agent", True), ("end", False)])
def test_who_presses_nothing_goes_on_where_the_entry_point_says_so(
    day: FakeFloor, screens: Callable[..., None], silence: str, goes_on: bool
) -> None:
    screens(screening_silence=silence)
    know(day, suspect("+8613900001111"))
    caller = day.caller_dials(ani=CALLER)
    day.time_passes(33)
    assert outcomes(day) == ["silent"]
    day.time_passes(60)
    results = [fact.result for fact in day.facts if isinstance(fact, InteractionEnded)]
    if goes_on:
        assert results == []
        assert day.line("billing") == [caller], "the menu leads on who presses nothing"
    else:
        assert results == ["screened"]


@pytest.mark.parametrize(
    ("mode", "number", "asked"),
    [
        ("off", CALLER, False),
        ("suspects", CALLER, True),
        ("suspects", "13800002222", False),
        ("suspects", "8001", True),  # a number of four digits
        ("suspects", "95598", False),
        ("suspects", "13977770000", True),  # of a range that begins with 1397
        ("suspects", "13977771111", False),  # in that range, but never to be asked
        ("all", "13800002222", True),
        ("all", "13977771111", False),
        ("all", "anonymous", True),
    ],
)
def test_who_is_asked(
    day: FakeFloor, screens: Callable[..., None], mode: str, number: str, asked: bool
) -> None:
    screens(screening=mode)
    know(
        day,
        suspect("+8613900001111"),
        suspect("????"),
        suspect("+861397", prefix=True),
        Entry(TENANT, "known", "+8613977771111"),
    )
    day.caller_dials(ani=number)
    assert (last_words(day)[0] == ASKS) is asked


def test_a_vip_out_of_a_suspected_range_is_not_asked(day: FakeFloor, screens: Callable[..., None]) -> None:
    screens()
    know(day, suspect("+86139", prefix=True), Entry(TENANT, "gold", "+8613900001111"))
    day.caller_dials(ani=CALLER)
    assert last_words(day)[0] != ASKS


def talk(day: FakeFloor, agent: str = "zhang") -> str:
    """The caller is connected with the agent, whether asked for a key or not; gives the leg."""
    caller = day.caller_dials(ani=CALLER)
    if last_words(day)[0] == ASKS:
        presses_right(day, caller)
    day.press(caller, "1")
    day.agent_ready(agent)
    day.answers(agent)
    assert day.call(caller).owner == agent
    return caller


def judge(day: FakeFloor, caller: str, agent: str = "zhang") -> None:
    about: dict[str, Any] = {"tenant_id": TENANT, "agent_id": agent, "interaction_id": day.call(caller).id}
    day.engine.do(ReportFalse(**about))


def is_suspected(day: FakeFloor) -> bool:
    return SUSPECTED in day.engine.floor.board.lists.list_of(TENANT, CALLER)


def test_an_agents_judgment_makes_the_number_a_suspect_for_a_time_and_can_be_taken_back(
    day: FakeFloor, screens: Callable[..., None]
) -> None:
    screens(suspect_days=2)
    caller = talk(day)
    assert "report_false" in allowed(day.call(caller), "zhang")
    judge(day, caller)
    assert is_suspected(day)
    assert "take_back_false" in allowed(day.call(caller), "zhang")
    about: dict[str, Any] = {"tenant_id": TENANT, "agent_id": "zhang", "interaction_id": day.call(caller).id}
    with pytest.raises(Refusal):
        day.engine.do(ReportFalse(**about))
    day.engine.do(TakeBackFalse(**about))
    assert not is_suspected(day)
    assert [fact.why for fact in day.facts if isinstance(fact, SuspicionEnded)] == ["taken_back"]
    judge(day, caller)
    day.hangs_up(caller)
    day.crash()
    day.start()
    assert is_suspected(day), "it outlives the engine"
    again = day.caller_dials(ani=CALLER)
    assert last_words(day)[0] == ASKS
    assert day.call(again).screening is not None
    day.hangs_up(again)
    day.time_passes(2 * DAY)
    assert not is_suspected(day)
    assert [fact.why for fact in day.facts if isinstance(fact, SuspicionEnded)][-1] == "time_up"


def test_so_many_judgments_ask_the_supervisor_for_a_lock(
    day: FakeFloor, screens: Callable[..., None]
) -> None:
    screens(lock_after=2)
    first = talk(day)
    judge(day, first)
    assert not [fact for fact in day.facts if isinstance(fact, LockAsked)]
    day.hangs_up(first)
    day.time_passes(60)
    caller = talk(day)
    judge(day, caller)
    (shown,) = locks_of(day.engine.floor.board, TENANT).locks
    assert (shown.state, shown.why, shown.asked_name) == ("asked", "2 次被判为误报", "Zhang")
    made = [fact.reports for fact in day.facts if isinstance(fact, FalseReportMade)]
    assert made == [1, 2]
    about: dict[str, Any] = {"tenant_id": TENANT, "agent_id": "zhang", "interaction_id": day.call(caller).id}
    day.engine.do(TakeBackFalse(**about))
    assert [fact.reports for fact in day.facts if isinstance(fact, FalseReportTakenBack)] == [1]
    assert not locks_of(day.engine.floor.board, TENANT).locks, "what it alone had led to goes with it"
    assert is_suspected(day)


def test_a_supervisor_clears_a_number(day: FakeFloor, screens: Callable[..., None]) -> None:
    screens()
    judge(day, talk(day))
    (suspicion_id,) = day.engine.floor.board.suspicions.open
    command = EndSuspicion(tenant_id=TENANT, agent_id="wang", suspicion_id=suspicion_id, by="Wang")
    day.engine.do(command)
    assert not is_suspected(day)
    with pytest.raises(Refusal) as caught:
        day.engine.do(command)
    assert caught.value.code == "suspicion.unknown"


def test_nobody_judges_where_the_entry_point_does_not_screen(day: FakeFloor) -> None:
    caller = day.caller_waits("fault", ani=CALLER)
    day.agent_ready("zhang")
    day.answers("zhang")
    assert not {"report_false", "take_back_false"} & allowed(day.call(caller), "zhang")

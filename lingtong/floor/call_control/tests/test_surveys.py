"""Surveys on the floor, in virtual time: the agent leaves, the caller answers by keys, or not."""

from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from lingtong.floor.call_control.model import Stage
from lingtong.floor.live import commands as ask
from lingtong.floor.survey.config import Question, Survey
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.floor.voicemail.config import Box
from lingtong.interactions.events import (
    InteractionEnded,
    InteractionFact,
    MessageLeft,
    SurveyAnswered,
    SurveyBegun,
    SurveyEnded,
    WrapUpStarted,
)

pytestmark = pytest.mark.room
Kind = TypeVar("Kind", bound=InteractionFact)
QUESTIONS = (
    Question(key="how", text="满意度"),
    Question(key="solved", text="是否解决", kind="yes_no"),
    Question(key="more", text="建议", kind="voice"),
)
SURVEY = Survey(id="care", tenant_id=TENANT, name="满意度", questions=QUESTIONS[:2])


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    return floor


def asks(day: FakeFloor, survey: Survey = SURVEY, **more: object) -> None:
    queue = msgspec.structs.replace(day.center.queues["fault"], survey_id="care")
    day.reconfigure(
        msgspec.structs.replace(
            day.center, queues={**day.center.queues, "fault": queue}, surveys={"care": survey}, **more
        )
    )


def talk(day: FakeFloor) -> str:
    day.agent_ready("zhang")
    caller = day.caller_waits()
    day.time_passes(1)
    day.answers("zhang")
    day.time_passes(20)
    assert day.call(caller).stage is Stage.TALKING
    return caller


def said(day: FakeFloor, kind: type[Kind]) -> list[Kind]:
    return [fact for fact in day.facts if isinstance(fact, kind)]


def test_the_agent_leaves_and_the_caller_answers(day: FakeFloor) -> None:
    asks(day)
    caller = talk(day)
    day.agent_hangs_up("zhang")
    assert day.call(caller).stage is Stage.SURVEY
    assert said(day, WrapUpStarted)[0].agent_id == "zhang"
    assert day.state_of("zhang") == "after_call_work"
    day.time_passes(3)
    day.press(caller, "4")
    day.press(caller, "1")
    day.time_passes(3)
    (begun,), (ended,) = said(day, SurveyBegun), said(day, SurveyEnded)
    assert (begun.agent_id, begun.queue_id, begun.how) == ("zhang", "fault", "after_call")
    assert (ended.outcome, ended.answers) == ("complete", {"how": "4", "solved": "1"})
    assert [(fact.question, fact.value) for fact in said(day, SurveyAnswered)] == [
        ("how", "4"),
        ("solved", "1"),
    ]
    assert said(day, InteractionEnded)[0].result == "handled"


def test_by_the_key_of_the_agent(day: FakeFloor) -> None:
    asks(day, msgspec.structs.replace(SURVEY, share=0.0))
    caller = talk(day)
    day.do(ask.SendToSurvey, "zhang", interaction_id=day.call(caller).id)
    assert said(day, SurveyBegun)[0].how == "by_agent"
    day.hangs_up(caller)
    assert said(day, SurveyEnded)[0].outcome == "none"


def test_who_hangs_up_half_way_has_said_what_was_said(day: FakeFloor) -> None:
    asks(day)
    caller = talk(day)
    day.do(ask.Clear, "zhang", interaction_id=day.call(caller).id)
    day.time_passes(3)
    day.press(caller, "2")
    day.hangs_up(caller)
    (ended,) = said(day, SurveyEnded)
    assert (ended.outcome, ended.answers) == ("partial", {"how": "2"})


def test_a_key_that_means_nothing_and_silence_end_it(day: FakeFloor) -> None:
    asks(day)
    caller = talk(day)
    day.agent_hangs_up("zhang")
    day.time_passes(3)
    day.press(caller, "9")
    day.time_passes(30)
    assert said(day, SurveyEnded)[0].outcome == "none"
    assert said(day, InteractionEnded)


def test_the_share_is_kept(day: FakeFloor) -> None:
    asks(day, msgspec.structs.replace(SURVEY, share=0.0))
    talk(day)
    day.agent_hangs_up("zhang")
    assert said(day, SurveyBegun) == []
    assert said(day, InteractionEnded)


def test_own_words_become_a_message(day: FakeFloor) -> None:
    box = Box(id="words", tenant_id=TENANT, name="建议")
    survey = msgspec.structs.replace(SURVEY, questions=QUESTIONS, box_id="words")
    asks(day, survey, voicemail_boxes={"words": box})
    caller = talk(day)
    day.agent_hangs_up("zhang")
    day.time_passes(3)
    day.press(caller, "5")
    day.press(caller, "1")
    day.time_passes(3)
    day.time_passes(8)
    day.hangs_up(caller)
    (left,) = said(day, MessageLeft)
    (ended,) = said(day, SurveyEnded)
    assert left.box_id == "words"
    assert ended.answers == {"how": "5", "solved": "1", "more": left.message_id}


def test_an_engine_that_dies_puts_the_question_again(day: FakeFloor) -> None:
    asks(day)
    caller = talk(day)
    day.agent_hangs_up("zhang")
    day.time_passes(3)
    day.press(caller, "3")
    day.crash()
    day.start()
    day.time_passes(1)
    day.press(caller, "1")
    day.time_passes(3)
    assert said(day, SurveyEnded)[0].answers == {"how": "3", "solved": "1"}

"""Messages that wait and low answers, as alarm rules look at them."""

from datetime import timedelta
from typing import Any

import pytest

from lingtong.apps.waiting import MessageWatch
from lingtong.floor.live.figures import FiguresChanged, QueueFigures
from lingtong.floor.survey.tables import SurveyAskedRow, SurveyRow
from lingtong.floor.voicemail.tables import BoxRow, MessageRow
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock, people
from lingtong.insight.alarms.config import AlarmRule, FigureName
from lingtong.insight.alarms.readings import readings

pytestmark = pytest.mark.room
HOW = {"name_en": "", "greeting": "", "revision": 1}
BOX: dict[str, Any] = {
    **HOW,
    "agent_id": "",
    "longest": 60.0,
    "silence": 5.0,
    "quota": 10,
    "keep_days": 30,
    "mail_to": "",
    "mail": "notice",
    "unreached": "site",
    "ring_for": 20.0,
    "trash_days": 30,
}


def rule(figure: FigureName) -> AlarmRule:
    return AlarmRule(id="r", tenant_id="t", name="r", figure=figure, limit=1)


async def test_rules_see_what_waits_in_boxes_and_what_was_answered_low(parts: Parts) -> None:
    clock = parts.clock
    assert isinstance(clock, MovableClock)
    tenant_id, now = await people(parts, logins=()), clock.now()
    async with parts.database.writing(tenant_id) as work:
        for box_id, queue_id in (("b1", "fault"), ("b2", "")):
            work.session.add(BoxRow(id=box_id, name=box_id, queue_id=queue_id, changed_at=now, **BOX))
        for number, (box_id, state, minutes) in enumerate(
            [("b1", "new", 30), ("b1", "new", 10), ("b1", "done", 90), ("b2", "new", 5)]
        ):
            work.session.add(
                MessageRow(
                    id=f"m{number}",
                    box_id=box_id,
                    interaction_id="i",
                    number="1",
                    state=state,
                    left_at=now - timedelta(minutes=minutes),
                    changed_at=now,
                )
            )
        questions = [{"key": "how", "kind": "scale"}, {"key": "solved", "kind": "yes_no"}]
        survey = {"share": 1.0, "low": 2, "box_id": "", "changed_at": now}
        work.session.add(SurveyRow(id="s", name="s", questions=questions, **HOW, **survey))
        given: list[tuple[dict[str, str], int]] = [
            ({"how": "2", "solved": "1"}, 5),
            ({"how": "5"}, 5),
            ({}, 5),
            ({"how": "1"}, 90),
        ]
        for number, (values, minutes) in enumerate(given):
            work.session.add(
                SurveyAskedRow(
                    id=f"a{number}",
                    interaction_id=f"i{number}",
                    survey_id="s",
                    at=now - timedelta(minutes=minutes),
                    agent_id="",
                    queue_id="fault",
                    how="after_call",
                    outcome="",
                    answers=values,
                )
            )
    watch = MessageWatch(parts.database, clock)
    messages, answers = await watch.of(tenant_id)
    queue = QueueFigures(
        queue_id="fault",
        number="1",
        name="报修",
        name_en="",
        goal_seconds=20,
        goal_share=0.8,
        interval_starts=now,
    )
    view = FiguresChanged(at=now, queues=(queue,), messages=messages, answers=answers)
    waiting = {(one.kind, one.id): one.value for one in readings(rule("messages_waiting"), view, now)}
    assert waiting == {("queue", "fault"): 2.0, ("center", ""): 1.0}
    oldest = {one.id: one.value for one in readings(rule("oldest_message"), view, now)}
    assert oldest["fault"] == pytest.approx(1800)
    assert [one.value for one in readings(rule("low_answers"), view, now)] == [1.0]
    assert (answers[0].asked, answers[0].answered) == (3, 2)
    clock.move(timedelta(hours=2).total_seconds())
    assert (await watch.of(tenant_id))[1] == ()

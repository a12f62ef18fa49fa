"""The small center, with all that a flow may name: boxes, surveys, rosters, tables, queues that call back."""

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.duty.config import DutyRoster, Officer, WeeklyShift
from lingtong.floor.ivr.model import DecisionTable, compiled
from lingtong.floor.survey.config import Question, Survey
from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.floor.testing.dmn import LEVELS
from lingtong.floor.voicemail.config import Box

OFFICER = "13900001111"


def flow_center() -> Center:
    center = demo_center()
    promising = msgspec.structs.replace(center.queues["billing"], callback="agent_first")
    return msgspec.structs.replace(
        center,
        queues={**center.queues, "billing": promising},
        duty_rosters={"roster": _roster()},
        decision_tables={
            "levels": DecisionTable(
                id="levels", tenant_id=TENANT, name="Levels", xml=LEVELS, compiled=compiled(LEVELS)
            )
        },
        voicemail_boxes={
            "box": Box(id="box", tenant_id=TENANT, name="Box", longest=20),
            "small": Box(id="small", tenant_id=TENANT, name="Small", quota=0),
        },
        surveys={"survey": _survey()},
    )


def _roster() -> DutyRoster:
    """Nobody is on duty at weekends."""
    shifts = tuple(WeeklyShift(day=day, opens="00:00", closes="24:00", officer="zhao") for day in range(5))
    officers = (Officer(key="zhao", name="Zhao", mobile=OFFICER),)
    return DutyRoster(id="roster", tenant_id=TENANT, name="Nights", officers=officers, shifts=shifts)


def _survey() -> Survey:
    questions = (
        Question(key="how", text="How was it?"),
        Question(key="solved", text="Is it solved?", kind="yes_no"),
        Question(key="why", text="Why?", kind="voice"),
    )
    return Survey(id="survey", tenant_id=TENANT, name="Survey", questions=questions, box_id="box")

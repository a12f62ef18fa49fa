from datetime import UTC, datetime

import pytest

from lingtong.floor.live.figures import FiguresChanged
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.model import Track
from lingtong.insight.alarms.readings import readings

pytestmark = pytest.mark.model
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_little_room_is_an_alarm_and_much_is_none() -> None:
    rule = AlarmRule(
        id="r", tenant_id="t", name="Room", figure="disk_free", limit=0.15, enter_after=0.0, leave_after=0.0
    )
    track = Track()
    shares = (0.5, 0.14, 0.16, 0.3)
    views = [FiguresChanged(at=NOW, disk_free=free) for free in shares]
    seen = [one.value for view in views for one in readings(rule, view, NOW)]
    assert seen == list(shares)
    assert [track.look(rule, value, NOW) for value in seen] == [None, "entered", None, "left"]
    assert list(readings(rule, FiguresChanged(at=NOW), NOW)) == []

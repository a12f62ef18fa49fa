from datetime import UTC, datetime, timedelta

import pytest

from lingtong.floor.live.figures import FaxesNow, FiguresChanged, QueueFigures
from lingtong.insight.alarms.config import AlarmRule, FigureName
from lingtong.insight.alarms.readings import readings

pytestmark = pytest.mark.model
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
QUEUE = QueueFigures(queue_id="q1", number="3001", name="Faults", interval_starts=NOW)
VIEW = FiguresChanged(
    at=NOW,
    queues=(QUEUE,),
    faxes=(
        FaxesNow(queue_id="q1", new=4, overdue=1, oldest_at=NOW - timedelta(hours=2)),
        FaxesNow(queue_id="", new=2),
        FaxesNow(queue_id="retired", new=9),
    ),
)


@pytest.mark.parametrize(
    ("figure", "queue", "center"),
    [("faxes_waiting", 4, [2]), ("faxes_overdue", 1, [0]), ("oldest_fax", 7200, [])],
)
def test_faxes_that_wait_are_told_by_queue_and_those_of_none_for_the_center(
    figure: FigureName, queue: float, center: list[float]
) -> None:
    found = list(readings(AlarmRule(id="r", tenant_id="t", name="Faxes", figure=figure, limit=1), VIEW, NOW))
    (of_queue,) = (one for one in found if one.kind == "queue")
    assert (of_queue.id, of_queue.name, of_queue.value) == ("q1", "Faults", queue)
    assert [one.value for one in found if one.kind == "center"] == center
    about = AlarmRule(id="r", tenant_id="t", name="Faxes", figure=figure, limit=1, about=("q2",))
    assert list(readings(about, VIEW, NOW)) == []

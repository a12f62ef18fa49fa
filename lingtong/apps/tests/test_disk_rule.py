import pytest
from pydantic import ValidationError

from lingtong.apps.demo_floor import disk_rule
from lingtong.foundation.config import RecordingSettings
from lingtong.insight.alarms.schemas import AlarmRuleBody

pytestmark = pytest.mark.model


def test_the_limit_is_a_share_and_the_demonstrations_that_of_the_settings() -> None:
    body = AlarmRuleBody.model_validate(disk_rule(RecordingSettings(warn_free=25.0)))
    assert (body.figure, body.limit) == ("disk_free", 0.25)
    with pytest.raises(ValidationError):
        AlarmRuleBody.model_validate({**disk_rule(RecordingSettings()), "limit": 15})

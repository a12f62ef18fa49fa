from typing import Any

import pytest

from lingtong.floor.recording.config import RecordingRule
from lingtong.floor.recording.policy import Contact, decide, in_share

pytestmark = pytest.mark.model


def rule(rule_id: str = "r", **fields: Any) -> RecordingRule:
    return RecordingRule(**{"id": rule_id, "tenant_id": "t", "name": rule_id, **fields})


def contact(**fields: Any) -> Contact:
    return Contact(**{"interaction_id": "i", "tenant_id": "t", "direction": "in", **fields})


def test_the_first_fitting_rule_by_order_decides() -> None:
    rules = [rule("late", order=20, record=False), rule("early", order=10, queues=("q",))]
    assert decide(rules, contact(queue_id="q")).rule.id == "early"
    assert decide(rules, contact(queue_id="other")).rule.id == "late"


def test_a_rule_that_is_off_or_anothers_fits_nobody() -> None:
    rules = [rule("off", enabled=False, record=False), rule("theirs", tenant_id="u", record=False)]
    assert decide(rules, contact()).why == "queue"


@pytest.mark.parametrize(
    ("fields", "given", "fits"),
    [
        ({"agents": ("a",)}, {"agent_id": "a"}, True),
        ({"agents": ("a",)}, {"agent_id": "b"}, False),
        ({"teams": ("t1",)}, {"team_id": "t1"}, True),
        ({"entry_points": ("e",)}, {"entry_point_id": "f"}, False),
        ({"direction": "out"}, {"direction": "in"}, False),
        ({"direction": "out"}, {"direction": "out"}, True),
        ({}, {"direction": "internal"}, False),  # only a rule that says so records colleagues
        ({"direction": "internal"}, {"direction": "internal"}, True),
    ],
)
def test_whom_a_rule_fits(fields: dict[str, Any], given: dict[str, Any], fits: bool) -> None:
    assert (decide([rule(**fields)], contact(queue_records=False, **given)).rule.id == "r") is fits


def test_colleagues_are_not_recorded_without_a_rule() -> None:
    assert decide([], contact(direction="internal")).why == "internal"


@pytest.mark.parametrize(
    ("consent", "answer", "recorded"),
    [
        ("not_needed", "no", True),
        ("not_refused", "", True),
        ("not_refused", "silent", True),
        ("not_refused", "no", False),
        ("given", "", False),
        ("given", "silent", False),
        ("given", "yes", True),
    ],
)
def test_consent(consent: Any, answer: Any, recorded: bool) -> None:
    assert decide([rule(consent=consent)], contact(consent=answer)).record is recorded


def test_nobody_may_ask_for_what_the_caller_refuses() -> None:
    found = decide([rule(consent="given", begins="agent")], contact(consent="no", asked_for=True))
    assert (found.record, found.why) == (False, "consent")


def test_a_share_is_by_id_alone_and_near_its_percentage() -> None:
    ids = [f"interaction-{number}" for number in range(20_000)]
    first = [in_share(one, 30) for one in ids]
    assert first == [in_share(one, 30) for one in ids]
    assert sum(first) / len(ids) == pytest.approx(0.30, abs=0.01)
    assert all(in_share(one, 60) for one, drawn in zip(ids, first, strict=True) if drawn)
    assert not any(in_share(one, 0) for one in ids)
    assert all(in_share(one, 100) for one in ids)

"""Which changes of a rule ask for the own password."""

from typing import Any

import msgspec
import pytest

from lingtong.floor.recording.config import RecordingRule
from lingtong.floor.recording.weakening import weakens

pytestmark = pytest.mark.model
RULE = RecordingRule(
    id="r", tenant_id="t", name="all", queues=("a", "b"), consent="not_refused", archive_after_days=30
)


def changed(**fields: Any) -> RecordingRule:
    return msgspec.structs.replace(RULE, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"enabled": False},
        {"record": False},
        {"share": 50.0},
        {"begins": "agent"},
        {"consent": "given"},
        {"direction": "in"},
        {"silence": "drop"},
        {"queues": ("a",)},
        {"queues": ("a", "c")},
        {"agents": ("wang",)},
        {"order": 200},
        {"keep_days": 30},
        {"encrypted": False},
        {"archive_after_days": 0},
    ],
)
def test_what_records_fewer_or_keeps_less_asks(fields: dict[str, Any]) -> None:
    assert weakens(RULE, changed(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "everybody"},
        {"queues": ()},
        {"queues": ("a", "b", "c")},
        {"consent": "not_needed"},
        {"keep_days": 0},
        {"keep_days": 800},
        {"form": "opus"},
        {"beep_every": 15.0},
        {"order": 1},
    ],
)
def test_what_records_more_or_looks_else_does_not_ask(fields: dict[str, Any]) -> None:
    assert not weakens(RULE, changed(**fields))


def test_rules_that_come_and_go() -> None:
    assert weakens(RULE, None)
    assert not weakens(None, RULE)
    assert weakens(None, changed(record=False))
    assert weakens(None, changed(share=10.0))
    assert not weakens(None, changed(record=False, enabled=False))
    assert not weakens(changed(record=False), RULE)
    assert not weakens(changed(record=False), None), "who was not recorded is now"
    assert weakens(changed(enabled=False, record=False), changed(record=False))

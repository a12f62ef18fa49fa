"""Which rule decides, in the order of the rules."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from lingtong.floor.center import Center
from lingtong.floor.outbound_rules.classes import class_of
from lingtong.floor.outbound_rules.config import OutboundRule
from lingtong.floor.outbound_rules.model import Asked, Decision, decide
from lingtong.floor.outbound_rules.schemas import OutboundRuleBody
from lingtong.floor.testing import demo_center
from lingtong.floor.testing.center import TENANT

pytestmark = pytest.mark.model
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
NIGHT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def rule(name: str, order: int = 0, **fields: Any) -> OutboundRule:
    return OutboundRule(id=name, tenant_id=TENANT, name=name, order=order, **fields)


def center(*rules: OutboundRule, **fields: Any) -> Center:
    return msgspec.structs.replace(demo_center(), outbound_rules={one.id: one for one in rules}, **fields)


def decided(among: Center, number: str, at: datetime = MORNING, **fields: Any) -> Decision:
    return decide(among, Asked(tenant_id=TENANT, number=number, **{"use": "manual", **fields}), at)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("110", "emergency"),
        ("122", "emergency"),
        ("95598", "short"),
        ("13800002046", "mobile"),
        ("01062345678", "domestic"),
        ("053186012345", "local"),
        ("86012345", "local"),
        ("0012125550100", "international"),
        ("+442079460000", "international"),
        ("8008101234", "free"),
        ("4008101234", "domestic"),
    ],
)
def test_classes_of_numbers(number: str, kind: str) -> None:
    assert class_of(number, "CN", frozenset({"+8653195598000"})) == kind


def test_no_rule_changes_nothing() -> None:
    found = decided(center(), "13800002046")
    assert (found.allowed, found.rule, found.do_not_call) == (True, None, False)
    assert (found.trunks, found.caller_number) == (("carrier", "second"), "95598")
    assert decided(center(), "13800002046", use="callback").do_not_call
    assert decided(center(), "1002").number_class == "internal"


def test_the_first_that_fits_decides() -> None:
    rules = center(
        rule("last", 9, allow=False),
        rule("mobiles", 1, classes=("mobile",), trunks=("second", "carrier"), caller_number="4001234567"),
    )
    found = decided(rules, "13800002046")
    assert found.rule is not None
    assert (found.rule.name, found.trunks, found.caller_number) == (
        "mobiles",
        ("second", "carrier"),
        "4001234567",
    )
    assert not decided(rules, "01062345678").allowed
    assert decided(rules, "110").allowed, "help can always be called, unless a rule names it"
    assert not decided(center(rule("no", allow=False, classes=("emergency",))), "110").allowed


def test_by_use_begin_queue_team_and_role() -> None:
    team = {
        key: msgspec.structs.replace(agent, team_id="sales") if key == "zhang" else agent
        for key, agent in demo_center().agents.items()
    }
    rules = center(
        rule("dial", 1, allow=False, uses=("manual",), teams=("sales",)),
        rule("role", 2, allow=False, roles=("trainee",)),
        rule("queue", 3, allow=False, queues=("fault",)),
        rule("begin", 4, allow=False, prefixes=("+8610", "955")),
        agents=team,
        roles_of_agents={"wang": "trainee"},
    )
    names = [
        found.rule.name if found.rule else ""
        for found in (
            decided(rules, "13800002046", agent_id="zhang"),
            decided(rules, "13800002046", agent_id="zhang", use="transfer"),
            decided(rules, "13800002046", agent_id="wang"),
            decided(rules, "13800002046", use="callback", queue_id="fault"),
            decided(rules, "01062345678"),
            decided(rules, "95598"),
        )
    ]
    assert names == ["dial", "", "role", "queue", "begin", "begin"]


def test_a_rule_holds_in_its_hours_and_trunks_that_are_off_do_not_count() -> None:
    rules = center(rule("nights", calendar_id="nights", allow=False), rule("gone", 5, trunks=("none",)))
    assert decided(rules, "13800002046", NIGHT).allowed is False
    assert decided(rules, "13800002046").trunks == ()


def test_the_do_not_call_list_by_rule() -> None:
    obeyed = center(rule("a", do_not_call="obeyed"))
    assert decided(obeyed, "13800002046").do_not_call
    ignored = center(rule("b", do_not_call="ignored"))
    assert not decided(ignored, "13800002046", use="callback").do_not_call


def test_begins_are_kept_as_numbers_are() -> None:
    body = OutboundRuleBody(name="x", prefixes=["010*", "+1", "138", "955", "0086 21".replace(" ", "")])
    assert body.prefixes == ["+8610", "+1", "+86138", "955", "+8621"]

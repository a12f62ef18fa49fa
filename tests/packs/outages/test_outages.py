"""A pack's node is walked like any other: what it asks, what is said, where it leads, also after a death."""

import asyncio
from pathlib import Path
from typing import cast

import msgspec
import pytest

from lingtong.floor.call_control.tests.walking import flow, heard, in_line, where
from lingtong.floor.ivr.graph import AnyNode
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import demo_center
from tests.packs.outages.node import OutageNode
from tests.packs.outages.plan import look_up

pytestmark = pytest.mark.room
OUTAGE = OutageNode(
    area="0532", before="welcome", until="at", affected="yes", not_affected="no", failed="bye"
)


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    drawn = flow({"ask": {"type": "hang_up"}})
    drawn.nodes["ask"] = cast("AnyNode", OUTAGE)  # as the product reads it where the pack is on
    floor.reconfigure(msgspec.structs.replace(floor.center, flows={**floor.center.flows, "main": drawn}))
    return floor


def test_it_asks_its_pack_says_the_time_and_leads_on(day: FakeFloor) -> None:
    caller = day.caller_dials()
    (errand,) = day.errands
    assert (errand.kind, errand.request) == ("pack", {"does": "outages.look_up", "area": "0532"})
    answer = asyncio.run(look_up(errand))
    day.errand_ends(answer.outcome, dict(answer.values))
    assert heard(day)[0] == "welcome"
    assert len(heard(day)) > 1
    assert in_line(day) == ""
    day.time_passes(20)
    assert day.line("fault") == [caller]
    assert day.call(caller).variables["at"] == "22:30"


def test_where_nothing_is_planned_or_known_it_leads_elsewhere(day: FakeFloor) -> None:
    caller = day.caller_dials()
    answer = asyncio.run(look_up(msgspec.structs.replace(day.errands[0], request={"area": "0531"})))
    day.errand_ends(answer.outcome)
    assert day.line("billing") == [caller]
    assert asyncio.run(look_up(msgspec.structs.replace(day.errands[0], request={}))).outcome == "failed"


def test_a_death_begins_it_again_under_the_same_key(day: FakeFloor) -> None:
    caller = day.caller_dials()
    day.crash()
    day.start()
    assert where(day, caller) == "ask"
    assert len({errand.id for errand in day.errands}) == 1
    day.errand_ends("empty")
    assert day.line("billing") == [caller]

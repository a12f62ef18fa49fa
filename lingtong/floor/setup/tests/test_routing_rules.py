"""Rules of routing that contradict themselves are refused, or saved with a word of warning."""

import pytest

from lingtong.floor.setup.tests.conftest import World

pytestmark = pytest.mark.room


async def test_a_ring_opens_later_than_the_one_before(world: World) -> None:
    skill = (await world.make("skills", name="故障"))["id"]
    rings = [{"after": 30, "skills": {skill: 3}}, {"after": 30, "skills": {skill: 1}}]
    refusal = await world.refused(
        "POST", "queues", 422, number="3001", name="一", skills={skill: 5}, rings=rings
    )
    assert [(error["field"], error["code"]) for error in refusal["errors"]] == [
        ("rings.1.after", "rings_order")
    ]


async def test_a_queue_does_not_borrow_from_itself_nor_from_a_queue_that_is_not_there(world: World) -> None:
    queue = await world.make("queues", number="3001", name="一")
    borrows = [{"after": 30, "borrow": [queue["id"]]}]
    refusal = await world.refused(
        "PUT", f"queues/{queue['id']}", 422, number="3001", name="一", rings=borrows
    )
    assert [error["code"] for error in refusal["errors"]] == ["borrows_itself"]
    elsewhere = [{"after": 30, "borrow": ["of-another-tenant"]}]
    refusal = await world.refused("POST", "queues", 422, number="3002", name="二", rings=elsewhere)
    assert [(error["field"], error["code"]) for error in refusal["errors"]] == [("rings.0.borrow", "unknown")]


async def test_a_ring_that_finds_nobody_more_is_saved_with_a_warning(world: World) -> None:
    skill = (await world.make("skills", name="故障"))["id"]
    rings = [{"after": 30, "skills": {skill: 5}}]
    queue = await world.make("queues", number="3001", name="一", skills={skill: 3}, rings=rings)
    assert [warning["code"] for warning in queue["warnings"]] == ["ring_finds_nobody"]
    assert queue["rings"] == [{"after": 30.0, "skills": {skill: 5}, "borrow": []}]


async def test_phones_that_stay_connected_and_ring_all_get_a_warning(world: World) -> None:
    await world.make("agents", agent_number="1001", name="王丽", persistent_leg=True)
    queue = await world.make("queues", number="3001", name="一", choice="ring_all")
    assert [warning["code"] for warning in queue["warnings"]] == ["ring_all_connected"]


async def test_a_certificate_has_a_last_day_or_none(world: World) -> None:
    holds = {"高压操作": "2027-06-30", "培训": ""}
    agent = await world.make(
        "agents", agent_number="1001", name="王丽", qualifications=holds, regions=["山东"]
    )
    assert (agent["qualifications"], agent["regions"], agent["rank"]) == (holds, ["山东"], 0)
    await world.refused(
        "POST", "agents", 422, agent_number="1002", name="张", qualifications={"x": "2027-02-30"}
    )

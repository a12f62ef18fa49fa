"""Who is asked: all at once, more people the longer somebody waits, and never a phone that is not there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.rig.baresip import baresip
from tests.rig.center import QUEUE
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, Floor

pytestmark = pytest.mark.journey


@asynccontextmanager
async def ruled(floor: Floor, **rules: object) -> AsyncIterator[None]:
    """The trial queue by these rules, afterwards as it was."""
    admin = await floor.person("admin")
    (queue,) = [one for one in await admin.get("/api/admin/queues") if one["number"] == QUEUE]
    body = {name: value for name, value in queue.items() if name not in ("revision", "warnings")}
    path = f"/api/admin/queues/{queue['id']}"
    await admin.ask("PUT", path, {**body, **rules})
    try:
        yield
    finally:
        await admin.ask("PUT", path, body)


async def skill_of(floor: Floor) -> str:
    admin = await floor.person("admin")
    skills = await admin.get("/api/admin/skills")
    return str(next(one["id"] for one in skills if one["name_en"] == "Mandarin"))


async def test_two_phones_ring_one_answers_and_the_other_stops_and_stays_ready(floor: Floor) -> None:
    async with ruled(floor, choice="ring_all", ring_for=30):
        li = await floor.desk("9001")
        zhou = await floor.desk("9002", tone=CONSULTANT)
        customer = await floor.calls()
        await li.agent.has_call("ringing")
        await li.phone.rings()
        offered = await zhou.answer()
        await customer.hears(CONSULTANT)
        await zhou.phone.hears(CUSTOMER)

        await li.phone.is_cleared()
        await li.agent.has_no_call()
        await li.agent.is_("ready")
        await customer.hangs_up()
        await zhou.agent.wrap_up()
        record = await floor.record(offered["interaction_id"])
        assert record["agent_ids"] == [zhou.agent.agent_id]


async def test_who_has_waited_gets_an_agent_of_the_next_ring(floor: Floor) -> None:
    skill = await skill_of(floor)
    async with ruled(floor, skills={skill: 9}, rings=[{"after": 4, "skills": {skill: 1}}]):
        li = await floor.desk("9001")
        customer = await floor.calls()
        await li.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="the caller waits")
        offered = await li.answer()
        assert offered["waited"] >= 4
        await customer.hears(AGENT)
        await customer.hangs_up()
        await li.agent.wrap_up()


async def test_a_phone_that_is_gone_gets_no_call_and_one_that_is_back_gets_it_at_once(floor: Floor) -> None:
    agent = await floor.agent("9001")
    secret, port = floor.product.center.secrets["9001"], floor.product.sip_port
    async with baresip("desk-9001", secret, switch_port=port, tone=AGENT) as phone:
        await phone.registered()
        await agent.ready()
    await agent.live.until(lambda live: not live.seat["phone_reachable"], what="a phone that is gone")
    assert agent.live.seat["state"] == "ready"

    customer = await floor.calls()
    await agent.live.until(lambda live: live.queues[QUEUE]["waiting"] == 1, what="the caller waits")
    zhou = await floor.desk("9002", tone=CONSULTANT)
    await zhou.agent.has_call("ringing")
    await zhou.do("decline")
    assert not agent.live.calls

    async with baresip("desk-9001", secret, switch_port=port, tone=AGENT) as phone:
        await agent.has_call("ringing")
        await phone.rings_at_once()
        await phone.answer()
        await agent.has_call("talking")
        await customer.hears(AGENT)
        await customer.hangs_up()
        await agent.wrap_up()

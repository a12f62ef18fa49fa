"""An agent whose phone stays off the hook: one SIP call for all contacts, answered by a command."""

from collections.abc import AsyncIterator

import pytest

from tests.rig.center import NAILED
from tests.rig.floor import AGENT, CUSTOMER, Customer, Desk, Floor

pytestmark = pytest.mark.journey


@pytest.fixture
async def he(floor: Floor) -> AsyncIterator[Desk]:
    """It is called at log-in, and let down at log-out."""
    desk = await floor.desk(NAILED, ready=False)
    await desk.phone.rings()
    await desk.phone.answer()
    await desk.phone.talks()
    await desk.agent.ready()
    yield desk
    mark = desk.phone.mark()
    await desk.agent.do("log_out")
    await desk.phone.is_cleared(after=mark)
    await desk.agent.is_("logged_out")


async def talks(he: Desk, customer: Customer) -> None:
    await he.agent.has_call("ringing")
    await he.do("answer")
    await he.agent.has_call("talking")
    await customer.hears(AGENT)


async def test_two_contacts_one_after_the_other_come_by_one_sip_call(floor: Floor, he: Desk) -> None:
    for _ in range(2):
        customer = await floor.calls()
        await talks(he, customer)
        await he.phone.hears(CUSTOMER)
        await he.do("hold")
        await he.agent.has_call("hold")
        await customer.hears_no(AGENT)
        await customer.voice.hears_sound()
        await he.do("retrieve")
        await customer.hears(AGENT)
        await customer.hangs_up()
        await he.agent.wrap_up()
    told = [event["type"] for event in he.phone.events]
    assert told.count("CALL_INCOMING") == 1
    assert "CALL_CLOSED" not in told


async def test_a_phone_that_is_hung_up_in_a_talk_rings_again_and_is_back_in_it(
    floor: Floor, he: Desk
) -> None:
    customer = await floor.calls()
    await talks(he, customer)
    mark = he.phone.mark()

    await he.phone.clear()
    await he.agent.has_call("link_lost")
    await customer.hears_no(AGENT)
    await customer.voice.hears_sound()
    await he.phone.rings(after=mark)
    await he.phone.answer()

    await he.agent.has_call("talking")
    await customer.hears(AGENT)
    await customer.hangs_up()
    await he.agent.wrap_up()

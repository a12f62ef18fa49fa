"""A carrier that wants a name and a password: calls come in and go out by it, and its password can change."""

from collections.abc import AsyncIterator

import pytest

from tests.rig.carriers import trunk
from tests.rig.center import QUICK
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, Floor
from tests.rig.ports import free_port
from tests.rig.registrar import Registrar
from tests.rig.voice import Voice

pytestmark = pytest.mark.journey
HOST, USER, OLD, NEW = "127.0.0.6", "lingtong-west", "first-word", "second-word"


@pytest.fixture
async def voice() -> AsyncIterator[Voice]:
    async with Voice(CONSULTANT, port=free_port("udp")) as one:
        yield one


@pytest.fixture
async def registrar(floor: Floor, voice: Voice) -> AsyncIterator[Registrar]:
    """Our switch has registered there."""
    async with Registrar(HOST, USER, OLD, voice.port) as one, trunk(floor, **_trunk(one, OLD)) as trunk_id:
        one.trunk_id = trunk_id
        await one.lets_in("REGISTER")
        yield one


def _trunk(registrar: Registrar, password: str) -> dict[str, object]:
    place = {"host": registrar.host, "port": registrar.port, "order": 1}
    return {"name": "west", "kind": "registration", "username": USER, "password": password, **place}


async def test_a_call_comes_in_by_the_contact_that_we_registered(floor: Floor, registrar: Registrar) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls(QUICK, host=HOST, uri=registrar.contact)
    await li.answer()
    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    await customer.hangs_up()
    await li.agent.wrap_up()


async def test_a_call_goes_out_with_the_password(floor: Floor, registrar: Registrar, voice: Voice) -> None:
    li = await floor.desk("9001", ready=False)
    await li.agent.do("dial", number="053186012345")
    await li.phone.rings()
    await li.phone.answer()
    invite = await registrar.lets_in("INVITE")
    assert invite.uri.startswith("sip:053186012345@")
    await li.agent.has_call("talking")
    await voice.hears(AGENT)
    await li.phone.hears(CONSULTANT)
    assert OLD not in invite.text
    await li.phone.clear()
    await registrar.lets_in("BYE")
    await li.agent.wrap_up()


async def test_a_new_password_is_used_at_once_and_no_call_is_dropped(
    floor: Floor, registrar: Registrar
) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls(QUICK, host=HOST, uri=registrar.contact)
    await li.answer()
    await customer.hears(AGENT)
    admin, known = await floor.person("admin"), len(registrar.let_in)

    registrar.password = NEW
    await admin.ask("PUT", f"/api/admin/trunks/{registrar.trunk_id}", _trunk(registrar, NEW))
    await registrar.lets_in("REGISTER", after=known)

    await customer.hears(AGENT)
    await li.phone.hears(CUSTOMER)
    await customer.hangs_up()
    await li.agent.wrap_up()

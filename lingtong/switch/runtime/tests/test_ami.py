"""The connection to AMI, against a small server in place of Asterisk."""

import asyncio

import pytest

from lingtong.switch.runtime.ami import AmiLost, ami_connection
from lingtong.switch.runtime.tests.conftest import PlayedAmi

pytestmark = pytest.mark.room


async def test_who_is_told_to_end_while_the_connection_is_closed_ends(ami: PlayedAmi) -> None:
    """Else a process that is told to end goes on."""

    async def ask_for_ever() -> None:
        while True:
            async with ami_connection(ami.settings) as connection:
                await connection.answer("Ping", {})
                asyncio.get_running_loop().call_soon(asking.cancel)

    asking = asyncio.create_task(ask_for_ever())
    async with asyncio.timeout(5):
        await asyncio.wait([asking])
    assert asking.cancelled()


async def test_a_log_in_that_is_refused_is_no_connection(ami: PlayedAmi) -> None:
    ami.word = "Error"
    with pytest.raises(AmiLost):
        async with ami_connection(ami.settings):
            raise AssertionError("logged in")

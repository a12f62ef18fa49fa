"""Faxes between two real switches with a fax machine in each: by T.38 and as sound, pages compared."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from tests.rig.asterisk import arrived
from tests.rig.fax import THEIRS, drawn, lines, machine_calls, same

pytestmark = pytest.mark.switch
STARTS_WITHIN = 60.0  # seconds: a program of its own on a full machine
WITHIN = 90.0

# An engine of its own process that can be killed: it takes a fax and says so.
ENGINE = """
import asyncio, sys, msgspec, structlog
from lingtong.switch import commands as ask, events as tell
from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.runtime.settings import SwitchSettings

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

async def main():
    read = msgspec.json.Decoder(SwitchSettings, dec_hook=lambda kind, text: kind(text))
    switch = AriSwitch(read.decode(sys.argv[1]))
    def hear(event):
        if isinstance(event, tell.SwitchConnected):
            print("up", flush=True)
        if isinstance(event, tell.LegArrived):
            switch.send(ask.AnswerLeg(leg_id=event.leg_id))
            switch.send(ask.SetVariables(leg_id=event.leg_id, values={"interaction": "i-1"}))
        if isinstance(event, tell.LegConnected):
            switch.send(ask.ReceiveFax(leg_id=event.leg_id, fax_id="in-1"))
            print(event.leg_id, flush=True)
    switch.listen(hear)
    await switch.run()

asyncio.run(main())
"""


@pytest.mark.parametrize("t38", [True, False])
async def test_pages_arrive_as_they_were_sent(t38: bool) -> None:
    sent = drawn(1, 4, 2)
    async with AsyncExitStack() as stack:
        both = await stack.enter_async_context(lines(t38=t38))
        engine = await stack.enter_async_context(both.ours.switch())
        machine = await stack.enter_async_context(both.theirs.switch())
        calling = asyncio.create_task(machine_calls(machine, "out-1", both.theirs, sent))
        leg_id = await arrived(engine)
        engine.send(ask.ReceiveFax(leg_id=leg_id, fax_id="in-1", station="95598"))
        await calling
        told = await engine.sees(tell.FaxEnded, within=WITHIN)
        assert (told.ok, told.pages, told.t38, told.error) == (True, 3, t38, "")
        assert engine.count(tell.FaxProgress, fax_id="in-1", pages=1) == 1
        assert machine.count(tell.FaxProgress, fax_id="out-1", pages=1) == 1
        assert (told.leg_id, told.fax_id, told.remote) == (leg_id, "in-1", THEIRS)
        assert all(map(same, both.pages_here("in-1"), sent))
        assert (await machine.sees(tell.FaxEnded)).remote == "95598"

        # The leg is ours again; it has carried its one fax.
        engine.send(ask.SendFax(leg_id=leg_id, fax_id="back-1"))
        assert not (await engine.sees(tell.CommandFailed)).gone
        assert engine.count(tell.LegCleared) == 0
        engine.send(ask.ClearLeg(leg_id=leg_id))
        await engine.sees(tell.LegCleared, leg_id=leg_id)
        await machine.sees(tell.LegCleared, leg_id="machine")


async def test_a_machine_that_hangs_up_first_leaves_its_result() -> None:
    async with AsyncExitStack() as stack:
        both = await stack.enter_async_context(lines())
        engine = await stack.enter_async_context(both.ours.switch())
        machine = await stack.enter_async_context(both.theirs.switch())
        calling = asyncio.create_task(machine_calls(machine, "out-1", both.theirs, drawn(2)))
        leg_id = await arrived(engine)
        engine.send(ask.ReceiveFax(leg_id=leg_id, fax_id="in-1"))
        await calling
        machine.send(ask.StopFax(leg_id="machine", fax_id="out-1"))
        told = await engine.sees(tell.FaxEnded, within=WITHIN)
        assert not told.ok
        assert told.error
        assert not (await machine.sees(tell.FaxEnded)).ok
        await engine.sees(tell.LegCleared, leg_id=leg_id)
        kinds = [type(event) for event in engine.events]
        assert kinds.index(tell.FaxEnded) < kinds.index(tell.LegCleared)


async def test_a_calling_machine_is_heard_in_a_talk() -> None:
    async with AsyncExitStack() as stack:
        both = await stack.enter_async_context(lines(t38=False))
        engine = await stack.enter_async_context(both.ours.switch())
        machine = await stack.enter_async_context(both.theirs.switch())
        calling = asyncio.create_task(machine_calls(machine, "out-1", both.theirs, drawn(2)))
        leg_id = await arrived(engine)
        engine.send(
            ask.HearFax(leg_id=leg_id),
            ask.OpenBridge(bridge_id="b1"),
            ask.JoinBridge(bridge_id="b1", leg_ids=(leg_id,)),
        )
        await calling
        await engine.sees(tell.FaxHeard, within=20, leg_id=leg_id)
        assert engine.count(tell.LegCleared) == 0
        engine.send(ask.ReceiveFax(leg_id=leg_id, fax_id="in-1"), ask.CloseBridge(bridge_id="b1"))
        assert (await engine.sees(tell.FaxEnded, within=WITHIN)).ok
        assert same(both.pages_here("in-1")[0], drawn(2)[0])


@pytest.mark.parametrize("back", ["meanwhile", "afterwards"])
async def test_a_fax_outlives_a_killed_engine(back: str) -> None:
    async with AsyncExitStack() as stack:
        both = await stack.enter_async_context(lines())
        machine = await stack.enter_async_context(both.theirs.switch())
        settings = msgspec.json.encode(both.ours.settings, enc_hook=str).decode()
        engine = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", ENGINE, settings),
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[4],
        )
        assert engine.stdout is not None
        assert await asyncio.wait_for(engine.stdout.readline(), STARTS_WITHIN) == b"up\n"
        calling = asyncio.create_task(machine_calls(machine, "out-1", both.theirs, drawn(1, 2, 3)))
        leg_id = (await asyncio.wait_for(engine.stdout.readline(), STARTS_WITHIN)).decode().strip()
        await calling
        engine.kill()
        await engine.wait()
        if back == "afterwards":
            assert (await machine.sees(tell.FaxEnded, within=WITHIN)).ok
        fresh = await stack.enter_async_context(both.ours.switch())
        (seen,) = (await fresh.sees(tell.SwitchConnected)).legs
        assert (seen.leg_id, seen.source, seen.dnis) == (leg_id, "trunk:machine", "95598")
        assert seen.variables == {"interaction": "i-1"}
        told = await fresh.sees(tell.FaxEnded, within=WITHIN)
        assert (told.ok, told.pages, told.leg_id, told.fax_id) == (True, 3, leg_id, "in-1")
        assert all(map(same, both.pages_here("in-1"), drawn(1, 2, 3)))
        assert fresh.count(tell.LegArrived) == 0
        fresh.send(ask.ClearLeg(leg_id=leg_id))
        await fresh.sees(tell.LegCleared, leg_id=leg_id)

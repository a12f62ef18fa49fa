"""A real engine on a switch of the tests, as a process of its own: `one_engine.py FOLDER`.

A word on standard input each: lose, connect, stop. Each is answered by a line once it is written.
"""

import asyncio
import sys
from pathlib import Path

from lingtong.apps.engine import EngineProcess
from lingtong.apps.taking import Who
from lingtong.floor.center import Center, Tenant
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.lease import FolderLease
from lingtong.kit import Ids, SystemClock
from lingtong.switch.fake import FakeSwitch


async def main(folder: Path) -> None:
    clock = SystemClock()
    lease = FolderLease(folder, "node-1", clock)
    generation = await lease.acquire()
    switch = FakeSwitch(clock)

    async def ship(_: object) -> None:
        await asyncio.Event().wait()

    engine = EngineProcess(
        clock=clock,
        ids=Ids(clock),
        switch=switch,
        bus=InProcessBus(),
        folder=folder,
        degraded_log=folder / "degraded.log",
        ship=ship,
        lease=lease,
        who=Who(generation=generation),
    )
    engine.begin(Center(tenants={"demo": Tenant(id="demo", name="demo")}))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(engine.run())
        keeping = group.create_task(lease.keep())
        _say("there")
        while word := (await asyncio.to_thread(sys.stdin.readline)).strip():
            if word == "lose":
                engine.engine.hear(switch.lose_socket())
            elif word == "connect":
                engine.engine.hear(switch.connect())
            else:
                engine.stops_in_order()
                running.cancel()
                keeping.cancel()
            _say(word)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""`python -m bench.takeover [--rounds 5]`: the active engine dies; how long until somebody is served again?

Plain restart and hot standby in turns, in one run: PostgreSQL, NATS, real Asterisk, ten callers
a second, an agent in a talk. `served`: from `kill -9` to the first new caller whom an engine takes. `seats`:
until an engine that has met the switch tells the agent's true state. `alone`: callers whom the degraded mode
took meanwhile.
"""

import argparse
import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from lingtong.foundation.bus import NatsBus, NobodyAnswers
from lingtong.foundation.journal.records import unpack
from lingtong.foundation.journal.segments import segments_in
from tests.rig.center import CARRIER, MENU
from tests.rig.cluster import Cluster, running_cluster
from tests.rig.floor import AGENT, Desk, Floor
from tests.rig.ports import free_port
from tests.rig.sipp import caller, sipp

BEFORE, AFTER = 1.5, 6.0  # seconds of calls
RATE = 10
LOOK_EVERY = 0.01


class Took(msgspec.Struct, frozen=True):
    served: float
    seats: float
    alone: int


async def main(rounds: int) -> None:
    found: dict[str, list[Took]] = {"restart": [], "standby": []}
    async with running_cluster() as whole:
        floor = Floor(whole.cluster)
        desk = await floor.desk("9001")
        customer = await floor.calls(ani="13900000000")
        await desk.answer()
        await customer.hears(AGENT)
        for number in range(rounds * 2):
            way = "standby" if number % 2 else "restart"
            took = await _round(whole.cluster, desk, way)
            found[way].append(took)
            print(f"{way:8} served {took.served:.2f} s, seats {took.seats:.2f} s, alone {took.alone}")
            assert customer.is_on
        await floor.clean()
    for way, all_ in found.items():
        for name in ("served", "seats", "alone"):
            values = [getattr(one, name) for one in all_]
            print(f"{way:8} {name:6} median {statistics.median(values):.2f}  worst {max(values):.2f}")


async def _round(cluster: Cluster, desk: Desk, way: str) -> Took:
    if way == "standby":
        await cluster.launch_standby()
    before = _alone(cluster)
    async with _crowd(cluster):
        await asyncio.sleep(BEFORE)
        died = time.time()
        if way == "standby":
            cluster.kill_active()
        else:
            cluster.kill_engine()
            cluster.launch("engine")
        seats = await _true_again(cluster, desk) - died
        await asyncio.sleep(AFTER)
    served = min(at for at in _arrivals(cluster) if at > died) - died
    return Took(served, seats, len(_alone(cluster) - before))


@asynccontextmanager
async def _crowd(cluster: Cluster) -> AsyncIterator[None]:
    calls = round((BEFORE + AFTER + 4) * RATE)
    scenario = caller(MENU, voice_port=free_port("udp"), leaves_after=1.0)
    async with sipp(scenario, cluster.sip_port, host=CARRIER, calls=calls):
        yield


async def _true_again(cluster: Cluster, desk: Desk) -> float:
    """When the agent's talk is told by an engine that has met the switch."""
    seat = desk.live.seat
    tenant = next(_facts(cluster))["tenant_id"]
    bus = await NatsBus.connect(cluster.env["LINGTONG_BUS"], "bench")
    question = msgspec.json.encode({"agent_id": seat["agent_id"]})
    try:
        while True:
            with contextlib.suppress(NobodyAnswers):
                told = msgspec.json.decode(
                    await bus.ask(f"engine.hello.{tenant}", question, within=0.2), type=dict[str, object]
                )
                own = told["seat"]
                if told["switch_connected"] and isinstance(own, dict) and own["state"] == "talking":
                    return time.time()
            await asyncio.sleep(LOOK_EVERY)
    finally:
        await bus.close()


def _facts(cluster: Cluster) -> Iterator[dict[str, str]]:
    for path in segments_in(cluster.folder / "data/journal"):
        for frame in unpack(path.read_bytes()):
            yield from (msgspec.json.decode(fact.body) for fact in frame.facts)


def _alone(cluster: Cluster) -> set[str]:
    """Interactions that the switch served alone, as its notes were taken in."""
    return {fact["interaction_id"] for fact in _facts(cluster) if fact.get("result") == "degraded"}


def _arrivals(cluster: Cluster) -> list[float]:
    """When engines took callers."""
    alone = _alone(cluster)
    came = [fact for fact in _facts(cluster) if fact["kind"] == "interaction.arrived"]
    return [
        datetime.fromisoformat(fact["at"]).timestamp() for fact in came if fact["interaction_id"] not in alone
    ]


if __name__ == "__main__":
    asking = argparse.ArgumentParser()
    asking.add_argument("--rounds", type=int, default=5)
    asyncio.run(main(asking.parse_args().rounds))

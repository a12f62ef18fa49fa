"""A wave of calls at one side, and what was seen of it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench import load, scenarios
from bench.center import ALL, RAW
from bench.cpu import Foreign
from bench.probe import Probes, Watched
from bench.sides import Ours, Side

LISTENS = 0.2  # seconds from the call to the key
PROBES = 10  # watched calls a second
PASS = 0.001  # the share of failed calls below which a wave is clean
DRAINS = 20.0


@dataclass(frozen=True)
class Wave:
    """CPU in milliseconds per call and process; times in milliseconds."""

    calls: int
    failed: int
    retransmitted: int
    rate: float
    cpu: Mapping[str, float]
    joined: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    foreign: float = 0.0
    wrong: str = ""

    @property
    def all_cpu(self) -> float:
        return sum(self.cpu.values())


@dataclass(frozen=True)
class Asked:
    """`probed` is what the watched callers dial; they want no agent where it is not a menu.

    Each caller presses these `keys`; one who is `served` by the menu meets no agent.
    """

    rate: int
    seconds: float
    dials: str = ALL
    probed: str = ALL
    probes: int = PROBES
    keys: str = "1"
    served: bool = False

    @property
    def loaded(self) -> int:
        return int((self.rate - self.probes) * self.seconds)


async def wave(side: Side, phones: load.Player | None, probes: Probes, asked: Asked) -> Wave:
    """Calls at a rate, some of them watched; ends when all of them are over."""
    before = await side.counted()
    living = {**side.cpu, **({"phones": phones.pid} if phones else {})}
    foreign, work, began = Foreign(living), side.work(), time.monotonic()
    raw = asked.dials == RAW
    scenario = (
        scenarios.raw_caller(RAW) if raw else scenarios.caller(asked.dials, listens=LISTENS, keys=asked.keys)
    )
    callers = await load.callers(
        side.next_folder("callers"), scenario, side.sip_port,
        rate=asked.rate - asked.probes, calls=asked.loaded, most=asked.rate * 10,
    )  # fmt: skip
    watched = await _watch(probes, side.sip_port, asked) if asked.probes else []
    counted = await callers.ended(asked.seconds + DRAINS)
    lasted = time.monotonic() - began
    used, others = work.used(), foreign.processors()
    calls = counted.made + len(watched)
    good = [one for one in watched if not one.failed]
    return Wave(
        calls=calls,
        failed=counted.failed + len(watched) - len(good) + max(0, asked.loaded - counted.made),
        retransmitted=counted.retransmitted,
        rate=calls / lasted,
        cpu={name: seconds / calls * 1000 for name, seconds in used.items()},
        joined=[(one.hears_at - one.pressed_at) * 1000 for one in good if one.wants_agent],
        first=[(one.first_sound_at - one.called_at) * 1000 for one in good],
        foreign=others,
        wrong=await _wrong(side, before, "ended" if asked.served else "handled", calls, counted.failed),
    )


async def _wrong(side: Side, before: dict[str, int], what: str, calls: int, failed: int) -> str:
    """Our own records must tell of exactly the calls that were made."""
    if not isinstance(side, Ours):
        return ""
    counted = (await side.counted())[what] - before[what]
    return "" if calls - failed <= counted <= calls else f"{calls} calls, but {counted} {what} by the records"


async def _watch(probes: Probes, sip_port: int, asked: Asked) -> list[Watched]:
    calling: list[asyncio.Task[Watched]] = []
    wants_agent = asked.probed == asked.dials
    async with asyncio.TaskGroup() as group:
        for _ in range(int(asked.probes * asked.seconds)):
            one = probes.call(asked.probed, sip_port, listens=LISTENS, wants_agent=wants_agent)
            calling.append(group.create_task(one))
            await asyncio.sleep(1 / asked.probes)
    return [one.result() for one in calling]

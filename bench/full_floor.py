"""The full floor: 300 agents at live desks, 1,500 callers waiting with music, on real Asterisk.

While calls come, are answered and give up, every view of every board is held against a count of its own of
the journal's facts: what is shown must be a value that the facts had, and only so old.
"""

import asyncio
import os
import socket
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bench import load, scenarios
from bench.boards import Boards, open_boards
from bench.cpu import Cpu, Foreign
from bench.figures import percentile
from bench.floor_people import AFTER_CALL_WORK, numbers
from bench.hall import Hall
from bench.recount import Key, Recount, shown_in
from bench.results import Goal, Result, figure, void
from bench.screens import Screens, open_screens
from bench.whole import Whole, whole_product
from lingtong.floor.live import decode_fact
from lingtong.floor.live.figures import FiguresChanged
from lingtong.floor.live.views import SeatChanged
from lingtong.foundation.journal import Fact
from lingtong.foundation.journal.records import unpack
from tests.rig.ports import free_port

SETTLES = 3.0
LAG, NONE = Goal("≤", 2), Goal("≤", 0)


@dataclass(frozen=True)
class Crowd:
    """Callers who wait at once, so many seconds long at most."""

    share: float
    patience: float


@dataclass(frozen=True)
class Asked:
    agents: int = 300
    waiting: int = 1500
    talks: float = 26.0
    rate: int = 30  # callers a second until so many wait
    seconds: float = 60.0
    crowds: tuple[Crowd, ...] = (Crowd(0.9, 170), Crowd(0.06, 60), Crowd(0.04, 20))

    @property
    def at_once(self) -> int:
        return self.agents + self.waiting

    @property
    def ports(self) -> int:
        return 2 * (self.at_once + self.agents) + 400


@dataclass
class Found:
    """CPU in processors, memory in megabytes, times in seconds."""

    calls: int = 0
    lost: int = 0
    answered: int = 0
    abandoned: int = 0
    waiting: list[int] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    packets: float = 0.0  # of music for each waiting caller and second
    compared: int = 0
    different: list[str] = field(default_factory=list)
    lags: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # by kind of figure
    delays: list[float] = field(default_factory=list)
    desk_delays: list[float] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    foreign: float = 0.0
    window: tuple[float, float] = (0.0, 0.0)


async def run(hall: Hall) -> list[Result]:
    asked = Asked(30, 150, 4.0, seconds=15, crowds=SMALL) if hall.effort.quick else Asked()
    found = await measure(hall.folder / "full", hall.runtime, asked)
    hall.foreign.append(found.foreign)
    print(f"  FULL_FLOOR: {told(found)}", flush=True)
    return results(asked, found)


SMALL = (Crowd(0.8, 40), Crowd(0.1, 8), Crowd(0.1, 4))


def told(found: Found) -> str:
    cpu = ", ".join(f"{name} {used:.2f}" for name, used in found.cpu.items())
    memory = ", ".join(f"{name} {used:.0f} MB" for name, used in found.memory.items())
    lags = ", ".join(
        f"{kind} {percentile(lags, 0.99):.2f} {max(lags):.2f} s" for kind, lags in found.lags.items()
    )
    return (
        f"{found.calls} calls, {found.lost} lost, {found.answered} answered, {found.abandoned} gave up, "
        f"{min(found.waiting)} to {max(found.waiting)} waiting; processors: {cpu}; {memory}; "
        f"{found.packets:.1f} packets of music a second; {found.compared} figures compared, "
        f"{len(found.different)} differ {found.different[:3]}, "
        f"lag p99 and most: {lags}; "
        f"the product told of {dict(found.troubles)}; "
        f"board p99 {percentile(found.delays, 0.99) * 1000:.0f} ms, "
        f"desk p99 {percentile(found.desk_delays, 0.99) * 1000:.0f} ms"
    )


def results(asked: Asked, found: Found) -> list[Result]:
    what = f"{asked.agents} desks, {min(found.waiting)} to {max(found.waiting)} waiting with music"
    if found.lost:
        return [void("FULL_FLOOR.different", what, "", f"{found.lost} calls were lost", NONE)]

    def line(name: str, of: str, unit: str, value: float, goal: Goal | None = None, note: str = "") -> Result:
        return figure(f"FULL_FLOOR.{name}", f"{what}: {of}", unit, [value], goal=goal, note=note)

    checked = f"{found.compared} figures; {found.answered} answered, {found.abandoned} gave up meanwhile"
    return [
        line(
            "different", "figures that no count of the journal had", "", len(found.different), NONE, checked
        ),
        line("lost", "calls lost", "", found.lost, NONE, f"{found.calls} calls"),
        line("alone", "calls that no engine took", "", found.troubles["calls without an engine"], NONE),
        *(
            line(f"lag.{kind}", f"fact → figure on the board ({kind}), p99", "s", percentile(lags, 0.99), LAG)
            for kind, lags in found.lags.items()
        ),
        line("board", "figure made → in the browser, p99", "ms", percentile(found.delays, 0.99) * 1000),
        line("desk", "agent's fact → on the desk, p99", "ms", percentile(found.desk_delays, 0.99) * 1000),
        line("music", "packets that each waiting caller hears", "/s", found.packets, Goal("≥", 49)),
        *(line(f"cpu.{name}", f"processors, {name}", "", used) for name, used in found.cpu.items()),
        *(line(f"memory.{name}", f"memory, {name}", "MB", used) for name, used in found.memory.items()),
    ]


async def measure(folder: Path, runtime: Path, asked: Asked) -> Found:
    people = "bench.floor_people"
    async with whole_product(folder, runtime, asked.agents, people, asked.ports) as product:
        desks = [desk for desk in product.desks if "secret" in desk]
        watchers = [desk for desk in product.desks if "secret" not in desk]
        port = free_port("udp")
        secrets = {desk["name"]: desk["secret"] for desk in desks}
        await load.register_all(folder / "register", secrets, port, product.sip_port)
        ear, phones_ear = Ear(), Ear()
        scenario = scenarios.phones(talks=asked.talks, ear=phones_ear.port)
        async with (
            load.phones(folder / "phones", scenario, port, product.sip_port) as phones,
            open_boards(product.address, watchers) as boards,
            open_screens(product.address, desks) as screens,
            kept_journal(product.data / "journal", folder / "kept") as kept,
        ):
            found = await _day(folder, product, phones, ear, asked)
            await asyncio.sleep(AFTER_CALL_WORK + 2 * SETTLES)
            facts = list(kept.facts())
            found.troubles = product.troubles()
            found.different += [f"{boards.lost} boards lost their socket"] if boards.lost else []
            _compare(found, boards, facts)
            _compare_desks(found, screens, facts, {desk["agent_id"]: desk["name"] for desk in desks})
        return found


async def _day(folder: Path, product: Whole, phones: load.Player, ear: "Ear", asked: Asked) -> Found:
    found = Found()
    players = [
        await load.callers(
            folder / f"callers-{place}",
            scenarios.patient_caller(patience=crowd.patience, ear=ear.port),
            product.sip_port,
            rate=max(1, round(asked.rate * crowd.share)),
            calls=1_000_000,
            most=round(asked.at_once * crowd.share),
            dialing=numbers(),
        )
        for place, crowd in enumerate(asked.crowds)
    ]
    try:
        await asyncio.sleep(asked.at_once / asked.rate + SETTLES)
        pids = {**product.cpu, "keeper": product.keeper, "SIPp": players[0].pid, "bench": os.getpid()}
        others = {"phones": phones.pid, **{str(one.pid): one.pid for one in players}}
        work, foreign, heard = Cpu(pids), Foreign({**product.cpu, **others}), ear.heard()
        began = time.time()
        await asyncio.sleep(asked.seconds)
        found.window = (began, time.time())
        lasted = found.window[1] - began
        found.cpu = {name: used / lasted for name, used in work.used().items()}
        found.foreign = foreign.processors()
        found.memory = {name: memory_of(pid) for name, pid in pids.items()}
        found.packets = (ear.heard() - heard) / lasted
        for player in players:
            player.calls_no_more()
        patience = max(crowd.patience for crowd in asked.crowds) + asked.talks
        ended = [await player.ended(patience + 30) for player in players]
    finally:
        for player in players:
            await player.stop()
    found.calls, found.lost = sum(one.made for one in ended), sum(one.failed for one in ended)
    return found


def _compare(found: Found, boards: Boards, facts: list[Fact]) -> None:
    """Every view of every board, and last of all the boards as they stand when nobody calls any more."""
    count = Recount(facts)
    found.answered = sum(result == "handled" for result in count.ended.values())
    found.abandoned = sum(result == "abandoned" for result in count.ended.values())
    lines = [history for key, history in count.histories.items() if key[0] == "line"]
    moments = range(int(found.window[0]), int(found.window[1]) + 1)
    found.waiting = [sum(history.at(moment)[0] for history in lines) for moment in moments]  # type: ignore[index]
    found.packets /= sum(found.waiting) / len(found.waiting)
    stands: dict[tuple[str, Key], object] = {}
    for came, board, text in boards.told:
        view = msgspec.json.decode(text, type=FiguresChanged)
        at = view.at.timestamp()
        if not view.whole:
            found.delays.append(came - at)
        for key, value in shown_in(view):
            found.compared += 1
            stands[board, key] = value
            lag = count.history(key).lag(board, at, value)
            if lag is None:
                found.different.append(f"{board} {key}: {value}")
            else:
                found.lags[str(key[0])].append(lag)
    for (board, key), value in stands.items():
        last = count.history(key).last
        if value != last and key[0] not in ("queue", "entry"):
            found.different.append(f"at the end {board} {key}: {value} instead of {last}")


def _compare_desks(found: Found, screens: Screens, facts: list[Fact], names: dict[str, str]) -> None:
    """Each desk's own state."""
    count = Recount(facts)
    agents = {name: agent_id for agent_id, name in names.items()}
    for came, name, text in screens.seats:
        seat = msgspec.json.decode(text, type=SeatChanged).seat
        found.compared += 1
        lag = count.history(("agent", agents[name])).lag(name, came, (str(seat.state),))
        if lag is None:
            found.different.append(f"{name}'s desk: {seat.state}")
        elif found.window[0] <= came <= found.window[1] and seat.since.timestamp() > came - 1:
            found.desk_delays.append(came - seat.since.timestamp())


class Ear:
    """A port that nobody reads: the kernel counts what comes there."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def heard(self) -> int:
        """Packets so far, but for the few that fill the port."""
        place = f"0100007F:{self.port:04X}"
        rows = [row.split() for row in Path("/proc/net/udp").read_text().splitlines()]
        return next(int(row[-1]) for row in rows if row[1] == place)


class Kept:
    """The journal's segments, also those that the product has removed since."""

    def __init__(self, journal: Path, folder: Path) -> None:
        self._journal, self._folder = journal, folder
        folder.mkdir()

    async def run(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(0.5)

    def look(self) -> None:
        for path in self._journal.glob("journal-*.log"):
            link = self._folder / path.name
            if not link.exists():
                link.hardlink_to(path)

    def facts(self) -> Iterator[Fact]:
        self.look()
        for path in sorted(self._folder.iterdir()):
            for frame in unpack(path.read_bytes()):
                for fact in frame.facts:
                    yield decode_fact(fact.body)


@asynccontextmanager
async def kept_journal(journal: Path, folder: Path) -> AsyncIterator[Kept]:
    kept = Kept(journal, folder)
    keeping = asyncio.create_task(kept.run())
    try:
        yield kept
    finally:
        keeping.cancel()


def memory_of(pid: int) -> float:
    """Megabytes that are in the machine's memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

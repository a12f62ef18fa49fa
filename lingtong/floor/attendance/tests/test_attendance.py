"""What the records say of who was there equals the sum of the facts, whatever the day was like."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lingtong.apps.keeper import Keeper
from lingtong.floor.agents.events import AgentStateChanged, ReasonOverrun
from lingtong.floor.attendance.service import Attendance, Presence
from lingtong.floor.testing.center import TENANT
from lingtong.floor.testing.simulation import Simulation
from lingtong.foundation.db import Database
from lingtong.foundation.identity.tables import TenantRow
from lingtong.foundation.journal import Fact

pytestmark = pytest.mark.room
ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


class Clock:
    def __init__(self) -> None:
        self.at = NINE

    def now(self) -> datetime:
        return self.at


class Records:
    def __init__(self, database: Database) -> None:
        self.keeper, self.clock = Keeper(database), Clock()
        self.attendance = Attendance(database, self.clock)
        self._seats: dict[str, tuple[str, str, datetime]] = {}
        self._count = 0

    async def keep(self, *facts: Fact) -> None:
        await self.keeper.store_facts(facts)

    def turns(self, state: str, reason: str = "", agent: str = "zhang") -> AgentStateChanged:
        """The agent's seat shows this from now on."""
        now = self.clock.at
        before, reason_before, since = self._seats.get(agent, ("logged_out", "", now))
        self._seats[agent] = (state, reason, now)
        self._count += 1
        return AgentStateChanged(
            id=f"fact-{self._count}",
            tenant_id=TENANT,
            at=now,
            agent_id=agent,
            state=state,
            before=before,
            lasted=(now - since).total_seconds(),
            reason_id=reason,
            reason_before=reason_before,
        )

    async def day(self, day: date = MONDAY) -> dict[str, Presence]:
        return {one.agent_id: one for one in await self.attendance.of_day(TENANT, day, ZONE)}

    def pass_minutes(self, minutes: float) -> None:
        self.clock.at += timedelta(minutes=minutes)


@pytest.fixture
async def records(each_database: Database) -> Records:
    async with each_database.writing_everywhere() as work:
        row = TenantRow(id=TENANT, code=TENANT, name="Demo", language="zh", created_at=NINE)
        work.session.add(row)
    return Records(each_database)


async def test_a_morning_with_a_meal(records: Records) -> None:
    await records.keep(records.turns("not_ready"), records.turns("ready"))
    records.pass_minutes(60)
    await records.keep(records.turns("not_ready", "meal"))
    records.pass_minutes(30)
    await records.keep(records.turns("ready"))
    records.pass_minutes(10)
    await records.keep(records.turns("logged_out"))
    records.pass_minutes(200)
    found = (await records.day())["zhang"]
    assert (found.first_in, found.last_out) == (NINE, NINE + timedelta(minutes=100))
    assert found.seconds == {"ready": 70 * 60.0, "not_ready": 30 * 60.0}
    assert found.reasons == {"meal": 30 * 60.0}
    assert found.sessions == 1


async def test_what_runs_now_is_counted_to_now_and_has_no_last_out(records: Records) -> None:
    await records.keep(records.turns("ready"))
    records.pass_minutes(15)
    found = (await records.day())["zhang"]
    assert (found.last_out, found.seconds) == (None, {"ready": 900.0})
    records.pass_minutes(15)
    assert (await records.day())["zhang"].seconds == {"ready": 1800.0}, "looking changes nothing"


async def test_a_night_shift_belongs_to_both_days(records: Records) -> None:
    records.pass_minutes(14 * 60)  # 23:00
    await records.keep(records.turns("ready"))
    records.pass_minutes(180)
    assert (await records.day(MONDAY))["zhang"].seconds == {"ready": 3600.0}
    assert (await records.day(TUESDAY))["zhang"].seconds == {"ready": 7200.0}
    await records.keep(records.turns("logged_out"))
    monday, tuesday = (await records.day(MONDAY))["zhang"], (await records.day(TUESDAY))["zhang"]
    midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert (monday.seconds, monday.last_out) == ({"ready": 3600.0}, midnight)
    assert (tuesday.seconds, tuesday.first_in) == ({"ready": 7200.0}, midnight)
    assert (monday.sessions, tuesday.sessions) == (1, 0)


async def test_facts_that_come_twice_count_once(records: Records) -> None:
    facts = [records.turns("ready")]
    records.pass_minutes(5)
    facts.append(records.turns("logged_out"))
    await records.keep(*facts)
    await records.keep(*facts)
    assert (await records.day())["zhang"].seconds == {"ready": 300.0}


async def test_overruns_are_counted(records: Records) -> None:
    await records.keep(records.turns("not_ready", "meal"))
    over = ReasonOverrun(id="over", tenant_id=TENANT, at=NINE, agent_id="zhang", reason_id="meal", limit=60.0)
    await records.keep(over)
    assert (await records.day())["zhang"].overruns == 1


def summed(facts: Sequence[Fact]) -> dict[tuple[str, str, str, str], float]:
    """Agent, day, state and reason to seconds, minute by minute: slow and plain."""
    spent: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for fact in facts:
        if not isinstance(fact, AgentStateChanged) or fact.before == "logged_out":
            continue
        at, left = fact.at - timedelta(seconds=fact.lasted), fact.lasted
        while left > 0:
            local = at.astimezone(ZONE)
            to_midnight = 86_400.0 - (local.hour * 3600 + local.minute * 60 + local.second)
            to_midnight -= local.microsecond / 1e6
            part = min(left, to_midnight)
            reason = fact.reason_before if fact.before == "not_ready" else ""
            spent[fact.agent_id, local.date().isoformat(), fact.before, reason] += part
            at, left = at + timedelta(seconds=part), left - part
    return spent


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_sums_equal_the_facts_of_a_random_day(records: Records, tmp_path: Path, seed: int) -> None:
    """Batches of any size, as the shipper brings them, over a day that crosses midnight."""
    day = Simulation(seed, tmp_path / "journal", faults=False, pace=10.0)
    day.run(20.0)
    facts, rng = day.day.facts, random.Random(seed)
    at = 0
    while at < len(facts):
        size = rng.choice([1, 7, 100, 500])
        await records.keep(*facts[at : at + size])
        at += size
    records.clock.at = day.day.clock.at
    spent, last = (
        summed(facts),
        {fact.agent_id: fact for fact in facts if isinstance(fact, AgentStateChanged)},
    )
    for fact in last.values():  # what runs on at the end
        if fact.state != "logged_out":
            on = AgentStateChanged(
                id="", tenant_id=TENANT, at=records.clock.at, agent_id=fact.agent_id, state="",
                before=fact.state, reason_before=fact.reason_id,
                lasted=(records.clock.at - fact.at).total_seconds(),
            )  # fmt: skip
            for key, seconds in summed([on]).items():
                spent[key] += seconds
    kept: dict[tuple[str, str, str, str], float] = {}
    for one_day in (MONDAY, TUESDAY):
        for agent_id, found in (await records.day(one_day)).items():
            mine = agent_id, one_day.isoformat()
            plain = {state: seconds for state, seconds in found.seconds.items() if state != "not_ready"}
            kept.update({(*mine, state, ""): seconds for state, seconds in plain.items()})
            kept.update({(*mine, "not_ready", reason): seconds for reason, seconds in found.reasons.items()})
    assert {key: seconds for key, seconds in kept.items() if seconds} == pytest.approx(
        {key: seconds for key, seconds in spent.items() if seconds}, abs=0.01
    )

"""What an operator asks of the command line about days that were and numbers that are needed."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from lingtong.apps.cli.tests.test_keeping import Shell
from lingtong.foundation.config import load
from lingtong.foundation.db import Database
from lingtong.foundation.journal import store as journal
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import InteractionQueued, QueueLeft
from lingtong.kit import Ids, SystemClock

pytestmark = pytest.mark.room

DAY = "2026-11-20"


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cheap_hashes: None
) -> Shell:
    shell = Shell(tmp_path, monkeypatch, capsys)
    shell.set("COLUMNS", "160")
    return shell


def record_a_morning() -> None:
    """Thirty callers of the demo's fault line, of whom nobody was served."""

    async def store() -> None:
        database = Database(load().database_url)
        ids, facts = Ids(SystemClock()), list[Fact]()
        async with database.reading_everywhere() as reader:
            tenant_id, queue_id = (
                await reader.session.execute(text("SELECT tenant_id, id FROM queues WHERE number = '3001'"))
            ).one()
        for number in range(30):
            at = datetime.fromisoformat(f"{DAY}T09:00:00+08:00") + timedelta(seconds=60 * number)
            about = {"tenant_id": tenant_id, "interaction_id": str(number), "queue_id": queue_id}
            facts.append(InteractionQueued(id=ids.new(), at=at, priority=5, **about))
            later = at + timedelta(seconds=50)
            facts.append(QueueLeft(id=ids.new(), at=later, waited=50, outcome="abandoned", **about))
        async with database.writing_everywhere() as work:
            await journal.add_new(work.session, facts)
        await database.close()

    asyncio.run(store())


def test_a_recorded_day_is_shown_beside_the_changed_one(shell: Shell) -> None:
    shell.says("demo")
    record_a_morning()
    said = shell.says("simulate", "--day", DAY, "--queue", "3001", "--agents", "+2", "--seeds", "2")
    lines = [line.split() for line in said.splitlines()]
    assert ["recorded", "30", "0.0%", "–", "50", "s", "30", "–"] in lines
    changed = next(line for line in lines if line[:1] == ["changed"])
    assert int(changed[-2] if changed[-1].endswith("%") else changed[-1]) < 30
    assert "30 calls, played 2 times" in said
    sparks = [line for line in said.splitlines() if line.endswith(("recorded", "changed")) and "·" in line]
    assert len(sparks) == 2


def test_what_cannot_be_played_is_refused_in_one_line(shell: Shell) -> None:
    shell.says("demo")
    assert "No call in any queue is recorded" in shell.refuses("simulate", "--day", DAY)
    assert "Write the day as" in shell.refuses("simulate", "--day", "yesterday")
    assert "Say which queue" in shell.refuses("simulate", "--day", DAY, "--agents", "+2")
    assert "cannot be read" in shell.refuses("simulate", "--day", DAY, "--changes", "{")
    record_a_morning()
    assert "There is no queue 3009" in shell.refuses(
        "simulate", "--day", DAY, "--queue", "3009", "--agents", "1"
    )
    rules = '{"queues": {"3001": {"rules": {"overflow_queue": "3001"}}}}'
    assert "cannot overflow to itself" in shell.refuses("simulate", "--day", DAY, "--changes", rules)


def test_agents_for_a_goal(shell: Shell) -> None:
    said = shell.says("size", "--calls", "200", "--handling", "180", "--goal", "80/20")
    assert "14 agents reach 80% within 20 s (Erlang C, 10.00 erlangs); 22 lines." in said
    said = shell.says(
        "size", "--calls", "200", "--handling", "180", "--patience", "120", "--shrinkage", "0.3"
    )
    assert "12 agents, 18 on the payroll, reach 80%" in said
    assert "80/20" in shell.refuses("size", "--calls", "200", "--handling", "180", "--goal", "fast")
    assert "20,000" in shell.refuses("size", "--calls", "9000000", "--handling", "180")


def test_seats_for_a_population(shell: Shell) -> None:
    given = ("--people", "500000", "--asking", "0.003", "--busy-share", "0.18", "--seat-load", "0.7")
    said = shell.says("size", "--handling", "150", *given)
    assert "16 seats by population (16.07): 270 calls in the busiest hour." in said
    assert "Erlang C, 11.25 erlangs" in said
    assert "--asking" in shell.refuses("size", "--handling", "150", "--people", "500000")
    assert "--calls" in shell.refuses("size", "--handling", "150")


def test_a_size_is_compared_with_a_simulation(shell: Shell) -> None:
    said = shell.says("size", "--calls", "60", "--handling", "120", "--check")
    assert "Simulated, 24 hours with" in said

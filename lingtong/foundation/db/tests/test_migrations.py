import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from lingtong.foundation.db import Base, Database, migrate
from lingtong.foundation.db.engine import open_engine
from tools.generate.first_migration import FILE, generated

pytestmark = pytest.mark.room


async def test_migrations_go_up_down_and_up_again(database_url: str) -> None:
    assert await migrate.upgrade(database_url) == (None, migrate.newest())
    assert await migrate.downgrade(database_url) == (migrate.newest(), None)
    assert await tables_of(database_url) <= {"alembic_version"}
    assert await migrate.upgrade(database_url) == (None, migrate.newest())
    assert await tables_of(database_url) == {*Base.metadata.tables, "alembic_version"}


async def test_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    await migrate.upgrade(database_url)
    assert await migrate.differences(database_url) == []


async def test_a_second_upgrade_changes_nothing(sqlite_url: str) -> None:
    await migrate.upgrade(sqlite_url)
    assert await migrate.upgrade(sqlite_url) == (migrate.newest(), migrate.newest())
    assert await migrate.current(sqlite_url) == migrate.newest()


async def test_two_processes_may_migrate_at_once(database_url: str) -> None:
    both = await asyncio.gather(migrate.upgrade(database_url), migrate.upgrade(database_url))
    assert sorted(before or "" for before, _ in both) == ["", migrate.newest()]


async def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    async def opened(url: str) -> str:
        engine = open_engine(url)
        async with engine.connect() as connection:
            mode = (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar_one()
        await engine.dispose()
        return str(mode)

    for number in range(40):
        url = f"sqlite+aiosqlite:///{tmp_path}/{number}.sqlite"
        assert await asyncio.gather(*(opened(url) for _ in range(8))) == ["wal"] * 8


async def test_a_difference_is_found(sqlite_url: str) -> None:
    await migrate.upgrade(sqlite_url)
    engine = open_engine(sqlite_url)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE users ADD COLUMN stray INTEGER"))
    await engine.dispose()
    assert "remove_column" in str(await migrate.differences(sqlite_url))


async def test_every_constraint_has_a_name(postgres_url: str) -> None:
    await migrate.upgrade(postgres_url)
    database = Database(postgres_url)
    async with database.engine.connect() as connection:
        names = await connection.execute(
            text("SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace")
        )
        strange = [
            name for name in names.scalars() if not name.startswith(("pk_", "fk_", "uq_", "ck_", "alembic_"))
        ]
    await database.close()
    assert strange == []


async def test_the_first_migration_is_what_the_generator_writes() -> None:
    assert FILE.read_text() == await generated(), "run: python -m tools.generate.first_migration"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_generator_writes_the_same_whatever_the_hash_seed(seed: str, tmp_path: Path) -> None:
    words = "import asyncio, tools.generate.first_migration as it; print(asyncio.run(it.generated()))"
    done = subprocess.run(
        [sys.executable, "-c", words],
        env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        cwd=FILE.parents[5],
    )
    assert done.stdout.strip() == FILE.read_text().strip()


async def tables_of(url: str) -> set[str]:
    engine = open_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    await engine.dispose()
    return found

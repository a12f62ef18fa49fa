"""Up and down the migrations, on an open connection and in one transaction."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from lingtong.foundation.db.base import Base
from lingtong.foundation.db.engine import WRITES, open_engine
from lingtong.foundation.db.migrations.rendering import compared
from lingtong.foundation.db.rooms import import_tables

MIGRATIONS = Path(__file__).with_name("migrations")
# Two processes that start together: the second waits, and finds nothing left to do.
LOCK = 5_120_420

Outcome = TypeVar("Outcome")


async def upgrade(url: str, to: str = "head") -> tuple[str | None, str | None]:
    """The revisions before and after."""
    return await _on(url, lambda connection: _move(connection, command.upgrade, to))


async def downgrade(url: str, to: str = "base") -> tuple[str | None, str | None]:
    return await _on(url, lambda connection: _move(connection, command.downgrade, to))


async def current(url: str) -> str | None:
    return await _on(url, _revision)


def newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


async def differences(url: str) -> list[Any]:
    """What the tables of the code have and the database does not, or the other way round."""
    import_tables()
    return await _on(url, _differences)


async def _on(url: str, act: Callable[[Connection], Outcome]) -> Outcome:
    engine = open_engine(url, foreign_keys=False).execution_options(**{WRITES: True})
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(act)
    finally:
        await engine.dispose()


def _move(
    connection: Connection, act: Callable[[Config, str], None], to: str
) -> tuple[str | None, str | None]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    before = _revision(connection)
    config = _config()
    config.attributes["connection"] = connection
    act(config, to)
    _check_references(connection)
    return before, _revision(connection)


def _check_references(connection: Connection) -> None:
    """SQLite moves tables by copying them, with references switched off meanwhile."""
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = sorted({str(row[0]) for row in orphans})
        raise RuntimeError(f"References in {', '.join(tables)} lead nowhere; nothing was changed.")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True, "include_object": compared}
    context = MigrationContext.configure(connection, opts={"target_metadata": Base.metadata, **options})
    return list(compare_metadata(context, Base.metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

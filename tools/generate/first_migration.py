"""Writes the first migration from the tables of all rooms. `--check` only says whether it is stale.

Until the first release there is one migration, made anew whenever a table changes; afterwards it is
never touched again, and this program goes.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from lingtong.foundation.db.base import Base
from lingtong.foundation.db.engine import open_engine
from lingtong.foundation.db.migrate import MIGRATIONS
from lingtong.foundation.db.migrations.rendering import rendered
from lingtong.foundation.db.rooms import import_tables

FILE = MIGRATIONS / "versions" / "0001_first.py"
HEAD = '''"""The tables of the first release. Written by tools/generate/first_migration.py."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
'''


def main() -> int:
    wanted = asyncio.run(generated())
    if "--check" in sys.argv[1:]:
        stale = not FILE.exists() or FILE.read_text() != wanted
        print(f"{FILE.name} is stale: python -m tools.generate.first_migration" if stale else "up to date")
        return int(stale)
    FILE.write_text(wanted)
    print(f"{FILE}: {wanted.count('create_table(')} tables")
    return 0


async def generated() -> str:
    import_tables()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{folder}/empty.sqlite")
        async with engine.begin() as connection:
            text = await connection.run_sync(_render)
        await engine.dispose()
    return _formatted(text)


def _render(connection: Connection) -> str:
    options = {"target_metadata": Base.metadata, "render_as_batch": True, "render_item": rendered}
    context = MigrationContext.configure(connection, opts=options)
    script = produce_migrations(context, Base.metadata)
    assert script.upgrade_ops is not None
    assert script.downgrade_ops is not None
    up, down = (
        render_python_code(ops, migration_context=context, render_as_batch=True, render_item=rendered)
        for ops in (script.upgrade_ops, script.downgrade_ops)
    )
    return f"{HEAD}\n\ndef upgrade() -> None:\n    {up}\n\n\ndef downgrade() -> None:\n    {down}\n"


def _formatted(text: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    for words in (["check", "--fix-only", "--quiet", "--select", "F401,I"], ["format", "--quiet"]):
        done = subprocess.run(
            [ruff, *words, "--stdin-filename", str(FILE), "-"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        text = done.stdout
    return text


if __name__ == "__main__":
    sys.exit(main())

"""Databases for tests: files of SQLite, and a real PostgreSQL that belongs to this run alone."""

import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, cycle, islice
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from lingtong.foundation.db import Base, Database
from lingtong.foundation.db.rooms import import_tables

START_WITHIN = 60.0
_own = 10_000 + os.getpid() % 40 * 25  # tests that run beside each other begin at different places
_ports = cycle(chain(range(_own, 11_000), range(10_000, _own)))
QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=16MB",
    "max_connections=60",
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """`postgresql://…/` of a private server; add the name of a database."""
    with running_postgres() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of its own, in SQLAlchemy's form."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(f"{postgres_server}postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        yield f"{postgres_server.replace('postgresql://', 'postgresql+psycopg://')}{name}"
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/test.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs once on each."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """With all tables, on SQLite."""
    database = await with_tables(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def each_database(database_url: str) -> AsyncIterator[Database]:
    """With all tables, once on SQLite and once on PostgreSQL."""
    database = await with_tables(database_url)
    yield database
    await database.close()


async def with_tables(url: str) -> Database:
    import_tables()
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return database


@contextmanager
def running_postgres() -> Iterator[str]:
    """PostgreSQL refuses root: then an ordinary user runs it."""
    folder, owner = Path(tempfile.mkdtemp(prefix="lt-pg-")), _ordinary_user()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    user = None if owner is None else owner.pw_uid
    group = None if owner is None else owner.pw_gid
    data, port = folder / "data", free_port()
    try:
        making = [_program("initdb"), "-D", str(data), "-U", "lingtong", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*making, "--locale=C.UTF-8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )
        options = [option for name in QUICK for option in ("-c", name)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    _program("postgres"),
                    "-D",
                    str(data),
                    "-p",
                    str(port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    "",
                    *options,
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                user=user,
                group=group,
                extra_groups=None if user is None else [],
            )
        address = f"postgresql://lingtong@127.0.0.1:{port}/"
        try:
            _wait_until_it_answers(address, server, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown, in PostgreSQL's words
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Not of the kernel's own: it would give it to somebody else before a slow server has it."""
    for port in islice(_ports, 1000):
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(f"{address}postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        raise RuntimeError(f"{name} is missing: install the Debian package postgresql (make test does).")
    return found


def _ordinary_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(f"{getpass.getuser()} cannot run PostgreSQL, and there is no ordinary user for it.")

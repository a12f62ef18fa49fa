"""A private NATS server for tests."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from lingtong.foundation.db.testing import free_port

START_WITHIN = 30.0


@pytest.fixture(scope="session")
def nats_url() -> Iterator[str]:
    with running_nats() as url:
        yield url


@contextmanager
def running_nats(port: int | None = None) -> Iterator[str]:
    program = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise RuntimeError("nats-server is missing: install the Debian package nats-server (make test does).")
    port, watch = port or free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="lt-nats-") as folder:
        places = ["-sd", folder, "-l", f"{folder}/log"]
        server = subprocess.Popen(
            [program, "-a", "127.0.0.1", "-p", str(port), "-m", str(watch), "-js", *places]
        )
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{watch}/healthz", server, Path(folder) / "log")
            yield f"nats://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=10)


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(address, timeout=1).close()  # noqa: S310 - loopback
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nats-server did not start:\n{log.read_text() if log.exists() else ''}")

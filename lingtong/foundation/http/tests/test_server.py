"""The real server: TLS, and a port that is taken."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from lingtong.foundation.config import HttpSettings
from lingtong.foundation.db.testing import free_port
from lingtong.foundation.http import Parts, listening_socket, server_for
from lingtong.foundation.http.certificate import CertificateExists, make_self_signed
from lingtong.foundation.http.server import CertificateMissing, PartEnded, PortInUse
from lingtong.foundation.http.testing import open_app

pytestmark = pytest.mark.room


async def test_https_with_the_self_signed_certificate(parts: Parts, tmp_path: Path) -> None:
    certificate, key = tmp_path / "tls" / "certificate.pem", tmp_path / "tls" / "key.pem"
    make_self_signed(["localhost", "127.0.0.1", "::1"], certificate, key)
    assert key.stat().st_mode & 0o777 == 0o600
    settings = HttpSettings(port=free_port(), certificate=certificate, key=key)
    server = server_for(open_app(parts, APIRouter()), settings)
    running = asyncio.ensure_future(server.serve(sockets=[listening_socket(settings)]))
    trusting = ssl.create_default_context(cafile=str(certificate))
    async with httpx.AsyncClient(verify=trusting) as client:
        for name in ("localhost", "127.0.0.1"):
            answer = await client.get(f"https://{name}:{settings.port}/healthz")
            assert answer.json() == {"status": "alive"}
            assert "server" not in answer.headers
    server.should_exit = True
    await running


def test_a_certificate_is_never_overwritten(tmp_path: Path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    make_self_signed(["localhost"], certificate, key)
    before = certificate.read_bytes()
    with pytest.raises(CertificateExists):
        make_self_signed(["localhost"], certificate, key)
    assert certificate.read_bytes() == before


async def test_a_missing_certificate_is_told_before_the_start(parts: Parts, tmp_path: Path) -> None:
    settings = HttpSettings(certificate=tmp_path / "none.pem", key=tmp_path / "none.key")
    with pytest.raises(CertificateMissing, match=r"none\.pem"):
        server_for(open_app(parts, APIRouter()), settings)


def test_a_port_in_use_is_one_clear_line() -> None:
    settings = HttpSettings(port=free_port())
    first = listening_socket(settings)
    with pytest.raises(PortInUse, match="LINGTONG_HTTP__PORT"):
        listening_socket(settings)
    first.close()


async def test_a_server_whose_inner_life_fails_ends(caplog: pytest.LogCaptureFixture) -> None:
    breaks = asyncio.Event()

    async def part() -> None:
        await breaks.wait()
        raise KeyError("what went wrong")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            group.create_task(part())
            yield

    settings = HttpSettings(port=free_port())
    app = FastAPI(lifespan=lifespan)
    server = server_for(app, settings)
    serving = asyncio.ensure_future(server.serve(sockets=[listening_socket(settings)]))
    async with asyncio.timeout(5):
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{settings.port}/")).status_code == 404
        breaks.set()
        with pytest.raises(PartEnded):
            await serving
    assert "what went wrong" in caplog.text

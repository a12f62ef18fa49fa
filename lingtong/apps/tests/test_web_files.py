from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from lingtong.apps.web_files import WebFiles

pytestmark = pytest.mark.room


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for app in ("desk", "wallboard"):
        (tmp_path / app / "assets").mkdir(parents=True)
        (tmp_path / app / "index.html").write_text(f"<title>{app}</title>")
        (tmp_path / app / "assets" / "main-1a2b.js").write_text(f"// {app}")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


async def fetch(folder: Path, path: str, method: str = "GET") -> httpx.Response:
    app = Starlette()
    app.mount("/", WebFiles(folder))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "desk"), ("/call", "desk"), ("/admin/queues/4711", "desk"), ("/wallboard", "wallboard"),
        ("/wallboard/", "wallboard"), ("/wallboard/queues", "wallboard"), ("/index.html", "desk"),
    ],
)  # fmt: skip
async def test_pages_are_answered_by_their_application(folder: Path, path: str, title: str) -> None:
    answer = await fetch(folder, path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.text == f"<title>{title}</title>"


@pytest.mark.parametrize(
    ("path", "text"),
    [("/assets/main-1a2b.js", "// desk"), ("/wallboard/assets/main-1a2b.js", "// wallboard")],
)
async def test_assets_may_be_kept_for_ever(folder: Path, path: str, text: str) -> None:
    answer = await fetch(folder, path)
    assert answer.text == text
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/main-old.js",
        "/favicon.ico",
        "/api/nothing",
        "/api",
        "/sip",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
    ],
)
async def test_what_is_not_there_is_not_a_page(folder: Path, path: str) -> None:
    answer = await fetch(folder, path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_pages_are_only_read(folder: Path) -> None:
    assert (await fetch(folder, "/", "POST")).status_code == 405


async def test_screens_that_are_not_built_say_how_to_build_them(tmp_path: Path) -> None:
    answer = await fetch(tmp_path, "/")
    assert answer.status_code == 503
    assert "make up" in answer.text

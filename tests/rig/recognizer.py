"""A recognizer of speech outside: knows what was said to it, and answers as it is told."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from tests.rig.listen import Sound, read_wav


class Recognizer:
    """`text` is its answer, `status` that of HTTP; `heard` is all that it was sent."""

    def __init__(self) -> None:
        self.text, self.status, self.port = "", 200, 0
        self.heard: list[Sound] = []

    async def answer(self, request: web.Request) -> web.Response:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            file.write(await request.read())
            file.flush()
            self.heard += read_wav(Path(file.name))[:1]
        return web.json_response({"said": {"text": self.text}}, status=self.status)

    @property
    def body(self) -> dict[str, object]:
        """As an administrator connects it."""
        url = f"http://127.0.0.1:{self.port}/recognize?language={{language}}"
        return {"name": "听写", "does": "recognize", "url": url, "inside": True, "answer": "said.text"}


@asynccontextmanager
async def recognizer() -> AsyncIterator[Recognizer]:
    one = Recognizer()
    app = web.Application(client_max_size=8 * 1024 * 1024)
    app.router.add_post("/recognize", one.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.port = runner.addresses[0][1]
    try:
        yield one
    finally:
        await runner.cleanup()

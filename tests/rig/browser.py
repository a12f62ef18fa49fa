"""Debian's Chromium as a person at a window: own profile, own microphone, own tone in it.

`async with window(tone=660) as page` is one browser; `page.context.new_page()` is a second tab of it.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import ConsoleMessage, Page, ViewportSize, async_playwright, expect

from tests.rig.listen import spoken, write_wav

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns,Translate,OptimizationHints,MediaRouter",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
SEEN_WITHIN = 20_000  # ms, of locators and expectations: a browser has a core at most, and shares it
expect.set_options(timeout=SEEN_WITHIN)
SIZE = ViewportSize(width=1440, height=900)


def chromium() -> str:
    found = os.environ.get("LINGTONG_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "There is no Chromium: install the package chromium, or name it in LINGTONG_CHROMIUM."
    return found


class Diary:
    """What the page complained about: errors of scripts, and requests that a policy stopped."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource")  # who is not signed in is told so by 401
        if message.type == "error" and not refused:
            self.errors.append(message.text)


@asynccontextmanager
async def window(
    tone: float = 660.0, *, language: str = "en", dark: bool = False, size: ViewportSize = SIZE
) -> AsyncIterator[Page]:
    """A new browser with one page. Its microphone says the tone for as long as it is open."""
    with tempfile.TemporaryDirectory(prefix="lt-window-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        says = await asyncio.to_thread(write_wav, folder / "says.wav", spoken(tone, 30, 48000), 48000)
        async with async_playwright() as playwright:
            context = await playwright.chromium.launch_persistent_context(
                folder / "profile",
                executable_path=chromium(),
                headless=True,
                args=[*FLAGS, f"--use-file-for-fake-audio-capture={says}"],
                locale="zh-CN" if language == "zh" else "en-US",
                timezone_id="Asia/Shanghai",
                color_scheme="dark" if dark else "light",
                viewport=size,
                permissions=["microphone", "notifications"],
            )
            context.set_default_timeout(SEEN_WITHIN)
            try:
                yield context.pages[0] if context.pages else await context.new_page()
            finally:
                await context.close()

"""Photographs the running product for the documents: `make up`, then `.venv/bin/python -m tools.screenshots`.

Each language is one real call: a customer at `/call` in one browser, agent 1001 in another, and a third one
for the wallboard, the supervisor and the administrator. The log-ins are those of the demo center.
"""

import asyncio
import contextlib
import re
from pathlib import Path
from typing import Literal

import typer
from playwright.async_api import Page
from playwright.async_api import TimeoutError as NotSeen

from lingtong.foundation.config import Secrets, Settings, load
from tests.rig.browser import window

FOLDER = Path(__file__).parents[1] / "docs/images"
LARGEST = 250_000  # bytes
Language = Literal["en", "zh"]
NOTES = {"en": "No light since 8 in the morning, the whole building", "zh": "早上八点起整栋楼没电"}
CHOSEN = {"en": "Disposition chosen", "zh": "小结码已选"}
SPEAK = """async (language) => {
  const { csrf } = await (await fetch('/api/session')).json();
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
  await fetch('/api/session/language', { method: 'PUT', headers, body: JSON.stringify({ language }) });
  localStorage.setItem('lingtong.language', language === 'zh' ? 'zh-CN' : 'en');
}"""
SETTLES = 700  # milliseconds: fonts, meters and counters come to rest


class Photographer:
    def __init__(self, settings: Settings, language: Language) -> None:
        scheme = "https" if settings.http.is_secure else "http"
        self.address = f"{scheme}://localhost:{settings.http.port}"
        self.language: Language = language
        self._secrets = Secrets(settings.secrets_file)

    def password(self, login: str) -> str:
        return self._secrets.get(f"demo.password.{login}")

    async def shoot(self, page: Page, name: str) -> None:
        await page.wait_for_load_state("networkidle")
        await page.wait_for_timeout(SETTLES)
        file = FOLDER / f"{name}.{self.language}.png"
        await page.screenshot(path=file, animations="disabled")
        size = file.stat().st_size
        print(f"{file.name}: {size // 1000} kB")
        if size > LARGEST:
            raise SystemExit(f"{file.name} is larger than {LARGEST // 1000} kB.")

    async def sign_in(self, page: Page, login: str, path: str = "/login") -> None:
        await page.context.clear_cookies()
        await page.goto(f"{self.address}{path}")
        await page.locator("input[autocomplete=username]").fill(login)
        await page.locator("input[type=password]").fill(self.password(login))
        await page.locator("button[type=submit]").click()
        await page.locator("input[type=password]").wait_for(state="detached")
        await page.evaluate(SPEAK, self.language)
        await page.reload()


async def bar_is(page: Page, state: str) -> None:
    await page.locator(f".call-bar[data-state={state}]").wait_for(timeout=40_000)


async def pass_check(by: Photographer, page: Page) -> None:
    """The pre-shift check, as an agent does it."""
    await page.goto(f"{by.address}/start")
    rows = page.locator(".check")
    await rows.nth(0).locator(".check__mark", has_text="✓").wait_for(timeout=20_000)
    for row in (1, 2):
        for button in (0, 1):
            await rows.nth(row).locator("button").nth(button).click()
    await by.shoot(page, "start")
    await page.locator(".start__end button").click()
    await page.wait_for_url("**/desk")
    await get_ready(page)


async def get_ready(page: Page) -> None:
    """The phone may still belong to the window of an earlier run: it is brought here."""
    with contextlib.suppress(NotSeen):
        await page.locator(".call-bar:not([data-state=no_phone])").wait_for(timeout=5_000)
    if await page.locator(".call-bar[data-state=no_phone]").count():
        await page.locator(".identity__act").click()
        await page.locator(".call-bar:not([data-state=no_phone])").wait_for()
    await page.keyboard.press("Alt+r")
    await bar_is(page, "ready")


async def first_call(by: Photographer, agent: Page, customer: Page, other: Page) -> None:
    await page_of_customer(by, customer)
    await press_until_it_rings(customer, agent)
    await by.shoot(agent, "desk-ringing")
    await agent.keyboard.press("F2")
    await bar_is(agent, "talking")
    await agent.locator("textarea").first.fill(NOTES[by.language])
    await agent.locator(".notes__said", has_text="✓").wait_for()
    await by.shoot(agent, "desk-talking")
    await by.shoot(customer, "customer-talking")
    await look_around(by, other)
    await agent.keyboard.press("Control+F2")
    await bar_is(agent, "after_call")
    await agent.keyboard.press("Alt+1")
    await agent.locator(".call-bar").get_by_text(CHOSEN[by.language]).wait_for()
    await by.shoot(agent, "desk-after-call")
    await agent.keyboard.press("Control+Enter")
    await bar_is(agent, "ready")


async def page_of_customer(by: Photographer, customer: Page) -> None:
    await customer.goto(f"{by.address}/call")
    await customer.locator(".call__entry").first.wait_for()
    await by.shoot(customer, "customer")
    await customer.locator(".call__entry").nth(0 if by.language == "zh" else 1).click()
    await customer.locator(".panel--connected").wait_for(timeout=20_000)


async def press_until_it_rings(customer: Page, agent: Page) -> None:
    """The menu hears keys once the greeting is over; what is pressed in the queue does nothing."""
    rings = agent.locator(".call-bar[data-state=ringing]")
    for _ in range(20):
        await customer.locator(".pad__key", has_text="1").click()
        with contextlib.suppress(NotSeen):
            return await rings.wait_for(timeout=2_000)
    await rings.wait_for()


async def look_around(by: Photographer, page: Page) -> None:
    """Wallboard and floor while the two talk."""
    await by.sign_in(page, "wall", "/wallboard")
    await by.shoot(page, "wallboard")
    await by.sign_in(page, "2001")
    await page.goto(f"{by.address}/floor")
    await by.shoot(page, "floor")


async def after_the_call(by: Photographer, page: Page) -> None:
    await page.goto(f"{by.address}/recordings")
    await page.locator("tbody tr").first.click()
    await by.shoot(page, "recordings")
    await by.sign_in(page, "admin")
    await page.goto(f"{by.address}/admin/queues")
    await page.locator("tbody tr").first.click()
    await by.shoot(page, "admin-queue")
    await page.goto(f"{by.address}/flows")
    await page.get_by_role("link", name=re.compile("^(主流程|Main flow)$")).click()
    await page.locator("[data-node]").first.wait_for()
    await by.shoot(page, "admin-flow")


async def photograph(settings: Settings, language: Language) -> None:
    by = Photographer(settings, language)
    async with (
        window(440, language=language) as agent,
        window(880, language=language, size={"width": 480, "height": 900}) as customer,
        window(0, language=language) as other,
    ):
        await by.sign_in(agent, "1001")
        await pass_check(by, agent)
        await by.shoot(agent, "desk-ready")
        await first_call(by, agent, customer, other)
        await after_the_call(by, other)


def main(language: str = "") -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted: tuple[Language, ...] = ("en", "zh")
    for one in wanted:
        if language in ("", one):
            asyncio.run(photograph(load(), one))


if __name__ == "__main__":
    typer.run(main)

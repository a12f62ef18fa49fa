"""What people do in their browser windows: an agent at the desk, a customer on the customer page."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page, expect

from tests.rig.browser import Diary, window
from tests.rig.floor import AGENT, CUSTOMER, Floor
from tests.rig.people import Agent
from tests.rig.product import Product

# The desk asks for a check of the headset once a day; it has its own journey.
_CHECKED = "localStorage.setItem('lingtong.checked', new Date().toDateString())"


class DeskWindow:
    """One tab with the desk. The call bar tells its state; keys act on it."""

    def __init__(self, page: Page, floor: Floor, agent: Agent) -> None:
        self.page, self._floor, self.agent = page, floor, agent
        self.diary = Diary(page)

    async def sign_in(self) -> None:
        await self.page.add_init_script(_CHECKED)
        await self.page.goto(self._floor.product.address)
        await self.page.locator("input[name=username]").fill(self.agent.login)
        await self.page.locator("input[name=password]").fill(self.agent.password)
        await self.page.locator("button[type=submit]").click()
        await expect(self.bar).to_be_visible()

    async def goes_ready(self) -> None:
        """By the one button that the bar offers: log in first, then ready."""
        await self.is_("logged_out")
        await self.offered.click()
        await self.is_("not_ready")
        await self.has_a_registered_phone()
        await self.page.keyboard.press("Alt+r")
        await self.is_("ready")

    async def has_a_registered_phone(self) -> None:
        await self.agent.live.until(lambda live: live.seat["phone_reachable"], what="a registered phone")

    @property
    def bar(self) -> Locator:
        return self.page.locator(".call-bar")

    @property
    def offered(self) -> Locator:
        return self.page.locator(".identity__act")

    async def is_(self, *states: str, within: float = 20.0) -> None:
        pattern = re.compile(f"^({'|'.join(states)})$")
        await expect(self.bar).to_have_attribute("data-state", pattern, timeout=within * 1000)

    async def rings(self) -> bool:
        return await self.bar.get_attribute("data-state") == "ringing"

    async def answers(self) -> None:
        await self.is_("ringing")
        await self.can_answer()
        await self.page.keyboard.press("F2")
        await self.is_("talking")

    async def second_tab(self) -> "DeskWindow":
        """The same browser, the same person, another tab."""
        page = await self.page.context.new_page()
        other = DeskWindow(page, self._floor, self.agent)
        await page.add_init_script(_CHECKED)
        await page.goto(f"{self._floor.product.address}/desk")
        await expect(other.bar).to_be_visible()
        return other

    async def can_answer(self) -> None:
        """The phone is in this tab, and the call has come to it, which may be after the screen knows it."""
        await expect(self.slot("answer")).to_have_attribute("aria-disabled", "false")

    async def has_phone(self) -> bool:
        return await self.slot("answer").get_attribute("aria-disabled") == "false"

    async def takes_the_phone(self) -> None:
        await self.page.bring_to_front()
        await self.offered.click()

    def slot(self, name: str) -> Locator:
        return self.page.locator(f"[data-slot={name}]")


# Every connection of the page, so that what comes in can be listened to; the page itself does not notice.
_EAR = """
const Real = window.RTCPeerConnection;
window.connections = [];
window.RTCPeerConnection = class extends Real {
  constructor(...args) { super(...args); window.connections.push(this); }
};
"""
_LISTEN = """
async ([tone, wanted, within]) => {
  const context = (window.ear ??= new AudioContext());
  await context.resume();
  const tracks = () => window.connections
    .filter((one) => one.connectionState === 'connected')
    .flatMap((one) => one.getReceivers().map(({ track }) => track))
    .filter((one) => one?.kind === 'audio' && one.readyState === 'live');
  const ears = new Map();
  const end = performance.now() + within * 1000;
  let heard = 0;
  while (performance.now() < end && heard < wanted) {
    for (const track of tracks()) {
      if (ears.has(track)) continue;
      const ear = context.createAnalyser();
      ear.fftSize = 8192;
      ear.smoothingTimeConstant = 0;
      context.createMediaStreamSource(new MediaStream([track])).connect(ear);
      ears.set(track, ear);
    }
    for (const ear of ears.values()) {
      const levels = new Float32Array(ear.frequencyBinCount);
      ear.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      const at = (loudest * context.sampleRate) / ear.fftSize;
      if (levels[loudest] > -60 && Math.abs(at - tone) < 25) { heard += 0.1; break; }
    }
    await new Promise((go) => setTimeout(go, 100));
  }
  return heard;
}
"""


async def listens(page: Page) -> None:
    """From the next page on, what comes in can be heard."""
    await page.add_init_script(_EAR)


async def hears(page: Page, tone: float, within: float = 20.0, seconds: float = 1.0) -> None:
    heard: float = await page.evaluate(_LISTEN, [tone, seconds, within])
    assert heard >= seconds - 0.05, f"{tone} Hz was heard for {heard:.1f} s within {within} s"


class CustomerWindow:
    def __init__(self, page: Page, product: Product) -> None:
        self.page, self._product = page, product
        self.diary = Diary(page)

    async def calls(self, number: str) -> None:
        await self.page.goto(f"{self._product.address}/call")
        await self.page.locator(".call__entry", has_text=number).click()
        await expect(self.panel).to_have_class(re.compile("panel--connected"))

    async def press(self, key: str, until: Callable[[], Awaitable[bool]]) -> None:
        """Again and again, as people do who do not listen to the end of the greeting."""
        async with asyncio.timeout(60):
            while not await until():
                await self.page.keyboard.press(key)
                await self.page.wait_for_timeout(500)

    async def hangs_up(self) -> None:
        await self.page.locator(".panel__act--end").click()
        await expect(self.panel).to_be_hidden()

    @property
    def panel(self) -> Locator:
        return self.page.locator(".panel")


@asynccontextmanager
async def desk_window(floor: Floor, login: str, tone: float = AGENT) -> AsyncIterator[DeskWindow]:
    """Signed in at the desk, in a browser of its own."""
    agent = await floor.agent(login)
    async with window(tone) as page:
        await listens(page)
        desk = DeskWindow(page, floor, agent)
        await desk.sign_in()
        yield desk


@asynccontextmanager
async def customer_window(floor: Floor, tone: float = CUSTOMER) -> AsyncIterator[CustomerWindow]:
    async with window(tone) as page:
        await listens(page)
        yield CustomerWindow(page, floor.product)

"""A small menu is drawn from nothing by mouse and keyboard, tried, published, and called from the desk."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.rig.browser import window
from tests.rig.center import PASSWORD
from tests.rig.floor import Floor
from tests.rig.people import Agent, Person
from tests.rig.windows import DeskWindow, listens

pytestmark = pytest.mark.journey
LOGIN = "1950"
RIGHTS = ["desk.use", "flow.edit", "flow.publish", "floor.view", "admin.center"]


async def author(admin: Person, floor: Floor) -> Agent:
    """Somebody with a browser phone who may draw and publish flows."""
    roles = [one for one in await admin.get("/api/admin/roles") if one["name_en"] == "Author"]
    if not roles:
        body = {"name": "流程设计", "name_en": "Author", "permissions": RIGHTS, "dial_right": "national"}
        role = await admin.ask("POST", "/api/admin/roles", body)
        seat = {"agent_number": LOGIN, "phone": "browser", "skills": {}}
        user = {"login": LOGIN, "name": "许晴 Xu Qing", "role_id": role["id"], "password": PASSWORD}
        await admin.ask("POST", "/api/admin/users", {**user, "agent": seat})
    one = Agent(floor.product.address, LOGIN, PASSWORD)
    floor.product.people.append(one)
    await one.__aenter__()
    return one


async def settled(page: Page) -> None:
    await expect(page.locator(".head__saved")).to_contain_text("已保存")


async def draws_by_mouse(page: Page) -> None:
    for kind in ("answer", "play", "menu"):
        await page.locator(f".palette [data-kind={kind}]").click()
        await expect(page.locator(f"[data-node={kind}]")).to_be_visible()
        if kind != "answer":
            await page.locator("#f-prompt").fill("welcome" if kind == "play" else "main_menu")
    await page.get_by_role("button", name="添加按键1", exact=True).click()
    await page.get_by_label("按键1的去向").select_option("new:hang_up")
    await expect(page.locator("[data-node=hang_up]")).to_be_visible()
    await page.locator("[data-node=menu] .card__head").click()
    await page.locator("#f-otherwise").select_option("hang_up")


async def inserts_on_a_line_and_heals_it(page: Page) -> None:
    await page.locator("[data-line='answer|next'] button").click()
    await expect(page.locator("#node-picker")).to_be_focused()
    await page.keyboard.type("loop")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-node=loop]")).to_be_visible()
    await page.locator("[data-node=loop] .card__head").click()
    await page.locator("[data-node=loop]").press("Delete")
    await expect(page.locator("[data-node=loop]")).to_have_count(0)
    await expect(page.locator("[data-line='answer|next']")).to_be_visible()


async def goes_on_by_keyboard(page: Page) -> None:
    await page.get_by_role("button", name="大纲").click()
    row = page.locator("[data-key=play]")
    await row.focus()
    await page.keyboard.press("n")
    await expect(page.locator("#node-picker")).to_be_focused()
    await page.keyboard.type("play")
    await page.keyboard.press("Enter")
    made = page.locator("[data-key=play-2]")
    await expect(made).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#f-prompt")).to_be_focused()
    await page.keyboard.type("recording_notice")
    await expect(made).to_contain_text("录音")
    await made.focus()
    await page.keyboard.press("Delete")
    await expect(made).to_have_count(0)
    await page.keyboard.press("Control+z")
    await expect(made).to_be_visible()
    await page.get_by_role("button", name="画布").click()
    await expect(page.locator("[data-node=play-2]")).to_be_visible()


async def tries_it(page: Page) -> None:
    await page.get_by_role("button", name="试走 ▶").click()
    heard = page.locator(".try__lines")
    for _ in range(3):
        await page.get_by_role("button", name="继续听").click()
    await expect(heard).to_contain_text("欢迎致电")
    await expect(heard).to_contain_text("录音")
    await page.locator(".try__pad").get_by_role("button", name="1", exact=True).click()
    await expect(page.locator(".try__now")).to_contain_text("流程已走完")
    await expect(page.locator("[data-node=hang_up]")).to_have_class(re.compile("card--here"))
    await page.locator("#test-name").fill("按1结束")
    await page.get_by_role("button", name="保存用例").click()
    await page.get_by_role("button", name="全部运行").click()
    await expect(page.locator(".tests")).to_contain_text("全部通过")


async def publishes_it(page: Page) -> None:
    await page.get_by_role("button", name="发布……").click()
    await page.locator("#publish-note").fill("第一版")
    await page.get_by_role("button", name="立即发布").click()
    await expect(page.locator(".panel")).to_contain_text("v1版已上线")


async def calls_it(page: Page) -> None:
    """The own phone answers by itself; the key leads to the end, which nothing else does so soon."""
    await page.get_by_role("button", name="拨打试听").click()
    box = page.locator(".call-it__box")
    await expect(box).to_contain_text("已作为来电进入流程")
    assert await page.evaluate(_SOUND), "nothing was heard of the flow"
    await box.get_by_role("button", name="1", exact=True).click()
    await expect(box).to_be_hidden(timeout=15_000)


# Whether something is heard within twenty seconds.
_SOUND = """
async () => {
  const context = new AudioContext();
  await context.resume();
  const end = performance.now() + 20000;
  const seen = new Map();
  while (performance.now() < end) {
    const tracks = window.connections
      .flatMap((one) => one.getReceivers().map(({ track }) => track))
      .filter((one) => one?.kind === 'audio' && one.readyState === 'live');
    for (const track of tracks) {
      if (seen.has(track)) continue;
      const ear = context.createAnalyser();
      context.createMediaStreamSource(new MediaStream([track])).connect(ear);
      seen.set(track, ear);
    }
    for (const ear of seen.values()) {
      const wave = new Float32Array(ear.fftSize);
      ear.getFloatTimeDomainData(wave);
      if (Math.max(...wave.map(Math.abs)) > 0.02) return true;
    }
    await new Promise((go) => setTimeout(go, 50));
  }
  return false;
}
"""


async def test_a_menu_is_drawn_tried_published_and_called(floor: Floor) -> None:
    async with floor.product.person("admin") as admin:
        agent = await author(admin, floor)
    async with window(language="zh") as page:
        await listens(page)
        desk = DeskWindow(page, floor, agent)
        await desk.sign_in()
        await desk.is_("logged_out")
        await desk.offered.click()
        await desk.is_("not_ready")
        await desk.has_a_registered_phone()
        await page.goto(f"{floor.product.address}/flows")
        await page.get_by_role("button", name="新建流程").click()
        await page.locator("#new-flow").fill("试听菜单")
        await page.keyboard.press("Enter")
        await draws_by_mouse(page)
        await inserts_on_a_line_and_heals_it(page)
        await goes_on_by_keyboard(page)
        await settled(page)
        await expect(page.locator(".head__check")).to_contain_text("✓")
        await tries_it(page)
        await publishes_it(page)
        await calls_it(page)
        assert desk.diary.errors == []

"""A supervisor at the board: keys go up and down in a call; who only hears has no microphone in it."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.rig.floor import AGENT, CUSTOMER, Floor
from tests.rig.windows import DeskWindow, desk_window

pytestmark = pytest.mark.journey
BOSS = 1100.0
RTP_TIMEOUT = 20  # seconds without packets after which the switch gives a browser's leg up


async def board_of(desk: DeskWindow, name: str) -> Page:
    """Signed in, the board open, the keys on the agent's row."""
    await desk.is_("logged_out")
    await desk.offered.click()
    await desk.is_("not_ready")
    await desk.has_a_registered_phone()
    page = desk.page
    await page.locator(".rail a[href='/floor']").click()
    await page.locator(".agents__row", has_text=name).click()
    await page.locator(".agents__box").focus()
    return page


async def says(page: Page, *words: str) -> None:
    for text in words:
        await expect(page.locator(".watch__said")).to_contain_text(re.compile(text))


async def test_who_monitors_has_no_microphone_in_the_call_and_stays_in_it(floor: Floor) -> None:
    li = await floor.desk("9001")
    async with desk_window(floor, "2001", BOSS) as boss:
        page = await board_of(boss, "Li Ming")
        customer = await floor.calls()
        await li.answer()
        await customer.hears(AGENT)

        await page.keyboard.press("1")
        await boss.is_("watching")
        await says(page, "可听到.*Li Ming", "无人听到")
        await customer.stays(RTP_TIMEOUT + 4)
        await customer.hears(AGENT)
        await boss.is_("watching")
        await customer.hears_no(BOSS)

        await page.keyboard.press("2")
        await says(page, "只有.*Li Ming听到")
        await li.phone.hears(BOSS)
        await customer.hears_no(BOSS)

        await page.keyboard.press("3")
        await says(page, "各方都听到")
        await customer.hears(BOSS)

        await page.keyboard.press("1")
        await says(page, "无人听到")
        await customer.hears_no(BOSS)
        await li.phone.hears(CUSTOMER)

        await page.keyboard.press("0")
        await boss.is_("not_ready")
        assert boss.diary.errors == []


async def test_help_is_asked_by_one_key_and_answered_from_the_board(floor: Floor) -> None:
    async with desk_window(floor, "1001") as wang, desk_window(floor, "2001", BOSS) as boss:
        await wang.goes_ready()
        page = await board_of(boss, "Wang Li")
        await wang.page.keyboard.press("Alt+h")
        await expect(page.locator(".alarms__need")).to_contain_text("Wang Li")
        await page.locator(".need button").click()
        await expect(page.locator(".alarms__need")).to_have_count(0)
        await wang.agent.live.until(
            lambda live: live.seat["help_since"] is None, what="an end of the call for help"
        )

        await page.get_by_role("button", name=re.compile("^置示忙")).click()
        await page.locator(".why input").fill("shift change")
        await page.keyboard.press("Enter")
        await wang.is_("not_ready")
        await expect(wang.page.locator(".identity__first")).to_contain_text("shift change")
        assert wang.diary.errors == []
        assert boss.diary.errors == []


async def test_a_message_reaches_the_colleague_and_a_notice_everybody(floor: Floor) -> None:
    async with desk_window(floor, "1001") as wang, desk_window(floor, "2001", BOSS) as boss:
        await wang.goes_ready()
        page = await board_of(boss, "Wang Li")
        await page.get_by_role("button", name="发消息").click()
        await page.locator(".talk textarea").fill("历下区恢复供电了吗？")
        await page.keyboard.press("Enter")
        await expect(wang.page.locator(".rail__badge")).to_contain_text("1")
        await wang.page.keyboard.press("Alt+i")
        await wang.page.locator(".inbox__list button").first.click()
        await expect(wang.page.locator(".talk__text")).to_contain_text("历下区")

        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await page.locator(".notice__text").fill("Crews within 90 minutes")
        await page.locator(".notice button").click()
        await expect(wang.page.locator(".desk-footer__board")).to_contain_text("90 minutes")
        await page.locator(".notice__acts button").last.click()
        await expect(wang.page.locator(".desk-footer__board")).to_have_count(0)

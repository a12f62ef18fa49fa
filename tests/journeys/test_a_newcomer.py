"""The bill menu of docs/guide/bill-menu.md: built in the browser by its words, called, and faxed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Page, expect

from lingtong.floor.channels.fax.pages import pages_of_text
from lingtong.floor.ivr.sources.testing import Outside, outside
from lingtong.switch import commands as ask
from tests.journeys.test_data import asked, has_pin
from tests.journeys.test_faxes import Machine, machine
from tests.rig.browser import window
from tests.rig.fax import same
from tests.rig.floor import Customer, Floor
from tests.rig.listen import read_wav
from tests.rig.people import Person, Refused
from tests.rig.product import ROOT
from tests.rig.voice import RATE, samples

pytestmark = pytest.mark.journey
ENTRY, ACCOUNT, IDENTITY, PIN, WRONG = "95577", "1001", "5678", "73048", "90218"
CUSTOMERS = ROOT / "docs/guide/examples/bill-menu/customers.csv"
LETTER = "户号 Account\t1001\n本月 This month\t128.5\n上月 Last month\t98.7\n缴费期限 Pay by\t2026-12-01"
ALIKE = 0.75
MADE = (
    ("entry-points", "账单电话"),
    ("flows", "账单查询的流程"),
    ("http-services", "账单服务"),
    ("data-sources", "客户表"),
)


@asynccontextmanager
async def newcomer(floor: Floor) -> AsyncIterator[Page]:
    """The administrator at a window; what was made is retired afterwards."""
    admin = await floor.person("admin")
    async with window(language="zh") as page:
        await page.goto(floor.product.address)
        await page.locator("input[name=username]").fill("admin")
        await page.locator("input[name=password]").fill(admin.password)
        await page.locator("button[type=submit]").click()
        await page.get_by_role("link", name="管理", exact=True).click()
        try:
            yield page
        finally:
            for kind, name in MADE:
                await retire(admin, kind, name)
            with contextlib.suppress(Refused):
                await admin.ask("POST", "/api/sources/pins/reset", {"account": ACCOUNT})


async def retire(admin: Person, kind: str, name: str) -> None:
    for one in await admin.get(f"/api/admin/{kind}"):
        if one["name"] == name:
            with contextlib.suppress(Refused):
                await admin.ask("DELETE", f"/api/admin/{kind}/{one['id']}")


async def opens(page: Page, kind: str, add: str) -> None:
    await page.get_by_role("link", name=kind, exact=True).click()
    await page.get_by_role("button", name=add, exact=True).first.click()


async def makes_the_table(page: Page) -> None:
    await opens(page, "数据表与数据库", "添加")
    await page.locator("#field-name").fill("客户表")
    for at, name in enumerate(("account", "id_digits", "last_bill")):
        await page.get_by_role("button", name="添加列").click()
        await page.locator(f"#field-columns-{at}-name").fill(name)
    await page.locator("#field-columns-2-type").select_option("number")
    await page.keyboard.press("Control+Enter")
    rows = page.locator("[data-part=rows]")
    await rows.locator("input[type=file]").set_input_files(CUSTOMERS)
    await rows.get_by_role("button", name="追加").click()
    await expect(rows.locator("tbody tr")).to_have_count(2)


async def makes_the_service(page: Page, url: str) -> None:
    await opens(page, "HTTP服务", "添加服务")
    await page.locator("#field-name").fill("账单服务")
    await page.locator("#field-base_url").fill(url)
    await page.locator("#field-private").check()
    await page.get_by_role("button", name="添加请求").click()
    await page.locator("#field-requests-0-name").fill("bill")
    await page.locator("#field-requests-0-path").fill("/bills/{account}.json")
    for at, (name, kind) in enumerate((("amount", "number"), ("due", "date"))):
        await page.get_by_role("button", name="添加取值").click()
        value = f"#field-requests-0-answers-{at}"
        await page.locator(f"{value}-name").fill(name)
        await page.locator(f"{value}-path").fill(f"bill.{name}")
        await page.locator(f"{value}-type").select_option(kind)
    await page.keyboard.press("Control+Enter")
    await page.get_by_label("account", exact=True).last.fill(ACCOUNT)
    await page.get_by_role("button", name="立即查询").click()
    await expect(page.get_by_text("128.5").first).to_be_visible()


async def makes_the_flow(page: Page) -> None:
    await page.get_by_role("link", name="IVR流程", exact=True).click()
    await page.get_by_role("button", name="新建流程").click()
    await page.locator("#new-flow").fill("账单查询的流程")
    await page.locator("#new-flow-of").select_option("template:bill_query")
    await page.get_by_role("button", name="开始绘制").click()
    check = page.locator(".head__check")
    await check.click()
    findings = page.locator(".panel__error button")
    for left, (field, choice) in zip(
        (3, 2, 1, 0),
        (("source_id", "客户表"), ("service_id", "账单服务"), ("request", "bill"), ("queue_id", "账单咨询")),
        strict=True,
    ):
        await expect(findings).to_have_count(left + 1)
        await findings.first.click()
        await expect(page.locator(f"#f-{field}")).to_be_focused()
        await page.locator(f"#f-{field}").select_option(label=choice)
    await expect(check).to_contain_text("✓")
    await expect(page.locator(".head__saved")).to_contain_text("已保存")
    await page.get_by_role("button", name="发布……").click()
    await page.get_by_role("button", name="立即发布").click()
    await expect(page.locator(".panel__ok").first).to_contain_text("v1")


async def makes_the_number(page: Page) -> None:
    await page.get_by_role("link", name="管理", exact=True).click()
    await opens(page, "接入点", "添加接入点")
    await page.locator("#field-number").fill(ENTRY)
    await page.locator("#field-name").fill("账单电话")
    await page.locator("#field-flow_id").select_option(label="账单查询的流程")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("cell", name=ENTRY)).to_be_visible()


async def hears(customer: Customer, folder: Path, prompt: str, within: float = 60.0) -> None:
    """Wait until this very prompt (its first second) was heard since the call began."""
    begin = begin_of(folder / f"{prompt}.wav")
    likeness, searched = 0.0, 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while likeness < ALIKE:
                await asyncio.sleep(0.25)
                heard = bytes(customer.voice.heard[searched:])
                searched += max(0, len(heard) - len(begin))  # what it has just begun with is looked at again
                likeness = await asyncio.to_thread(alike, samples(heard), begin)
            return
    told = [name for name in ("pin_*", "bill_*") for name in heard_of(customer, folder, name)]
    raise AssertionError(f"{prompt} was not heard ({likeness:.2f} like it), but {told}")


def begin_of(file: Path) -> np.ndarray:
    (spoken, *_) = read_wav(file)
    return spoken.wave[: int(0.9 * RATE)]


def heard_of(customer: Customer, folder: Path, names: str) -> list[str]:
    heard = samples(bytes(customer.voice.heard))
    return [
        file.stem for file in sorted(folder.glob(f"{names}.wav")) if alike(heard, begin_of(file)) >= ALIKE
    ]


def alike(heard: np.ndarray, wanted: np.ndarray) -> float:
    """1 where the sound stands in what was heard as it is, whatever its loudness."""
    if len(heard) <= len(wanted):
        return 0.0
    size = 1 << (len(heard) + len(wanted)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size))
    fits = np.fft.irfft(product, size)[: len(heard) - len(wanted)]
    energy = np.concatenate(([0.0], np.cumsum(heard**2)))
    around = energy[len(wanted) : len(wanted) + len(fits)] - energy[: len(fits)]
    least = 1e-3 * float(np.max(around)) + 1.0
    return float(np.max(fits / np.sqrt(np.maximum(around, least) * np.sum(wanted**2))))


async def a_first_caller_sets_a_pin(floor: Floor, prompts: Path) -> None:
    customer = await floor.calls(ENTRY)
    await hears(customer, prompts / "en", "bill_in_english")
    customer.press("1")
    await hears(customer, prompts / "zh", "bill_account")
    customer.press(f"{ACCOUNT}#")
    await hears(customer, prompts / "zh", "pin_enter")
    customer.press(f"{PIN}#")
    await hears(customer, prompts / "zh", "bill_identity")
    customer.press(IDENTITY)
    await hears(customer, prompts / "zh", "pin_new")
    customer.press(f"{PIN}#")
    await hears(customer, prompts / "zh", "pin_repeat")
    customer.press(f"{PIN}#")
    await has_pin(await floor.person("admin"), ACCOUNT)
    for prompt in ("bill_amount", "bill_last", "bill_due", "bill_more"):
        await hears(customer, prompts / "zh", prompt)
    await customer.hangs_up()


async def a_caller_mistypes_the_pin_in_english(floor: Floor, prompts: Path) -> None:
    customer = await floor.calls(ENTRY)
    await hears(customer, prompts / "en", "bill_in_english")
    customer.press("2")
    await hears(customer, prompts / "en", "bill_account")
    customer.press(f"{ACCOUNT}#")
    await hears(customer, prompts / "en", "pin_enter")
    customer.press(f"{WRONG}#")
    await hears(customer, prompts / "en", "pin_wrong")
    customer.press(f"{PIN}#")
    await hears(customer, prompts / "en", "bill_amount")
    await customer.hangs_up()


async def a_fax_machine_gets_the_details(there: Machine, other: Outside) -> None:
    before = len(other.asked)
    leg_id = await there.calls(ENTRY)
    there.hand.send(ask.SendDigits(leg_id=leg_id, digits=f"2{ACCOUNT}#{PIN}#"))
    await asked(other, before + 1, within=60)
    there.hand.send(ask.SendDigits(leg_id=leg_id, digits="1"))
    there.receives(leg_id, "details")
    told = await there.is_done("details")
    assert (told.ok, told.pages) == (True, 1)
    (wanted,) = pages_of_text(f"账单 Bill {ACCOUNT}", LETTER)
    assert same(there.pages("details")[0], wanted)


async def test_a_newcomer_builds_a_bill_menu_and_it_is_called_and_faxed(floor: Floor) -> None:
    prompts = floor.product.folder / "data/prompts"
    async with outside() as other, newcomer(floor) as page:
        await makes_the_table(page)
        await makes_the_service(page, other.url)
        await makes_the_flow(page)
        await makes_the_number(page)
        await a_first_caller_sets_a_pin(floor, prompts)
        await a_caller_mistypes_the_pin_in_english(floor, prompts)
        async with machine(floor) as there:
            await a_fax_machine_gets_the_details(there, other)
    assert {one["path"] for one in other.asked} == {f"/bills/{ACCOUNT}.json"}

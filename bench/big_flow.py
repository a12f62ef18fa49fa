"""How the designer feels with a flow of 500 nodes: opens it in Chromium and prints what a person waits for.

`python -m bench.big_flow ADDRESS LOGIN PASSWORD` beside a product that runs; nothing is published.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from playwright.async_api import Page

from tests.rig.browser import window
from tests.rig.people import Person

NODES = 500
WAYS = 3  # of each menu
STEPS = 60
WATCH = """() => {
  window.long = [];
  new PerformanceObserver((all) => window.long.push(...all.getEntries().map((one) => one.duration)))
    .observe({ type: 'longtask', buffered: true });
  window.frames = (during) => new Promise((go) => {
    const found = [];
    let last = performance.now();
    const end = last + during;
    const next = (now) => {
      found.push(now - last);
      last = now;
      now < end ? requestAnimationFrame(next) : go(found);
    };
    requestAnimationFrame(next);
  });
}"""


def big_flow() -> dict[str, Any]:
    """A tree of menus: what a large center has, and every line is on the canvas."""
    nodes: dict[str, Any] = {}
    for at in range(NODES):
        below = [f"n{one}" for one in range(at * WAYS + 1, at * WAYS + WAYS + 1) if one < NODES]
        if below:
            keys = {str(key): to for key, to in enumerate(below, 1)}
            nodes[f"n{at}"] = {"type": "menu", "prompt": "main_menu", "keys": keys, "otherwise": below[0]}
        else:
            nodes[f"n{at}"] = {"type": "play", "prompt": "welcome", "next": ""}
    return {"start": "n0", "nodes": nodes}


async def measured(page: Page, name: str, act: Callable[[], Awaitable[None]], seconds: float) -> None:
    await page.evaluate("() => { window.long.length = 0; }")
    began = await page.evaluate("() => performance.now()")
    frames: list[float] = []
    if seconds:
        asked = asyncio.ensure_future(page.evaluate(f"() => window.frames({seconds * 1000})"))
        await act()
        frames = sorted(await asked)
    else:
        await act()
    ended = await page.evaluate("() => performance.now()")
    long = await page.evaluate("() => window.long")
    told: dict[str, float] = {
        "ms": round(ended - began),
        "long_tasks": len(long),
        "longest_ms": round(max(long, default=0)),
    }
    if frames:
        told["frame_median_ms"] = round(frames[len(frames) // 2], 1)
        told["frame_p95_ms"] = round(frames[int(len(frames) * 0.95)], 1)
        told["frame_max_ms"] = round(frames[-1])
    print(name, json.dumps(told), flush=True)


async def main(address: str, login: str, password: str) -> None:
    async with Person(address, login, password) as author:
        made = await author.ask("POST", "/api/flows", {"name": "Five hundred"})
        try:
            whole = await author.get(f"/api/flows/{made['id']}")
            body = {**whole["draft"], **big_flow()}
            await author.ask(
                "PUT", f"/api/flows/{made['id']}/draft", {"flow": body, "seen": whole["revision"]}
            )
            async with window(language="en") as page:
                await looks(page, address, login, password, made["id"])
        finally:
            await author.ask("DELETE", f"/api/flows/{made['id']}/draft")


async def looks(page: Page, address: str, login: str, password: str, flow_id: str) -> None:
    await page.add_init_script(f"({WATCH})()")
    await page.goto(address)
    await page.locator("input[name=username]").fill(login)
    await page.locator("input[name=password]").fill(password)
    await page.locator("button[type=submit]").click()
    await page.locator(".shell").wait_for()
    clock = asyncio.get_running_loop().time
    began = clock()
    await page.goto(f"{address}/flows/{flow_id}")
    await page.locator("[data-node=n0]").wait_for(timeout=60_000)
    told = await page.evaluate("() => window.long.map(Math.round)")
    print("open", json.dumps({"ms": round((clock() - began) * 1000), "long_tasks_ms": told}), flush=True)
    for name, act, seconds in ACTS:
        await measured(page, name, partial(act, page), seconds)


async def middle(page: Page, where: str) -> tuple[float, float]:
    box = await page.locator(where).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def moves(page: Page, at: tuple[float, float], by: tuple[float, float]) -> None:
    await page.mouse.move(*at)
    await page.mouse.down()
    for step in range(STEPS):
        await page.mouse.move(at[0] + by[0] * step, at[1] + by[1] * step)
    await page.mouse.up()


async def pans(page: Page) -> None:
    x, y = await middle(page, ".canvas")
    await moves(page, (x, y + 200), (-5, -4))


async def zooms(page: Page) -> None:
    await page.mouse.move(*await middle(page, ".canvas"))
    for step in range(12):
        await page.mouse.wheel(0, 100 if step < 6 else -100)


async def jumps(page: Page) -> None:
    await page.locator("#flow-find").fill("n0")
    await page.locator("#flow-find").press("Enter")
    await page.locator("#f-prompt").wait_for()


async def drags(page: Page) -> None:
    x, y = await middle(page, "[data-node=n0] .card__head")
    await moves(page, (x - 40, y), (3, 1))


async def types(page: Page) -> None:
    await page.locator("#f-prompt").press_sequentially("abcdefgh")


async def undoes(page: Page) -> None:
    for _ in range(2):
        await page.locator('[title="Ctrl+Z"]').click()


async def adds(page: Page) -> None:
    await page.locator(".palette [data-kind=play]").click()
    await page.locator("[data-node=play]").wait_for(timeout=60_000)


async def fits(page: Page) -> None:
    await page.locator(".canvas__zoom button").nth(2).click()


async def outlines(page: Page) -> None:
    await page.locator(".head__views button").nth(1).click()
    await page.locator("[data-key=n0]").wait_for(timeout=60_000)


ACTS = (
    ("pan", pans, 2.0),
    ("zoom", zooms, 2.0),
    ("search and jump", jumps, 0.0),
    ("type", types, 1.0),
    ("drag", drags, 2.0),
    ("undo", undoes, 0.0),
    ("add a node", adds, 0.0),
    ("whole flow in view", fits, 1.0),
    ("pan the whole flow", pans, 2.0),
    ("outline", outlines, 0.0),
)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))

"""Numbers on lists, and callers whom an agent has reported: what they hear, and when they pass again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.rig.floor import AGENT, CONSULTANT, Floor
from tests.rig.listen import spoken, write_wav
from tests.rig.people import Json, Live, Person

pytestmark = pytest.mark.journey
LISTED, REPORTED = "13911117301", "13911117302"
REASON = "trial_blocked"


@asynccontextmanager
async def block_list(floor: Floor, admin: Person) -> AsyncIterator[Json]:
    """A list whose reason is a tone that no other prompt has. Retired afterwards."""
    tone = write_wav(floor.product.folder / "reason.wav", spoken(CONSULTANT, 3.0)).read_bytes()
    for language in ("zh", "en"):
        await floor.upload(admin, f"/api/admin/prompts/{language}/{REASON}", tone)
    made = await admin.ask(
        "POST",
        "/api/admin/number-lists",
        {"name": "骚扰电话", "name_en": "Nuisance", "kind": "block", "prompt": REASON},
    )
    try:
        yield made
    finally:
        for one in (await admin.get(f"/api/lists/entries?list={made['id']}&state=active"))["items"]:
            await admin.ask("POST", f"/api/lists/entries/{one['id']}/end")
        await admin.ask("DELETE", f"/api/admin/number-lists/{made['id']}")


async def is_on_record(boss: Person, number: str, within: float = 30.0, result: str = "blocked") -> None:
    """The call of this number that reached nobody, once it came into the database."""
    async with asyncio.timeout(within):
        while True:
            found = (await boss.get(f"/api/interactions?result={result}"))["items"]
            if any(one["number"][-4:] == number[-4:] for one in found):
                return
            await asyncio.sleep(0.1)


async def is_asked(boss: Person, number: str) -> Json:
    """The question whether this number is to be locked."""

    def asked(live: Live) -> Json | None:
        shown = f"{number[:3]} **** {number[-4:]}"
        found = (one for one in live.locks if (one["state"], one["number"]) == ("asked", shown))
        return next(found, None)

    return await boss.live.until(asked, what="the question for the supervisor")


async def test_a_listed_caller_hears_the_reason_and_passes_again_off_the_list(floor: Floor) -> None:
    admin, boss = await floor.person("admin"), await floor.person("2001")
    li = await floor.desk("9001")
    async with block_list(floor, admin) as listed:
        text = f"号码,原因\n{LISTED[:9]}*,骚扰\n"
        taken = await admin.send_file(f"/api/lists/imports?list={listed['id']}&name=a.csv", text.encode())
        assert (taken["good"], taken["errors"]) == (1, [])
        caller = await floor.calls(ani=LISTED)
        await caller.hears(CONSULTANT)
        await caller.is_cleared()
        await is_on_record(boss, LISTED)
        await li.agent.is_("ready")
        await admin.ask("POST", f"/api/lists/imports/{taken['import_id']}/undo")
        again = await floor.calls(ani=LISTED)
        await li.answer()
        await again.hears(AGENT)


async def test_a_reported_number_is_refused_once_approved_until_it_is_unlocked(floor: Floor) -> None:
    boss = await floor.person("2001")
    await boss.open_screen()
    li = await floor.desk("9001")
    caller = await floor.calls(ani=REPORTED)
    await li.answer()
    await caller.hears(AGENT)
    await li.do("report_caller", why="threats", hours=2)
    await caller.hears(AGENT)
    lock = await is_asked(boss, REPORTED)
    assert lock["why"] == "threats"
    await boss.ask("POST", f"/api/lists/locks/{lock['lock_id']}/approve", {})
    await caller.hears(AGENT)
    await caller.hangs_up()
    await li.agent.wrap_up()

    refused = await floor.calls(ani=REPORTED)
    await refused.voice.hears_sound()
    await refused.is_cleared()
    await is_on_record(boss, REPORTED)

    await boss.ask("POST", f"/api/lists/locks/{lock['lock_id']}/end")
    again = await floor.calls(ani=REPORTED)
    await li.answer()
    await again.hears(AGENT)

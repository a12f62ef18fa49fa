"""A fax machine at the other end of a trunk: a second Asterisk with a spandsp of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageSequence

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.plan import Entry, SwitchPlan, TrunkAccount
from lingtong.switch.runtime.render import render
from tests.rig.asterisk import Controller, Rig, switch_rig

OURS, THEIRS = "95598", "01066668888"
WIDTH = 1728


@dataclass
class Lines:
    """Our switch, and the one of the machine; each reaches the other."""

    ours: Rig
    theirs: Rig

    def pages_here(self, fax_id: str) -> list[Image.Image]:
        return pages_of(self.ours.settings.faxes / f"{fax_id}.tif")

    def pages_there(self, fax_id: str) -> list[Image.Image]:
        return pages_of(self.theirs.settings.faxes / f"{fax_id}.tif")


@asynccontextmanager
async def lines(*, t38: bool = True) -> AsyncIterator[Lines]:
    async with switch_rig(started=False) as ours, switch_rig(started=False) as theirs:
        render(_plan("machine", theirs, OURS, t38=t38), ours.settings, ours.program)
        render(_plan("center", ours, THEIRS, t38=t38), theirs.settings, theirs.program)
        await ours.asterisk.start()
        await theirs.asterisk.start()
        yield Lines(ours, theirs)


def _plan(name: str, other: Rig, number: str, *, t38: bool) -> SwitchPlan:
    trunk = TrunkAccount(
        name=name,
        kind="ip",
        host="127.0.0.1",
        port=other.settings.sip_port,
        allowed_ips=("127.0.0.1",),
        t38=t38,
    )
    return SwitchPlan(trunks=(trunk,), entries=(Entry(number=number),))


async def machine_calls(machine: Controller, fax_id: str, rig: Rig, pages: list[Image.Image]) -> None:
    """It dials our number and sends as soon as somebody answers."""
    save(pages, rig.settings.faxes / f"{fax_id}.tif")
    machine.send(
        ask.Originate(
            leg_id="machine", endpoint=f"number:{OURS}", ring_for=20, trunks=("center",), caller_number=THEIRS
        )
    )
    await machine.sees(tell.LegConnected, leg_id="machine")
    machine.send(ask.SendFax(leg_id="machine", fax_id=fax_id, station=THEIRS))


def drawn(*marks: int) -> list[Image.Image]:
    """One page a mark: so many bars, so that pages can be told apart."""
    pages = []
    for mark in marks:
        page = Image.new("1", (WIDTH, 1100), 1)
        pen = ImageDraw.Draw(page)
        for bar in range(mark):
            pen.rectangle((100 + 150 * bar, 200, 180 + 150 * bar, 900), fill=0)
        pages.append(page)
    return pages


def save(pages: list[Image.Image], file: Path) -> None:
    first, *rest = pages
    first.save(file, compression="group4", save_all=True, append_images=rest, dpi=(204, 196))


def pages_of(file: Path) -> list[Image.Image]:
    with Image.open(file) as image:
        return [page.convert("1").copy() for page in ImageSequence.Iterator(image)]


def same(there: Image.Image, sent: Image.Image) -> bool:
    """Every point of the page is as it was sent; a header line may stand above it."""
    got, wanted = np.asarray(there), np.asarray(sent)
    rows = wanted.shape[0]
    return got.shape[1] == wanted.shape[1] and any(
        np.array_equal(got[start : start + rows], wanted) for start in range(max(len(got) - rows, 0) + 1)
    )

"""doctor: looks at the whole installation and says what is wrong and how to mend it."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

import msgspec
import typer
from rich.console import Console

from lingtong.apps.api import STATIC
from lingtong.apps.cli.running import answers, running_pid
from lingtong.apps.standby import ask_standing
from lingtong.apps.switch import switch_settings
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.foundation.bus import NatsBus
from lingtong.foundation.config import Secrets, Settings, load
from lingtong.foundation.db import migrate
from lingtong.foundation.http.server import listening_socket
from lingtong.foundation.lease import Standing, standing
from lingtong.foundation.telemetry.clock_state import clock_state
from lingtong.kit import Refusal
from lingtong.switch.runtime.doctor import Finding, examine

LOOKS_FOR = 2.0  # seconds

console = Console(highlight=False)


def add_to(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor() -> None:
    """Check the installation; ends with 1 where something is wrong."""
    settings = load()
    findings = [*examine(switch_settings(settings)), *_of_the_product(settings)]
    for finding in findings:
        console.print(f"{'[green]ok  [/]' if finding.ok else '[red]bad [/]'} {finding.what}")
        if finding.mend:
            console.print(f"     {finding.mend}", style="dim")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _of_the_product(settings: Settings) -> Iterator[Finding]:
    pid = running_pid(settings)
    if pid is not None:
        yield Finding(ok=True, what=f"Lingtong runs (process {pid})")
    elif not answers(settings):
        yield _port(settings)
    yield from _engines(asyncio.run(_standing(settings)), asked=bool(settings.bus))
    yield asyncio.run(_database(settings))
    yield _secrets(settings)
    yield _clock()
    made = len(PromptLibrary(settings.prompts).made())
    yield Finding(ok=made > 0, what=f"{made} prompts", mend="" if made else "Run: lingtong up")
    built = (STATIC / "desk" / "index.html").is_file() and (STATIC / "wallboard" / "index.html").is_file()
    yield Finding(
        ok=built,
        what="Screens are built" if built else "Screens are not built",
        mend="" if built else "make up",
    )


def _clock() -> Finding:
    """A clock of its own is no fault of the installation, but recordings are compared by their times."""
    clock = clock_state()
    if clock.in_step:
        return Finding(ok=True, what=f"The clock is in step, to {clock.most:.3f} s")
    return Finding(
        ok=True,
        what="The clock is not known to be in step",
        mend="Times of recordings may differ from those of others: run chrony or systemd-timesyncd.",
    )


async def _standing(settings: Settings) -> Standing:
    """What the folder tells, and where there is a bus, the active engine itself."""
    here = msgspec.structs.replace(standing(settings.journal), expected=settings.engine.standby)
    if not settings.bus:
        return here
    try:
        bus = await NatsBus.connect(settings.bus, "doctor", within=LOOKS_FOR)
    except Refusal:
        return here
    try:
        return await ask_standing(bus, within=LOOKS_FOR) or here
    finally:
        await bus.close()


def _engines(found: Standing, *, asked: bool) -> Iterator[Finding]:
    if found.active is not None:
        active = f"{found.active.node}, process {found.active.pid}, since {_told(found.active.since)}"
        yield Finding(ok=True, what=f"Active engine: {active} (generation {found.active.generation})")
    elif asked or found.standbys:
        mend = "lingtong run --only engine. New calls are served by the switch alone until then."
        yield Finding(ok=False, what="No engine is active", mend=mend)
    for one in found.standbys:
        behind = f", {one.behind} bytes behind" if one.behind else ""
        yield Finding(ok=True, what=f"Stands by: {one.node}, process {one.pid}{behind}")
    if found.expected and not found.standbys:
        yield Finding(ok=False, what="No engine stands by", mend="Start a second: lingtong run --only engine")


def _told(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _port(settings: Settings) -> Finding:
    try:
        listening_socket(settings.http).close()
    except Refusal as refusal:
        return Finding(ok=False, what="Port of the screens", mend=refusal.message)
    return Finding(ok=True, what=f"Port {settings.http.port} is free")


async def _database(settings: Settings) -> Finding:
    kind = settings.database_url.partition("+")[0]
    try:
        revision = await migrate.current(settings.database_url)
    except Exception as error:
        return Finding(
            ok=False,
            what=f"Database ({kind}) does not answer: {type(error).__name__}",
            mend="Start it, or mend LINGTONG_DATABASE. Calls go on meanwhile; nothing is lost.",
        )
    newest = migrate.newest()
    if revision != newest:
        return Finding(
            ok=False, what=f"Database ({kind}) is at {revision or 'nothing'}", mend="Run: lingtong migrate"
        )
    return Finding(ok=True, what=f"Database ({kind}) is up to date")


def _secrets(settings: Settings) -> Finding:
    try:
        names = Secrets(settings.secrets_file).names()
    except Refusal as refusal:
        return Finding(ok=False, what="Secrets", mend=refusal.message)
    if not names:
        return Finding(ok=False, what="There are no secrets yet", mend="Run: lingtong up")
    mode = settings.secrets_file.stat().st_mode & 0o077
    if mode:
        return Finding(
            ok=False, what="Others can read the secrets", mend=f"chmod 600 {settings.secrets_file}"
        )
    return Finding(ok=True, what="Secrets are there, and private")

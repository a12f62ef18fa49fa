"""doctor: looks at the whole installation and says what is wrong and how to mend it."""

import asyncio
from collections.abc import Iterator

import typer
from rich.console import Console

from lingtong.apps.api import STATIC
from lingtong.apps.cli.running import running_pid
from lingtong.apps.switch import switch_settings
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.foundation.config import Secrets, Settings, load
from lingtong.foundation.db import migrate
from lingtong.foundation.http.server import listening_socket
from lingtong.kit import Refusal
from lingtong.switch.runtime.doctor import Finding, examine

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
    else:
        yield _port(settings)
    yield asyncio.run(_database(settings))
    yield _secrets(settings)
    made = len(PromptLibrary(settings.prompts).made())
    yield Finding(ok=made > 0, what=f"{made} prompts", mend="" if made else "Run: lingtong up")
    built = (STATIC / "desk" / "index.html").is_file() and (STATIC / "wallboard" / "index.html").is_file()
    yield Finding(
        ok=built,
        what="Screens are built" if built else "Screens are not built",
        mend="" if built else "make up",
    )


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

"""copy-recordings."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lingtong.apps.recordings import places_of
from lingtong.floor.recording.copying import Copied, copy_all
from lingtong.floor.recording.opening import Places
from lingtong.foundation.config import Secrets, load
from lingtong.foundation.db import Database
from lingtong.kit import SystemClock

console = Console(highlight=False)
TOLD_EVERY = 100  # files


def add_to(app: typer.Typer) -> None:
    app.command("copy-recordings")(copy_recordings)


def copy_recordings(
    folder: Annotated[Path, typer.Argument(help="On a network device, another disk, a tape with LTFS.")],
) -> None:
    """Copy all kept recordings and check each copy; goes on where it stopped. Calls may go on."""
    settings = load()
    places = places_of(settings, Secrets(settings.secrets_file), SystemClock())
    done = asyncio.run(_copy(settings.database_url, places, folder))
    console.print(
        f"{folder}: {done.copied} copied ({done.bytes / 1e6:.0f} MB), {done.before} were there, "
        f"{len(done.failed)} failed. Encrypted ones need secrets.json: keep that apart.",
        soft_wrap=True,
    )
    for recording_id, why in done.failed[:20]:
        console.print(f"  {recording_id}: {why}", markup=False, soft_wrap=True)
    if done.failed:
        raise typer.Exit(1)


async def _copy(url: str, places: Places, folder: Path) -> Copied:
    database = Database(url)
    try:
        return await copy_all(database, places, folder, _told)
    finally:
        await database.close()


def _told(done: Copied) -> None:
    if done.copied % TOLD_EVERY == 0:
        console.print(f"{done.copied} copied", style="dim")

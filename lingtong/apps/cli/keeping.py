"""migrate, backup, restore, certificate, config."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from lingtong.foundation.config import load
from lingtong.foundation.db import backup as backups
from lingtong.foundation.db import migrate as migrations
from lingtong.foundation.http.certificate import DAYS, make_self_signed

console = Console(highlight=False)
HIDDEN = "(set, hidden)"
SECRET = {"metrics_token", "database", "bus"}


def add_to(app: typer.Typer) -> None:
    app.command()(migrate)
    app.command()(backup)
    app.command()(restore)
    app.command()(certificate)
    config = typer.Typer(help="Settings: where they come from and what they are.", no_args_is_help=True)
    config.command("show")(config_show)
    app.add_typer(config, name="config")


def migrate(
    to: Annotated[str, typer.Option(help="A revision; `base` takes every table away.")] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go down to it. Data in what goes is lost.")] = False,
) -> None:
    """Bring the database to this version of the product."""
    url = load().database_url
    move = migrations.downgrade if down else migrations.upgrade
    before, after = asyncio.run(move(url, to))
    console.print("Up to date." if before == after else f"{before or 'empty'} → {after or 'empty'}")


def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write, such as center.tar.gz.")],
) -> None:
    """Write database, recordings, prompts and secrets into one archive. Calls may go on."""
    with _shown("Backing up") as progress:
        manifest = asyncio.run(backups.back_up(load(), file, progress))
    count = sum(manifest.rows.values())
    console.print(
        f"{file}: {count} rows, {len(manifest.files)} files. It holds secrets: guard it.", soft_wrap=True
    )


def restore(
    file: Annotated[Path, typer.Argument(help="An archive that `lingtong backup` wrote.", exists=True)],
) -> None:
    """Fill an empty installation from a backup, after checking all of it."""
    with _shown("Restoring") as progress:
        manifest = asyncio.run(backups.restore(load(), file, progress))
    made = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    console.print(f"Restored as of {made}: {sum(manifest.rows.values())} rows, {len(manifest.files)} files.")


def certificate(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names and addresses that browsers will use.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Where to write; `tls` in the data folder by default.")
    ] = None,
) -> None:
    """Make a self-signed certificate for a trial on a LAN. Browsers give the microphone to HTTPS alone."""
    settings = load()
    place = folder or settings.folder("tls")
    wanted = names or ["localhost", "127.0.0.1", *_own_names()]
    make_self_signed(wanted, place / "certificate.pem", place / "key.pem")
    hosts = ", ".join(f'"{name}"' for name in wanted)
    console.print(
        f"Good for {DAYS} days and for: {', '.join(wanted)}. Put this into lingtong.toml, then start again:\n"
    )
    console.print(
        f'[http]\nhost = "0.0.0.0"\nhosts = [{hosts}]\ncertificate = "{place / "certificate.pem"}"\n'
        f'key = "{place / "key.pem"}"\n',
        markup=False,
        soft_wrap=True,
    )
    address = next((name for name in reversed(wanted) if _is_address(name)), "")
    if address:
        console.print(f'# so that speech reaches the LAN too\n[asterisk]\nhost = "{address}"\n', markup=False)
    console.print("Each browser warns once, because nobody vouches for this certificate.")


def config_show() -> None:
    """Print every setting; secrets are hidden."""
    for name, value in _flat(load().model_dump()):
        shown = HIDDEN if name.rsplit(".", 1)[-1] in SECRET and value else value
        console.print(f"{name} = {shown}", markup=False, soft_wrap=True)


def _flat(values: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _is_address(name: str) -> bool:
    try:
        return not ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _own_names() -> list[str]:
    """This machine's name, and its address on the LAN where it has one. No packet is sent."""
    found = [socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found.append(str(probe.getsockname()[0]))
        except OSError:
            pass
    return list(dict.fromkeys(found))


@contextmanager
def _shown(what: str) -> Iterator[backups.Progress]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task, megabytes = bar.add_task(what), 0.0

        def progress(name: str, size: int) -> None:
            nonlocal megabytes
            megabytes += size / 1e6
            bar.update(task, description=f"{what}: {megabytes:.0f} MB, {name}")

        yield progress

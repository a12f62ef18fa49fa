"""up, down, run, demo, engine."""

import asyncio
import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer
import uvloop
from rich.console import Console

from lingtong.apps.cli.welcome import demo_logins, print_welcome
from lingtong.apps.ending import last_call, to_the_end
from lingtong.apps.run import ALL, Role, serve
from lingtong.apps.switch import switch_settings
from lingtong.floor.ivr.prompts.espeak import EspeakSpeech
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.foundation.config import Settings, load
from lingtong.foundation.db.migrate import upgrade
from lingtong.foundation.http.server import listening_socket
from lingtong.foundation.lease import standing
from lingtong.foundation.telemetry.logs import set_up_logs
from lingtong.kit import Refusal
from lingtong.switch.runtime.music import ensure_music
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import AsteriskMissing, find

console = Console(highlight=False)
READY_WITHIN = 60.0
STOPS_WITHIN = 15.0
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


class DidNotStart(Refusal):
    code = "up.did_not_start"
    status = 500


def add_to(app: typer.Typer) -> None:
    app.command()(up)
    app.command()(down)
    app.command()(run)
    app.command("prepare")(prepare_alone)
    app.command()(demo)
    engine = typer.Typer(help="The switch: install Asterisk, run it alone.", no_args_is_help=True)
    engine.command("install")(engine_install)
    engine.command("run")(engine_run)
    app.add_typer(engine, name="engine")


def up(
    foreground: Annotated[bool, typer.Option(help="Stay here and log to the terminal.")] = False,
    with_demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="Make the demo center if there is none.")
    ] = True,
) -> None:
    """Set up what is missing, start everything, and say where it is."""
    settings = load()
    settings.data.absolute().mkdir(parents=True, exist_ok=True)
    pid = running_pid(settings)
    if pid is None:
        _need_port(settings)
        prepare(settings, with_demo=with_demo)
        if foreground:
            _show(settings, with_demo=with_demo)
            _run(settings, ALL)
            return
        _start(settings)
    else:
        console.print(f"Lingtong runs already (process {pid}).")
    _show(settings, with_demo=with_demo)


def down(
    keep_calls: Annotated[
        bool, typer.Option(help="Leave Asterisk and its calls; the next start adopts them.")
    ] = False,
) -> None:
    """Stop Lingtong, and Asterisk with it."""
    settings = load()
    pid = running_pid(settings)
    _stop_standbys(settings)
    if pid is not None:
        _signal(pid, signal.SIGTERM)
        until = time.monotonic() + STOPS_WITHIN
        while running_pid(settings) is not None and time.monotonic() < until:
            time.sleep(0.1)
        if running_pid(settings) is not None:
            _signal(pid, signal.SIGKILL)
        _pid_file(settings).unlink(missing_ok=True)
        console.print("Lingtong has stopped.")
    else:
        console.print("Lingtong does not run.")
    if not keep_calls:
        _stop_asterisk(settings)


def run(
    only: Annotated[
        list[str] | None, typer.Option(help="api, engine or worker; all three by default.")
    ] = None,
    health: Annotated[
        int, typer.Option(help="Port of the health address of an engine or a worker.", show_default=False)
    ] = 0,
) -> None:
    """Run the processes here, in the foreground. Set-up is `lingtong up`'s.

    An engine that finds another one at work on its data folder stands by, and goes on where that one ends.
    """
    settings = load()
    roles: frozenset[Role] = frozenset(role for role in ALL if only is None or role in only)
    if only and len(roles) != len(set(only)):
        raise DidNotStart("--only takes api, engine or worker.")
    set_up_logs(settings.log_level, settings.log_format)
    _run(settings, roles, health)


def prepare_alone(
    with_demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="Make the demo center if there is none.")
    ] = True,
) -> None:
    """Set up what is missing and start nothing: before `run --only …`, once for all processes."""
    settings = load()
    settings.data.absolute().mkdir(parents=True, exist_ok=True)
    prepare(settings, with_demo=with_demo)


def _run(settings: Settings, roles: frozenset[Role], health: int = 0) -> None:
    """With as many open files as this user may have: four for each call, one for each screen."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    sys.setswitchinterval(0.001)  # other threads give way to calls sooner

    def active() -> None:
        if roles == ALL:
            _keep_pid(settings, os.getpid())

    sys.exit(uvloop.run(to_the_end(serve(settings, roles, active, health, last_call))))


def demo() -> None:
    """Make the demo center where it is not, and show its log-ins."""
    settings = load()
    asyncio.run(upgrade(settings.database_url))
    print_welcome(
        console, settings, asyncio.run(demo_logins(settings)), running=running_pid(settings) is not None
    )


def engine_install() -> None:
    """Unpack Asterisk for this user; needs no root and no container."""
    from lingtong.switch.runtime.install import install

    settings = load()
    with console.status("Asterisk …") as status:
        program = install(settings.asterisk.runtime.absolute(), status.update)
    console.print(f"Asterisk {'.'.join(map(str, program.version))} is ready.")


def engine_run() -> None:
    """Keep Asterisk alone running, with the configuration that was written last."""
    settings = switch_settings(load())
    asterisk = Asterisk(settings, find(settings.runtime))

    async def keep() -> None:
        await asterisk.start()
        console.print(f"Asterisk runs as process {asterisk.pid}.")
        await asterisk.watch()

    asyncio.run(keep())


def prepare(settings: Settings, *, with_demo: bool) -> None:
    """Asterisk, prompts, music, database, demo: whatever is not there yet."""
    own = switch_settings(settings)
    try:
        find(own.runtime)
    except AsteriskMissing:
        from lingtong.switch.runtime.install import install

        with console.status("Unpacking Asterisk (once, about 270 MB) …") as status:
            install(own.runtime, status.update)
    with console.status("Prompts …") as status:
        PromptLibrary(settings.prompts).build(
            EspeakSpeech(), progress=lambda done, of, _: status.update(f"Prompts {done}/{of} …")
        )
    ensure_music(own.music)
    asyncio.run(upgrade(settings.database_url))
    if with_demo:
        with console.status("Demo center …"):
            asyncio.run(demo_logins(settings))


def running_pid(settings: Settings) -> int | None:
    """The process that runs on this data folder, if it is alive."""
    try:
        pid = int(_pid_file(settings).read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"lingtong" in words else None


def _show(settings: Settings, *, with_demo: bool) -> None:
    print_welcome(console, settings, asyncio.run(demo_logins(settings)) if with_demo else None)


def _start(settings: Settings) -> None:
    log = settings.data.absolute() / "lingtong.log"
    with log.open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "lingtong.apps.cli", "run"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    _keep_pid(settings, child.pid)
    until = time.monotonic() + READY_WITHIN
    with console.status("Starting …"):
        while not answers(settings):
            if child.poll() is not None or time.monotonic() > until:
                raise DidNotStart(f"Lingtong did not start. Its last words are in {log}:\n{_tail(log)}")
            time.sleep(0.2)


def answers(settings: Settings) -> bool:
    """Asks our own port, whose certificate may be of our own making."""
    scheme = "https" if settings.http.is_secure else "http"
    host = "127.0.0.1" if settings.http.host in EVERYWHERE else settings.http.host
    headers = {"Host": settings.http.hosts[0]} if settings.http.hosts else {}
    try:
        answer = httpx.get(
            f"{scheme}://{host}:{settings.http.port}/readyz", headers=headers, timeout=2, verify=False
        )
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


def _need_port(settings: Settings) -> None:
    listening_socket(settings.http).close()


def _stop_standbys(settings: Settings) -> None:
    """First those who would take over."""
    for one in standing(settings.journal).standbys:
        _signal(one.pid, signal.SIGTERM)
    until = time.monotonic() + STOPS_WITHIN
    while standing(settings.journal).standbys and time.monotonic() < until:
        time.sleep(0.1)


def _signal(pid: int, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
        os.kill(pid, sign)


def _stop_asterisk(settings: Settings) -> None:
    own = switch_settings(settings)
    try:
        asterisk = Asterisk(own, find(own.runtime))
    except Refusal:
        return
    if asterisk.alive:
        asyncio.run(asterisk.stop())
        console.print("Asterisk has stopped.")


def _pid_file(settings: Settings) -> Path:
    return settings.data.absolute() / "lingtong.pid"


def _keep_pid(settings: Settings, pid: int) -> None:
    _pid_file(settings).write_text(str(pid))


def _tail(file: Path, lines: int = 5) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-lines:])

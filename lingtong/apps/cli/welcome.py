"""What a new user sees when everything runs."""

from rich.console import Console
from rich.table import Table

from lingtong.apps.demo import DemoLogins, seed
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.kit import Ids, SystemClock


async def demo_logins(settings: Settings) -> DemoLogins:
    """The demo center's log-ins; makes the center where it is not."""
    clock, bus = SystemClock(), InProcessBus()
    database = Database(settings.database_url, bus.publish)
    parts = Parts(
        settings=settings,
        secrets=Secrets(settings.secrets_file),
        database=database,
        bus=bus,
        clock=clock,
        ids=Ids(clock),
    )
    try:
        return await seed(parts)
    finally:
        await bus.close()
        await database.close()


def print_welcome(
    console: Console, settings: Settings, logins: DemoLogins | None, *, running: bool = True
) -> None:
    http = settings.http
    scheme = "https" if http.is_secure else "http"
    host = "localhost" if http.host in ("127.0.0.1", "::1", "0.0.0.0") else http.host  # noqa: S104
    address = f"{scheme}://{host}:{http.port}"
    console.print()
    console.print(f"[bold]Lingtong 灵通 {'is running' if running else 'does not run: lingtong up'}[/bold]")
    places = Table.grid(padding=(0, 3))
    places.add_row("Desk and administration", f"{address}/")
    places.add_row("Customer page", f"{address}/call" if settings.customer_page else "switched off")
    places.add_row("Wallboard", f"{address}/wallboard")
    console.print(places)
    if logins is None:
        return
    people = Table(box=None, padding=(0, 3), header_style="bold")
    for title in ("log-in", "password", "name", "role"):
        people.add_column(title)
    for one in logins.logins:
        people.add_row(one.login, one.password, one.name, one.role)
    console.print()
    console.print(people)
    for number, name in logins.entry_points:
        console.print(f"Dial {number}: {name}")
    console.print(
        f"Desk phone: user {logins.desk_phone}, password {logins.desk_phone_secret}, "
        f"SIP server {settings.asterisk.host}:{settings.asterisk.sip_port}"
    )
    for note in logins.notes:
        console.print(note, style="dim")
    console.print()
    console.print("[bold]Try this first[/bold]")
    first = logins.logins[0]
    console.print(f"1. Open {address}/ and sign in as {first.login}; pass the check; press Ready.")
    console.print(f"2. In a second window open {address}/call, call, and press 1 in the menu.")
    console.print(
        "3. Answer with F2 and talk. Then kill the engine: you talk on, and the next start has the call back:"
    )
    console.print(f"   kill -9 $(cat {settings.data / 'lingtong.pid'}); make up", soft_wrap=True)
    console.print()

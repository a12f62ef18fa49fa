"""user add, list, password, lock, totp-off."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from lingtong.foundation.bus import InProcessBus
from lingtong.foundation.config import Secrets, load
from lingtong.foundation.db import Database, migrate
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import operator, seed_tenant, seed_user
from lingtong.foundation.identity.jobs import walk_audits
from lingtong.kit import Ids, Refusal, SystemClock

console = Console(highlight=False)
Outcome = TypeVar("Outcome")
TenantOption = Annotated[
    str | None, typer.Option("--tenant", help="Short name; not needed where there is one.")
]
StdinOption = Annotated[bool, typer.Option("--stdin", help="Read the password from standard input.")]
RandomOption = Annotated[bool, typer.Option("--random", help="Make a password and print it once.")]


class AuditBroken(Refusal):
    code = "audit.broken"
    status = 500


class NoDatabase(Refusal):
    code = "database.not_migrated"
    status = 500


def add_to(app: typer.Typer) -> None:
    user = typer.Typer(help="People who sign in.", no_args_is_help=True)
    user.command("add")(add)
    user.command("list")(list_users)
    user.command("password")(password)
    user.command("lock")(lock)
    user.command("totp-off")(totp_off)
    app.add_typer(user, name="user")
    tenant = typer.Typer(help="Centers that share this installation.", no_args_is_help=True)
    tenant.command("add")(add_tenant)
    app.add_typer(tenant, name="tenant")
    app.command()(audit)


def add_tenant(
    code: Annotated[str, typer.Argument(help="The short name that people type at log-in.")],
    name: Annotated[str, typer.Option(help="As screens show it.")] = "",
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
) -> None:
    """Add a center with the five roles; nothing changes where it is there already."""

    async def act(parts: Parts) -> None:
        await seed_tenant(parts, code, name or code, language)

    _do(act)
    console.print(f"{code} is there. Add people: lingtong user add LOGIN --tenant {code}")


def add(
    login: str,
    name: Annotated[str, typer.Option(help="As screens show it.")] = "",
    role: Annotated[
        str, typer.Option(help="agent, supervisor, evaluator, administrator or wallboard.")
    ] = "agent",
    tenant: TenantOption = None,
    stdin: StdinOption = False,
    random: RandomOption = False,
) -> None:
    """Add a person."""
    chosen = _password(stdin=stdin, random=random)

    async def act(parts: Parts) -> None:
        tenant_id = (await operator.tenant_of(parts, tenant)).id
        async with parts.database.writing(tenant_id) as work:
            await seed_user(parts, work, login=login, name=name or login, role=role, password=chosen)

    _do(act)
    console.print(f"{login} may sign in as {role}.")
    _tell(chosen, random=random)


def list_users(tenant: TenantOption = None) -> None:
    """List people: log-in, name, role, and what keeps them out."""

    async def act(parts: Parts) -> Table:
        table = Table("log-in", "name", "role", "agent", "second factor", "state", box=None)
        for user, role in await operator.people_of(parts, (await operator.tenant_of(parts, tenant)).id):
            state = "retired" if user.retired_at else "locked" if user.locked else ""
            second = "on" if user.totp_secret else ""
            table.add_row(user.login, user.name, role, user.agent_number or "", second, state)
        return table

    console.print(_do(act))


def password(
    login: str, tenant: TenantOption = None, stdin: StdinOption = False, random: RandomOption = False
) -> None:
    """Give a new password; ends the person's sessions."""
    chosen = _password(stdin=stdin, random=random)

    async def act(parts: Parts) -> None:
        await operator.set_password(parts, (await operator.tenant_of(parts, tenant)).id, login, chosen)

    _do(act)
    console.print(f"{login} has a new password.")
    _tell(chosen, random=random)


def lock(
    login: str,
    tenant: TenantOption = None,
    off: Annotated[bool, typer.Option("--off", help="Let in again.")] = False,
) -> None:
    """Keep a person out, and end their sessions."""

    async def act(parts: Parts) -> None:
        tenant_id = (await operator.tenant_of(parts, tenant)).id
        await operator.set_locked(parts, tenant_id, login, locked=not off)

    _do(act)
    console.print(f"{login} is {'let in again' if off else 'locked'}.")


def totp_off(login: str, tenant: TenantOption = None) -> None:
    """Take the second factor off, for who lost the phone."""

    async def act(parts: Parts) -> None:
        await operator.take_off_second_factor(parts, (await operator.tenant_of(parts, tenant)).id, login)

    _do(act)
    console.print(f"{login} signs in with the password alone.")


def audit() -> None:
    """Walk every center's audit trail, and name the first entry that is not as it was written."""

    async def act(parts: Parts) -> list[str]:
        return [f"{code}: entry {broken.sequence}, {broken.why}" for code, broken in await walk_audits(parts)]

    damage = _do(act)
    if damage:
        raise AuditBroken("; ".join(damage))
    console.print("Every entry is as it was written.")


def _do(act: Callable[[Parts], Awaitable[Outcome]]) -> Outcome:
    async def run() -> Outcome:
        async with _parts() as parts:
            return await act(parts)

    return asyncio.run(run())


@asynccontextmanager
async def _parts() -> AsyncIterator[Parts]:
    settings, clock = load(), SystemClock()
    if await migrate.current(settings.database_url) != migrate.newest():
        raise NoDatabase("The database is not of this version. Run: lingtong migrate")
    bus, database = InProcessBus(), Database(settings.database_url)
    secrets_file = Secrets(settings.secrets_file)
    try:
        yield Parts(
            settings=settings, secrets=secrets_file, database=database, bus=bus, clock=clock, ids=Ids(clock)
        )
    finally:
        await bus.close()
        await database.close()


def _password(*, stdin: bool, random: bool) -> str:
    if random:
        return secrets.token_urlsafe(12)
    if stdin:
        return sys.stdin.readline().rstrip("\n")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given


def _tell(chosen: str, *, random: bool) -> None:
    if random:
        console.print(f"Password, shown this once: {chosen}", markup=False)

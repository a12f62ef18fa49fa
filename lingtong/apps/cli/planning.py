"""simulate, size."""

import asyncio
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lingtong.floor.center import Center, Tenant
from lingtong.foundation.bus import InProcessBus
from lingtong.foundation.config import Secrets, load
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import operator
from lingtong.insight.simulation import erlang, sizing
from lingtong.insight.simulation.changes import Changes, QueueChange
from lingtong.insight.simulation.planned import ANY, QueueTraffic, Traffic
from lingtong.insight.simulation.playing import Answer, Question, Step, answer, center_of
from lingtong.insight.simulation.results import Band, Curve, Sheet
from lingtong.kit import Ids, Refusal, SystemClock

console = Console(highlight=False)
BLOCKS = "▁▂▃▄▅▆▇█"


class GoalUnreadable(Refusal):
    code = "cli.goal_unreadable"
    status = 422


class ChangeUnreadable(Refusal):
    code = "cli.change_unreadable"
    status = 422


class DemandMissing(Refusal):
    code = "cli.demand_missing"
    status = 422


class NoSuchQueue(Refusal):
    code = "cli.no_queue"
    status = 404


def add_to(app: typer.Typer) -> None:
    app.command(context_settings={"ignore_unknown_options": True})(simulate)
    app.command("size")(size_up)


def simulate(  # noqa: PLR0913 - what can be asked on one line
    *,
    day: Annotated[str, typer.Option(help="A recorded day, such as 2026-11-20; yesterday by default.")] = "",
    queue: Annotated[str, typer.Option(help="Number of the queue that is shown and changed.")] = "",
    agents: Annotated[int, typer.Option(help="So many agents more (+2) or fewer (-1) in the queue.")] = 0,
    volume: Annotated[float, typer.Option(help="So many times the calls of the queue.")] = 1.0,
    priority: Annotated[int | None, typer.Option(help="Another priority of the queue.")] = None,
    changes: Annotated[str, typer.Option(help="A whole change as JSON, as the page sends it.")] = "",
    seeds: Annotated[int, typer.Option(min=1, max=50, help="How often the day is played.")] = 5,
    tenant: Annotated[str | None, typer.Option(help="Short name; not needed where there is one.")] = None,
) -> None:
    """Play a recorded day again: as it was, and as it would be with a change."""
    wanted = _changes(changes)
    if day:
        _check_day(day)
    rules = {} if priority is None else {"priority": priority}
    if agents or volume != 1.0 or rules:
        if not queue:
            raise NoSuchQueue("Say which queue: --queue 3001.")
        change = QueueChange(agents=agents, volume=volume, rules=rules)
        wanted = msgspec.structs.replace(wanted, queues={**wanted.queues, queue: change})
    found = asyncio.run(_simulate(tenant, day, wanted, seeds))
    _show(found, queue)


def _changes(text: str) -> Changes:
    try:
        return msgspec.json.decode(text, type=Changes) if text else Changes()
    except msgspec.DecodeError as error:
        raise ChangeUnreadable(f"The change cannot be read: {error}.") from error


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ChangeUnreadable(f"Write the day as 2026-11-20, not {text}.") from error


async def _simulate(tenant: str | None, day: str, changes: Changes, seeds: int) -> Answer:
    from lingtong.apps.center import join_center

    settings, clock, bus = load(), SystemClock(), InProcessBus()
    database, secrets, ids = (
        Database(settings.database_url),
        Secrets(settings.secrets_file),
        Ids(SystemClock()),
    )
    parts = Parts(settings=settings, secrets=secrets, database=database, bus=bus, clock=clock, ids=ids)
    try:
        tenant_id = (await operator.tenant_of(parts, tenant)).id
        joined = join_center(
            settings=settings, secrets=secrets, database=database, bus=bus, clock=clock, ids=ids
        )
        center: Center = await joined.publisher.read()
        zone = center.tenants[tenant_id].timezone
        yesterday = clock.now().astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        question = Question(
            now=clock.now(),
            tenant_id=tenant_id,
            timezone=zone,
            center=center_of(center, tenant_id),
            day=day or yesterday.isoformat(),
            changes=changes,
            seeds=seeds,
        )
        return await _answered(question, database)
    finally:
        await database.close()


async def _answered(question: Question, database: Database | None) -> Answer:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=1.0)

        def tell(step: Step, progress: float) -> None:
            bar.update(task, description=step, completed=progress)

        return await answer(question, database, tell)


def size_up(  # noqa: PLR0913, PLR0917 - what can be asked on one line
    handling: Annotated[float, typer.Option(min=1, help="Mean handling in seconds, with after-call work.")],
    calls: Annotated[float, typer.Option(min=0, help="Calls in an hour.")] = 0,
    goal: Annotated[str, typer.Option(help="Share in per cent / within seconds.")] = "80/20",
    patience: Annotated[float, typer.Option(min=0, help="Mean patience in seconds; 0: nobody hangs up.")] = 0,
    shrinkage: Annotated[float, typer.Option(min=0, max=0.9, help="Share of paid time without calls.")] = 0,
    check: Annotated[bool, typer.Option("--check", help="Compare with a simulated day.")] = False,
    people: Annotated[float, typer.Option(min=0, help="Population, instead of --calls.")] = 0,
    asking: Annotated[float, typer.Option(min=0, max=1, help="Share who ask for a person in a day.")] = 0,
    busy_share: Annotated[float, typer.Option(min=0, max=1, help="Of them in the busiest hour.")] = 0.18,
    seat_load: Annotated[float, typer.Option(min=0.01, max=1, help="Share of the hour at calls.")] = 0.7,
) -> None:
    """How many agents: Erlang C, or Erlang A with --patience; by --people also the customary rule."""
    share, seconds = _goal(goal)
    if people:
        calls = _by_population(people, asking, busy_share, handling, seat_load)
    if calls <= 0:
        raise DemandMissing("Give --calls in an hour, or --people with --asking.")
    demand = sizing.Demand(
        calls=calls,
        handling=handling,
        goal_share=share,
        goal_seconds=seconds,
        patience=patience,
        shrinkage=shrinkage,
    )
    found = sizing.size(demand)
    paid = f", {found.paid} on the payroll," if shrinkage else ""
    console.print(
        f"{found.agents} agents{paid} reach {share:.0%} within {seconds:g} s "
        f"(Erlang {found.formula}, {found.load:.2f} erlangs); {found.lines} lines."
    )
    table = Table("agents", "service level", "mean wait", "hang up", "occupancy", box=None)
    for choice in found.choices:
        mark = "[bold]" if choice.agents == found.agents else ""
        asa = f"{choice.asa:.1f} s" if choice.asa is not None else "grows"
        cells = (f"{choice.service_level:.1%}", asa, f"{choice.abandoned:.1%}", f"{choice.occupancy:.1%}")
        table.add_row(*(f"{mark}{cell}" for cell in (str(choice.agents), *cells)))
    console.print(table)
    if check:
        _check(demand, found.agents)


def _by_population(
    people: float, asking: float, busy_share: float, handling: float, seat_load: float
) -> float:
    """Prints the seats by the customary rule; gives the calls of the busiest hour."""
    exact = erlang.seats_by_population(people, asking, busy_share, handling, seat_load)
    calls = people * asking * busy_share
    seats = sizing.seats_for(exact)
    console.print(f"{seats} seats by population ({exact:.2f}): {calls:g} calls in the busiest hour.")
    return calls


def _check(demand: sizing.Demand, agents: int) -> None:
    traffic = QueueTraffic(
        calls=demand.calls,
        handling=demand.handling,
        exponential=True,
        patience=demand.patience,
        agents=agents,
    )
    question = Question(
        now=SystemClock().now(),
        tenant_id="size",
        timezone="UTC",
        center=Center(tenants={"size": Tenant(id="size", name="size", timezone="UTC")}),
        traffic=Traffic(
            queues={ANY: traffic}, goal_seconds=demand.goal_seconds, goal_share=demand.goal_share
        ),
    )
    day = asyncio.run(_answered(question, None)).base.total.day
    asa = f"{day.asa.mean:.1f} s" if day.asa else "–"
    console.print(
        f"Simulated, 24 hours with {agents} agents: {_percent(day.service_level)}, mean wait {asa}."
    )


def _goal(text: str) -> tuple[float, float]:
    share, _, seconds = text.partition("/")
    try:
        found = float(share) / 100.0, float(seconds)
    except ValueError:
        found = 0.0, 0.0
    if not 0 < found[0] < 1 or found[1] <= 0:
        raise GoalUnreadable("Write the goal as per cent / seconds, such as 80/20.")
    return found


def _show(found: Answer, number: str) -> None:
    queue = next((one for one in found.queues if number in (one.number, one.id)), None)
    if number and queue is None:
        raise NoSuchQueue(f"There is no queue {number}.")
    sheets: list[tuple[str, Sheet | None]] = [
        ("recorded", found.truth),
        ("played again", found.base),
        ("changed", found.changed),
    ]
    curves = [(name, _curve(sheet, queue.id if queue else "")) for name, sheet in sheets if sheet]
    title = f"{found.day} {f'{queue.number} {queue.name}' if queue else 'all queues'}"
    table = Table(title, "calls", "service level", "mean wait", "longest", "abandoned", "occupancy", box=None)
    for name, curve in curves:
        if curve is None:
            table.add_row(name, "–")
            continue
        day = curve.day
        asa = f"{day.asa.mean:.1f} s" if day.asa else "–"
        cells = (_count(day.offered), _percent(day.service_level), asa, f"{day.longest.mean:.0f} s")
        table.add_row(name, *cells, _count(day.abandoned), _percent(day.occupancy))
    console.print(table)
    console.print("\nservice level by half hour")
    for name, curve in curves:
        if curve is not None:
            console.print(f"  {_spark(curve)}  {name}")
    console.print(f"\n{found.calls} calls, played {found.seeds} times in {found.took:.1f} s.")


def _curve(sheet: Sheet, queue_id: str) -> Curve | None:
    return sheet.queues.get(queue_id) if queue_id else sheet.total


def _spark(curve: Curve) -> str:
    """One sign a half hour; a dot where nobody called."""
    return "".join(_block(moment.service_level) for moment in curve.intervals)


def _block(level: Band | None) -> str:
    return "·" if level is None else BLOCKS[min(int(level.mean * len(BLOCKS)), len(BLOCKS) - 1)]


def _percent(level: Band | None) -> str:
    if level is None:
        return "–"
    spread = f" ({level.low:.1%}…{level.high:.1%})" if level.high - level.low >= 0.001 else ""
    return f"{level.mean:.1%}{spread}"


def _count(band: Band) -> str:
    return f"{band.mean:.0f}"

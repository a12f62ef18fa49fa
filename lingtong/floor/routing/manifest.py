from collections.abc import Iterable, Sequence

from lingtong.floor.routing import ring_rules, wait_rules
from lingtong.floor.routing.config import Disposition, QueueConfig, Site
from lingtong.floor.routing.schemas import DispositionBody, QueueBody, SiteBody
from lingtong.floor.routing.store import sites as sites_of
from lingtong.floor.routing.store import some_stay_connected, ways_out_of
from lingtong.floor.routing.tables import DispositionRow, QueueRow, SiteRow
from lingtong.foundation.catalog import Finding, Kind, Reference
from lingtong.foundation.db import Reading
from lingtong.switch.trunks import has_way_out

WITHOUT_SCROLLING = 15  # dispositions that the desk shows at once


def _references(queue: QueueConfig) -> Iterable[Reference]:
    for skill_id in queue.skills:
        yield Reference(f"skills.{skill_id}", "skills", skill_id)
    if queue.overflow_queue:
        yield Reference("overflow_queue", "queues", queue.overflow_queue)
    if queue.calendar_id:
        yield Reference("calendar_id", "calendars", queue.calendar_id)
    if queue.callback_calendar_id:
        yield Reference("callback_calendar_id", "calendars", queue.callback_calendar_id)
    yield from _references_of_waits(queue)
    if queue.site_id:
        yield Reference("site_id", "sites", queue.site_id)
    yield from ring_rules.references(queue)
    for disposition_id in queue.dispositions:
        yield Reference("dispositions", "dispositions", disposition_id)


def _references_of_waits(queue: QueueConfig) -> Iterable[Reference]:
    kinds = {"queue": "queues", "site": "sites"}
    for number, rule in enumerate(queue.after_wait):
        if rule.do in kinds and rule.target:
            yield Reference(f"after_wait.{number}.target", kinds[rule.do], rule.target)


async def _findings(reader: Reading, kept: QueueConfig) -> Sequence[Finding]:
    found = [*wait_rules.findings(kept), *ring_rules.findings(kept)]
    sites = {site.id: site for site in await sites_of(reader.session)}
    found += [
        Finding(
            field=f"after_wait.{number}",
            code="site_leads_nowhere",
            message=f"{sites[rule.target].name} has neither a queue nor a number that takes callers.",
            severity="warning",
        )
        for number, rule in enumerate(kept.after_wait)
        if rule.do == "site"
        and rule.target in sites
        and not (sites[rule.target].overflow_queue or sites[rule.target].number)
    ]
    queue = wait_rules.with_sites(kept, sites)
    if queue.choice == "ring_all" and await some_stay_connected(reader.session):
        message = "choice: phones that stay connected all get the tone of every call at once."
        found.append(Finding(field="choice", code="ring_all_connected", message=message, severity="warning"))
    if await _comes_back(reader, queue):
        field = "overflow_queue" if queue.overflow_queue else "after_wait"
        message = f"{field}: callers who overflow must not come back to the queue they left."
        found.append(Finding(field=field, code="overflow_circle", message=message))
    field = wait_rules.needs_trunk(queue)
    if field and not await has_way_out(reader.session):
        message = f"{field}: no trunk leads outside, so nobody can be called."
        found.append(Finding(field=field, code="no_trunk", message=message))
    if len(queue.dispositions) > WITHOUT_SCROLLING:
        message = f"dispositions: more than {WITHOUT_SCROLLING} are too many to choose from quickly."
        found.append(Finding(field="dispositions", code="many", message=message, severity="warning"))
    return found


async def _comes_back(reader: Reading, queue: QueueConfig) -> bool:
    ways = {**await ways_out_of(reader.session), queue.id: wait_rules.ways_out(queue)}
    return wait_rules.comes_back(queue.id, ways)


DISPOSITIONS = Kind(
    name="dispositions",
    item=Disposition,
    table=DispositionRow,
    body=DispositionBody,
    at_most=500,
    unique=("code",),
    number="code",
)


def _references_of_site(site: Site) -> Iterable[Reference]:
    if site.overflow_queue:
        yield Reference("overflow_queue", "queues", site.overflow_queue)


async def _findings_of_site(reader: Reading, site: Site) -> Sequence[Finding]:
    """A site leads somewhere, and no queue's rules lead over it back to where callers came from."""
    found = list(wait_rules.number_findings("number", site.number)) if site.number else []
    ways = await ways_out_of(reader.session, instead=site)
    if any(wait_rules.comes_back(queue_id, ways) for queue_id in ways):
        message = "overflow_queue: callers who overflow must not come back to the queue they left."
        found.append(Finding(field="overflow_queue", code="overflow_circle", message=message))
    if site.number and not site.overflow_queue and not await has_way_out(reader.session):
        message = "number: no trunk leads outside, so nobody can be called."
        found.append(Finding(field="number", code="no_trunk", message=message, severity="warning"))
    return found


SITES = Kind(
    name="sites",
    item=Site,
    table=SiteRow,
    body=SiteBody,
    at_most=100,
    references=_references_of_site,
    findings=_findings_of_site,
)


def _records_no_more(old: QueueConfig | None, new: QueueConfig | None) -> bool:
    return old is not None and new is not None and old.recorded and not new.recorded


QUEUES = Kind(
    name="queues",
    item=QueueConfig,
    table=QueueRow,
    body=QueueBody,
    at_most=1000,
    unique=("number", "name"),
    number="number",
    number_space="short",
    references=_references,
    findings=_findings,
    weakens=_records_no_more,
)
KINDS = (DISPOSITIONS, SITES, QUEUES)

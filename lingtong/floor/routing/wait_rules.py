"""Rules of a wait that contradict one another, or lead nowhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from lingtong.floor.routing.config import AfterWait, QueueConfig, Site
from lingtong.foundation.catalog import Finding
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

_PROMPT = re.compile(r"[a-z][a-z0-9_]{0,47}")


Sites = Mapping[str, Site]


def with_sites(queue: QueueConfig, sites: Sites) -> QueueConfig:
    """Rules that send callers to a site, as what they come to: its queue, or its number. A site that has
    neither takes nobody, and the next rule holds.
    """
    if not any(rule.do == "site" for rule in queue.after_wait):
        return queue
    rules = [_of_site(rule, sites) if rule.do == "site" else rule for rule in queue.after_wait]
    return msgspec.structs.replace(queue, after_wait=tuple(rule for rule in rules if rule is not None))


def _of_site(rule: AfterWait, sites: Sites) -> AfterWait | None:
    site = sites.get(rule.target)
    if site is not None and site.overflow_queue:
        return msgspec.structs.replace(rule, do="queue", target=site.overflow_queue)
    if site is not None and site.number:
        return msgspec.structs.replace(rule, do="number", target=site.number)
    return None


def needs_trunk(queue: QueueConfig) -> str:
    """The field that calls outside; empty where none does."""
    if queue.callback != "no":
        return "callback"
    if queue.no_agents == "number":
        return "no_agents_number"
    return "after_wait" if any(rule.do == "number" for rule in queue.after_wait) else ""


def findings(queue: QueueConfig) -> Iterator[Finding]:
    """What can be seen in the queue alone."""
    yield from _order(queue.after_wait)
    for number, rule in enumerate(queue.after_wait):
        yield from _rule(queue, f"after_wait.{number}", rule)
    if queue.no_agents == "overflow" and not queue.overflow_queue:
        yield _error("no_agents", "target_missing", "choose the queue to which callers overflow.")
    if queue.no_agents == "number":
        yield from number_findings("no_agents_number", queue.no_agents_number)
    if queue.callback == "no" and queue.pick_up_abandoned:
        message = "those who gave up are called back, by the agent first, though nobody is offered it."
        yield _warning("pick_up_abandoned", "callback_not_offered", message)


def _order(rules: Sequence[AfterWait]) -> Iterator[Finding]:
    for before, after in pairwise(rules):
        if after.after <= before.after:
            message = "each rule comes later than the one before it."
            yield _error("after_wait", "after_wait_order", message)
            return
    for number, rule in enumerate(rules[:-1]):
        if rule.do == "hang_up":
            message = "rules behind the end of the call are never reached."
            yield _warning(f"after_wait.{number + 1}", "never_reached", message)


def _rule(queue: QueueConfig, field: str, rule: AfterWait) -> Iterator[Finding]:
    if queue.max_wait and rule.after >= queue.max_wait:
        message = f"comes after the longest wait of {queue.max_wait:.0f} s and is never reached."
        yield _warning(field, "never_reached", message)
    match rule.do:
        case "queue" | "site" if not rule.target:
            yield _error(field, "target_missing", f"choose the {rule.do}.")
        case "number":
            yield from number_findings(field, rule.target)
        case "callback" if queue.callback == "no":
            yield _error(field, "callback_off", "this queue calls nobody back.")
        case "hang_up" if rule.target and not _PROMPT.fullmatch(rule.target):
            yield _error(field, "prompt_unknown", "the last word is the name of a prompt.")
        case _:
            return


def number_findings(field: str, number: str) -> Iterator[Finding]:
    if not number:
        yield _error(field, "target_missing", "give the number to which callers go.")
        return
    try:
        dialable(number)
    except Refusal:
        yield _error(field, "number_undialable", f"{number[:40]!r} is no telephone number.")


def ways_out(queue: QueueConfig) -> list[str]:
    """Ids of the queues to which callers of this queue are sent by its rules."""
    targets = [rule.target for rule in queue.after_wait if rule.do == "queue" and rule.target]
    return [*([queue.overflow_queue] if queue.overflow_queue else []), *targets]


def comes_back(queue_id: str, ways: Mapping[str, Sequence[str]]) -> bool:
    """Whether callers who are sent on can reach the queue that they left."""
    seen, fringe = set[str](), list(ways.get(queue_id, ()))
    while fringe:
        here = fringe.pop()
        if here == queue_id:
            return True
        if here not in seen:
            seen.add(here)
            fringe += ways.get(here, ())
    return False


def _error(field: str, code: str, message: str) -> Finding:
    return Finding(field=field, code=code, message=f"{field}: {message}")


def _warning(field: str, code: str, message: str) -> Finding:
    return Finding(field=field, code=code, message=f"{field}: {message}", severity="warning")

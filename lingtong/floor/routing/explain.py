"""Why this agent: words with values, which screens say in their own language."""

from lingtong.floor.routing.hall import Chosen
from lingtong.floor.routing.line import Caller
from lingtong.interactions.events import Why


def because(caller: Caller, chosen: Chosen, now: float, asked: int) -> tuple[Why, ...]:
    """The rule that decided first, then what widened or narrowed the search."""
    found: tuple[Why, ...] = (Why(chosen.word) if chosen.word else _choice(caller, chosen, now, asked),)
    line = caller.line
    if not chosen.ring:
        return found
    waited = {"ring": str(chosen.ring), "waited": f"{now - caller.queued:.0f}"}
    found += (Why("ring", waited),)
    if chosen.lender:
        found += (Why("borrowed", {"queue_id": chosen.lender, "for": line.queue_id}),)
    return found


def _choice(caller: Caller, chosen: Chosen, now: float, asked: int) -> Why:
    agent, choice = chosen.agent, caller.line.choice
    match choice:
        case "longest_idle":
            return Why(choice, {"seconds": f"{now - agent.since:.0f}"})
        case "most_free_time":
            return Why(choice, {"seconds": f"{agent.total + now - agent.since:.0f}"})
        case "fewest_calls":
            return Why(choice, {"calls": str(agent.calls)})
        case "ranked":
            return Why(choice, {"rank": str(agent.config.rank)})
        case "ring_all":
            return Why(choice, {"agents": str(asked)})
        case _:
            return Why(choice)

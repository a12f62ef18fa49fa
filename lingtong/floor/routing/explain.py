"""Why this agent: words with values, which screens say in their own language."""

from lingtong.floor.routing.line import Caller, Line
from lingtong.floor.routing.pools import Agent
from lingtong.interactions.events import Why


def because(  # noqa: PLR0913, PLR0917 - built for every offer: no value of its own between
    caller: Caller, agent: Agent, ring: int, lender: Line | None, word: str, now: float, asked: int = 1
) -> tuple[Why, ...]:
    """The rule that decided first, then what widened the search. `word`: why, if not by the choice."""
    first = Why(word) if word and asked == 1 else _choice(caller.line.choice, agent, now, asked)
    if not ring:
        return (first,)
    wider = Why("ring", {"ring": str(ring), "waited": f"{now - caller.queued:.0f}"})
    if lender is None:
        return first, wider
    return first, wider, Why("borrowed", {"queue_id": lender.queue_id})


def _choice(choice: str, agent: Agent, now: float, asked: int) -> Why:
    if choice == "longest_idle":
        return Why(choice, {"seconds": str(round(now - agent.since))})
    match choice:
        case "most_free_time":
            return Why(choice, {"seconds": str(round(agent.total + now - agent.since))})
        case "fewest_calls":
            return Why(choice, {"calls": str(agent.calls)})
        case "ranked":
            return Why(choice, {"rank": str(agent.config.rank)})
        case "ring_all":
            return Why(choice, {"agents": str(asked)})
        case _:
            return Why(choice)

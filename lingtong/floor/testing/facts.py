"""Are the facts of each interaction and of each seat a story that can be true?"""

from datetime import datetime

from lingtong.floor.agents import events as seat
from lingtong.floor.callbacks import events as promise
from lingtong.foundation.journal import Fact
from lingtong.interactions import events as tell

AFTER_THE_END = (tell.WrapUpFinished, tell.WrapUpUnfinished, tell.NotesSaved)

# Facts that open something, with what names it, and the facts that close it.
OPENS: dict[type[Fact], tuple[str, str]] = {
    tell.InteractionQueued: ("line", "queue_id"),
    tell.OfferMade: ("offer", "agent_id"),
    tell.PartyJoined: ("party", "leg_id"),
    tell.HoldStarted: ("hold", "agent_id"),
    tell.ConsultStarted: ("consult", "agent_id"),
    tell.RecordingStarted: ("recording", "recording_id"),
    tell.SupervisionStarted: ("watching", "agent_id"),
    tell.CallParked: ("slot", "slot"),
    tell.SentToMenu: ("menu", "agent_id"),
}
CLOSES: dict[type[Fact], tuple[str, str]] = {
    tell.QueueLeft: ("line", "queue_id"),
    tell.OfferEnded: ("offer", "agent_id"),
    tell.PartyLeft: ("party", "leg_id"),
    tell.HoldEnded: ("hold", "agent_id"),
    tell.ConsultEnded: ("consult", "agent_id"),
    tell.RecordingEnded: ("recording", "recording_id"),
    tell.SupervisionEnded: ("watching", "agent_id"),
    tell.CallUnparked: ("slot", "slot"),
    tell.CameFromMenu: ("menu", "agent_id"),
}


class FactWatch:
    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._open: dict[str, set[tuple[str, str]]] = {}
        self._ended: set[str] = set()
        self._writing: set[tuple[str, str]] = set()
        self._seats: dict[str, tuple[str, str, datetime]] = {}
        self._asked: set[str] = set()
        self._last: datetime | None = None
        self._promised: set[str] = set()
        self._kept: set[str] = set()

    def take(self, fact: Fact) -> str:
        """What is wrong with this fact after those before it; empty when nothing is."""
        if fact.id in self._seen:
            return "the same fact twice"
        self._seen.add(fact.id)
        if self._last is not None and fact.at < self._last and not _tells_later(fact):
            return "time runs backwards"
        self._last = max(fact.at, self._last or fact.at)
        if isinstance(fact, tell.InteractionFact):
            return self._interaction(fact)
        if isinstance(fact, promise.CallbackFact):
            return self._callback(fact)
        if isinstance(fact, seat.ApprovalAsked | seat.ApprovalEnded):
            return self._approval(fact)
        return self._seat(fact) if isinstance(fact, seat.AgentStateChanged) else ""

    def unfinished(self) -> str:
        if self._writing:
            return f"no end was told of the wrap-ups {sorted(self._writing)}"
        if self._asked:
            return f"nobody has answered the wishes of {sorted(self._asked)}"
        if self._promised:
            return f"nobody was told what became of the promises {sorted(self._promised)}"
        return f"no end was told of {sorted(self._open)}" if self._open else ""

    def _interaction(self, fact: tell.InteractionFact) -> str:
        key = fact.interaction_id
        if isinstance(fact, tell.InteractionArrived):
            known = key in self._open or key in self._ended
            self._open[key] = set()
            return "arrived twice" if known else ""
        self._wrap_up(fact)
        if key in self._ended:
            return "" if isinstance(fact, AFTER_THE_END) else "something happened after the end"
        if key not in self._open:
            return "it has not arrived yet"
        if isinstance(fact, tell.InteractionEnded):
            left = self._open.pop(key)
            self._ended.add(key)
            return f"ended with {sorted(left)}" if left else ""
        return self._pair(fact, self._open[key])

    def _callback(self, fact: promise.CallbackFact) -> str:
        """Each promise is asked for once, and ends once."""
        key = fact.callback_id
        if isinstance(fact, promise.CallbackAsked):
            known = key in self._promised or key in self._kept
            self._promised.add(key)
            return "promised twice" if known else ""
        if key not in self._promised:
            return "nobody has promised it, or it is over"
        if isinstance(fact, promise.CallbackEnded):
            self._promised.discard(key)
            self._kept.add(key)
        return ""

    def _wrap_up(self, fact: tell.InteractionFact) -> None:
        if isinstance(fact, tell.WrapUpStarted):
            self._writing.add((fact.interaction_id, fact.agent_id))
        elif isinstance(fact, tell.WrapUpFinished | tell.WrapUpUnfinished):
            self._writing.discard((fact.interaction_id, fact.agent_id))

    def _pair(self, fact: tell.InteractionFact, opened: set[tuple[str, str]]) -> str:
        if type(fact) in OPENS:
            name, field = OPENS[type(fact)]
            thing = (name, getattr(fact, field))
            one_at_a_time = name in ("line", "recording", "consult")
            if thing in opened or (one_at_a_time and any(other[0] == name for other in opened)):
                return f"{name} opened twice"
            opened.add(thing)
        elif type(fact) in CLOSES:
            name, field = CLOSES[type(fact)]
            thing = (name, getattr(fact, field))
            if thing not in opened:
                return f"{name} closed and was not open"
            opened.discard(thing)
        return ""

    def _seat(self, fact: seat.AgentStateChanged) -> str:
        """The durations of a seat's states lie end to end."""
        before = self._seats.get(fact.agent_id)
        self._seats[fact.agent_id] = (fact.state, fact.reason_id, fact.at)
        if before is None:
            return ""
        state, reason_id, since = before
        if (state, reason_id) != (fact.before, fact.reason_before):
            return f"the seat was {state} {reason_id}"
        lasted = (fact.at - since).total_seconds()
        return f"it lasted {lasted} s" if abs(lasted - fact.lasted) > 0.001 else ""

    def _approval(self, fact: seat.ApprovalAsked | seat.ApprovalEnded) -> str:
        """Each wish that is asked for is ended once."""
        asked, is_open = isinstance(fact, seat.ApprovalAsked), fact.agent_id in self._asked
        (self._asked.add if asked else self._asked.discard)(fact.agent_id)
        return "" if asked != is_open else "asked twice" if asked else "ended and was not asked for"


def _tells_later(fact: Fact) -> bool:
    """A message is a recording once it is kept; it began when the caller began to speak."""
    return isinstance(fact, tell.RecordingStarted) and fact.why == "message"

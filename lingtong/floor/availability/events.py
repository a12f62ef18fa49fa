from typing import Literal

from lingtong.foundation.journal.facts import Fact

# died: without a word. machine: the machine began anew meanwhile. stopped: in order, which is planned.
# switch_lost: the engine lived and its switch was away. stood_still: the engine lived and did nothing.
Why = Literal["died", "machine", "stopped", "switch_lost", "stood_still"]
# start: an engine began. take_over: one that stood by went on. switch: it was back. itself: it went on.
EndedBy = Literal["start", "take_over", "switch", "itself"]


class CountingBegan(Fact, frozen=True, kw_only=True, tag="system.counting_began"):
    """From now on each outage is recorded. Of what was before nothing is known."""


class OutageEnded(Fact, frozen=True, kw_only=True, tag="system.outage_ended"):
    """Calls are taken again. For `lasted` seconds until now nobody took any.

    `lasted` is by a clock that nobody sets. After a death it may be a second too long, never too short: it
    begins with the last sign of life. `why` is what came first, where one cause followed another.
    """

    why: Why
    ended_by: EndedBy
    lasted: float
    node: str


AnySystemFact = CountingBegan | OutageEnded

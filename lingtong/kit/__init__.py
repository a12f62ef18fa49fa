"""Things without a domain: ids, clocks, state tables, refusals."""

from lingtong.kit.clock import Clock, SystemClock
from lingtong.kit.ids import Ids
from lingtong.kit.refusals import Refusal
from lingtong.kit.state_table import NoSuchMove, step

__all__ = ["Clock", "Ids", "NoSuchMove", "Refusal", "SystemClock", "step"]

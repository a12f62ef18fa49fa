"""The center as its administrators set it up: a snapshot for live handling, a plan for the switch."""

from lingtong.floor.setup.plan import degraded_phones, entries_of
from lingtong.floor.setup.publisher import Publisher
from lingtong.floor.setup.service import Setup

__all__ = ["Publisher", "Setup", "degraded_phones", "entries_of"]

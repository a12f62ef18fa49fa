"""Rights of people count outside this room too: whoever keeps a copy reads them again."""

from functools import partial

import structlog

from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.db import Work

CHANGED = "people.changed"  # carries nothing
log = structlog.get_logger("identity")


def tell_of_change(work: Work, bus: Bus) -> None:
    work.after_commit(partial(_tell, bus))


async def _tell(bus: Bus) -> None:
    try:
        await bus.publish(CHANGED, b"")
    except NobodyAnswers:  # what is saved is saved; the center is read anew when the bus is back
        log.warning("people.not_told")

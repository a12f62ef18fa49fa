"""What records need from rooms above: names for ids, recordings, the engine that may still hold a wrap-up."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:  # the engine comes through this room's door and has no database
    from lingtong.foundation.db import Reading


class Names(Protocol):
    """Names for ids, empty where the id is not known any more."""

    def agent(self, agent_id: str) -> str: ...

    def queue(self, queue_id: str) -> str: ...

    def entry_point(self, entry_point_id: str) -> str: ...

    def has_disposition(self, tenant_id: str, disposition_id: str) -> bool: ...

    def region(self, tenant_id: str) -> str:
        """The country in which the tenant's numbers are dialed, as two letters."""
        ...


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Something to see on the waveform: `at` and `until` in seconds from the start of the recording."""

    at: float
    kind: str
    until: float | None = None
    agent_id: str = ""


class RecordingEntry(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    started_at: datetime
    duration: float | None
    complete: bool
    marks: tuple[Mark, ...] = ()


class RecordingsOf(Protocol):
    async def of(self, reader: "Reading", interaction_id: str) -> list[RecordingEntry]: ...


class LiveWrapUp(Protocol):
    async def finish(
        self, tenant_id: str, agent_id: str, interaction_id: str, disposition_id: str, notes: str
    ) -> bool:
        """False where the engine does not hold this interaction any more, or cannot be asked."""
        ...


class Unserved(msgspec.Struct, frozen=True, kw_only=True):
    """A call that came in and reached nobody. `number` is in E.164 where it has that form."""

    interaction_id: str
    number: str
    at: datetime
    queue_id: str
    waited: float
    result: str

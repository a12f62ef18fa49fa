from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from lingtong.floor.center import Center
from lingtong.foundation.identity import Principal


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for one agent. `kind` is a word that screens translate; `about` is for people."""

    kind: str
    id: str
    about: str
    since: datetime
    due: datetime | None = None
    interaction_id: str = ""


class TaskSource(Protocol):
    """A room that gives agents something to do. Each new one is one more in the list of `apps/api.py`."""

    async def of_agent(self, tenant_id: str, agent_id: str) -> Sequence[Task]: ...


class Reach(Protocol):
    """The team whose agents this person supervises; None: everybody's. Refuses who supervises nobody."""

    def __call__(self, who: Principal, center: Center) -> str | None: ...


class Names(Protocol):
    def current(self) -> Center: ...
    def agent(self, agent_id: str) -> str: ...
    def queue(self, queue_id: str) -> str: ...

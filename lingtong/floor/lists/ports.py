from typing import Protocol

from lingtong.floor.center import Center
from lingtong.foundation.identity import Principal


class Locking(Protocol):
    """Locks are the engine's. Each raises its refusal, and keeps the audit trail."""

    async def decide(
        self, who: Principal, lock_id: str, *, granted: bool, hours: float | None, why: str
    ) -> None: ...

    async def end(self, who: Principal, lock_id: str) -> None: ...

    async def clear(self, who: Principal, suspicion_id: str) -> None: ...


class Names(Protocol):
    def current(self) -> Center: ...

    def agent(self, agent_id: str) -> str: ...

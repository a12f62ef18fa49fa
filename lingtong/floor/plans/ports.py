from typing import Protocol

from lingtong.foundation.identity import Principal


class Switching(Protocol):
    """Each raises the engine's refusal, and keeps the audit trail."""

    async def start(self, who: Principal, plan_id: str) -> None: ...

    async def end(self, who: Principal, plan_id: str) -> None: ...

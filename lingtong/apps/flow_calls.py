"""The designer's phone: the engine rings the author."""

from lingtong.floor.ivr.designer.calling import as_text
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.rehearsal_commands import CallFlow
from lingtong.foundation.identity import Principal


class FlowPhone:
    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def ring(self, who: Principal, flow: Flow, language: str) -> None:
        await self._engine.ask(
            CallFlow(
                tenant_id=who.tenant_id, agent_id=who.agent_id or "", flow=as_text(flow), language=language
            )
        )

"""Desks whose people answer at once and hang up after a while: for agents whose phone stays connected."""

import asyncio

import msgspec

from lingtong.floor.live.commands import AnswerOffer, Clear, EngineCommand
from lingtong.foundation.bus import Bus

_RINGING = b'"state":"ringing"'
_encode = msgspec.json.Encoder().encode


class _Interaction(msgspec.Struct):
    interaction_id: str
    agent_id: str


class _Changed(msgspec.Struct):
    interaction: _Interaction


_changed = msgspec.json.Decoder(_Changed).decode


class Desk:
    """Hears the same views as every screen does, and asks for the same commands."""

    def __init__(self, bus: Bus, tenant_id: str, talks: float) -> None:
        self._bus, self._tenant, self._talks = bus, tenant_id, talks
        self._known: set[str] = set()
        self._talking: set[asyncio.Task[None]] = set()

    async def sit_down(self) -> None:
        await self._bus.subscribe(f"live.{self._tenant}", self._hear)

    async def _hear(self, _: str, view: bytes) -> None:
        if b'"interaction.changed"' not in view[:40] or _RINGING not in view:
            return
        it = _changed(view).interaction
        if it.interaction_id in self._known:
            return
        self._known.add(it.interaction_id)
        talk = asyncio.get_running_loop().create_task(self._talk(it))
        self._talking.add(talk)
        talk.add_done_callback(self._talking.discard)

    async def _talk(self, it: _Interaction) -> None:
        who, what = it.agent_id, it.interaction_id
        await self._ask(AnswerOffer(tenant_id=self._tenant, agent_id=who, interaction_id=what))
        await asyncio.sleep(self._talks)
        await self._ask(Clear(tenant_id=self._tenant, agent_id=who, interaction_id=what))
        self._known.discard(it.interaction_id)

    async def _ask(self, command: EngineCommand) -> None:
        await self._bus.ask("engine.command", _encode(command), within=5.0)

"""Texts of flows that hold no variable are spoken as soon as the flow is live, before anybody calls."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import get_args

import msgspec
import structlog

from lingtong.floor.ivr.graph import AnyNode, EntryPoint, Flow
from lingtong.floor.ivr.nodes.say import SayNode
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.speech.speaking import Speaking
from lingtong.floor.ivr.prompts.speech_id import speech_id
from lingtong.floor.ivr.steps import Say
from lingtong.foundation.bus import Bus

log = structlog.get_logger()
MOST_AT_ONCE = 20


class Spoken(msgspec.Struct):
    """The part of the published center that is looked at."""

    flows: dict[str, Flow] = {}
    entry_points: dict[str, EntryPoint] = {}


def fixed_texts(flow: Flow) -> Iterator[str]:
    for node in flow.nodes.values():
        for say in _said(node):
            if say.kind == "text" and "{" not in say.value and say.value.strip():
                yield say.value


def _said(node: AnyNode) -> Iterator[Say]:
    if isinstance(node, SayNode):
        yield Say(kind=node.kind, value=node.value)
    for field in node.FIELDS:
        value = getattr(node, field.name, None) if field.kind == "prompt" else None
        if isinstance(value, tuple):
            yield from (part for part in value if isinstance(part, Say))


class SpeechAhead:
    def __init__(self, speaking: Speaking) -> None:
        self._speaking = speaking
        self._known: set[tuple[str, str]] = set()
        self._fresh = asyncio.Event()
        self._center = Spoken()

    async def follow(self, bus: Bus) -> None:
        """Until cancelled."""
        await bus.subscribe("center.changed", self._changed)
        while True:
            await self._fresh.wait()
            self._fresh.clear()
            try:
                await self.speak(self._center)
            except Exception:
                log.exception("speech.not_ahead")  # it is spoken when somebody hears it

    async def _changed(self, _: str, payload: bytes) -> None:
        self._center = msgspec.json.decode(payload, type=Spoken)
        self._fresh.set()

    async def speak(self, center: Spoken) -> int:
        """Gives the number of texts that had not been looked at before."""
        count = 0
        for tenant_id, language, texts in _wanted(center):
            fresh = {key: text for key, text in texts.items() if (tenant_id, key) not in self._known}
            keys = list(fresh)
            for at in range(0, len(keys), MOST_AT_ONCE):
                some = {key: fresh[key] for key in keys[at : at + MOST_AT_ONCE]}
                missing = await self._speaking.ready(tenant_id, language, some)
                self._known.update((tenant_id, key) for key in some if key not in missing)
                count += len(some)
        return count


def _wanted(center: Spoken) -> Iterator[tuple[str, Language, Mapping[str, str]]]:
    """In the languages in which callers arrive."""
    for tenant_id in {flow.tenant_id for flow in center.flows.values()}:
        arriving = {one.language for one in center.entry_points.values() if one.tenant_id == tenant_id}
        for language in get_args(Language):
            if language in arriving:
                texts = {
                    speech_id(text, language): text
                    for flow in center.flows.values()
                    if flow.tenant_id == tenant_id
                    for text in fixed_texts(flow)
                }
                yield tenant_id, language, texts

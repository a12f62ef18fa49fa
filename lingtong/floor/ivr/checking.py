"""The check of a flow with what is really there around it."""

from collections.abc import Iterable
from typing import Any

from lingtong.floor.ivr import store
from lingtong.floor.ivr.check import Finding, Known, check
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.prompts.service import Prompts
from lingtong.floor.ivr.sources.offers import offerings
from lingtong.foundation.catalog import Kind, Reference
from lingtong.foundation.catalog.store import known
from lingtong.foundation.db import Reading


class Checker:
    """`named` are the kinds of things that nodes may name."""

    def __init__(self, prompts: Prompts, *named: Kind[Any]) -> None:
        self._prompts, self._named = prompts, named

    async def findings(self, reader: Reading, flow: Flow) -> list[Finding]:
        around = Known(
            things={kind.name: await _live(reader, kind, flow) for kind in self._named},
            prompts=await self._prompts.spoken(reader),
            calls=await store.calls(reader.session),
            offers=await offerings(reader) if _asks(flow) else {},
        )
        return check(flow, around)


def references(flow: Flow) -> Iterable[Reference]:
    for node_id, node in flow.nodes.items():
        for _, kind, named in node.references():
            yield Reference(f"nodes.{node_id}", kind, named)


def _asks(flow: Flow) -> bool:
    return any(named.kind in ("http-services", "data-sources") for named in references(flow))


async def _live(reader: Reading, kind: Kind[Any], flow: Flow) -> set[str]:
    named = [reference.id for reference in references(flow) if reference.kind == kind.name]
    return await known(reader.session, kind.table, "id", named)

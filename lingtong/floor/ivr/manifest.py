from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from lingtong.floor.ivr import store
from lingtong.floor.ivr.check import Known, check
from lingtong.floor.ivr.graph import AnyNode, EntryPoint, Flow, Variable
from lingtong.floor.ivr.prompts.service import Prompts
from lingtong.floor.ivr.schemas import EntryPointBody, FlowBody
from lingtong.floor.ivr.tables import EntryPointRow, FlowRow
from lingtong.foundation.catalog import Finding, Invalid, Kind, Reference, Saving
from lingtong.foundation.catalog.store import known
from lingtong.foundation.db import Reading


def flows_kind(prompts: Prompts, *named: Kind[Any]) -> Kind[Flow]:
    """`named` are the kinds of things that nodes may name."""

    async def findings(reader: Reading, flow: Flow) -> Sequence[Finding]:
        center = Known(
            things={kind.name: await _live(reader, kind, flow) for kind in named},
            prompts=await prompts.spoken(reader),
            calls=await store.calls(reader.session),
        )
        return [
            Finding(
                field=f"nodes.{one.node}" if one.node else one.field or "start",
                code=f"flow.{one.code}",
                message=one.message,
                severity=one.severity,
            )
            for one in check(flow, center)
        ]

    return Kind(
        name="flows",
        item=Flow,
        table=FlowRow,
        body=FlowBody,
        at_most=300,
        references=_flow_references,
        finds_unknown=False,  # the check of the flow does, node by node
        make=_make_flow,
        findings=findings,
    )


ENTRY_POINTS = Kind(
    name="entry-points",
    item=EntryPoint,
    table=EntryPointRow,
    body=EntryPointBody,
    at_most=500,
    unique=("number",),
    number="number",
    number_space="short",
    references=lambda entry: [Reference("flow_id", "flows", entry.flow_id)],
)


async def _live(reader: Reading, kind: Kind[Any], flow: Flow) -> set[str]:
    named = [reference.id for reference in _flow_references(flow) if reference.kind == kind.name]
    return await known(reader.session, kind.table, "id", named)


def _flow_references(flow: Flow) -> Iterable[Reference]:
    for node_id, node in flow.nodes.items():
        for _, kind, named in node.references():
            yield Reference(f"nodes.{node_id}", kind, named)


async def _make_flow(saving: Saving, values: dict[str, Any], _: Flow | None) -> Flow:
    nodes: dict[str, AnyNode] = {}
    wrong = []
    for node_id, given in values["nodes"].items():
        try:
            nodes[node_id] = msgspec.convert(given, AnyNode)
        except msgspec.ValidationError as error:
            wrong.append(
                Finding(field=f"nodes.{node_id}", code="flow.node_unreadable", message=f"{node_id}: {error}.")
            )
    if wrong:
        raise Invalid(wrong)
    return Flow(
        id=saving.id,
        tenant_id=saving.tenant_id,
        name=values["name"],
        name_en=values["name_en"],
        version=saving.next_revision,
        start=values["start"],
        nodes=nodes,
        idle_release=values["idle_release"],
        returns=values["returns"],
        variables=msgspec.convert(values["variables"], dict[str, Variable]),
        otherwise=values["otherwise"],
        star=values["star"],
        zero=values["zero"],
        layout=values["layout"],
        notes=values["notes"],
    )

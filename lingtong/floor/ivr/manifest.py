from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from lingtong.floor.ivr.checking import Checker, references
from lingtong.floor.ivr.graph import AnyNode, EntryPoint, Flow, Variable
from lingtong.floor.ivr.kinds import known, read_node
from lingtong.floor.ivr.schemas import EntryPointBody, FlowBody
from lingtong.floor.ivr.tables import EntryPointRow, FlowRow
from lingtong.foundation.catalog import Finding, Invalid, Kind, Reference, Saving
from lingtong.foundation.db import Reading, Work

Keep = Callable[[Saving, Flow], Awaitable[None]]
Retired = Callable[[Work, Flow], Awaitable[None]]


def flows_kind(checker: Checker, keep: Keep, retired: Retired) -> Kind[Flow]:
    """The live flows. `keep` has every version that goes live, `retired` what else there is of a flow."""

    async def findings(reader: Reading, flow: Flow) -> Sequence[Finding]:
        return [
            Finding(
                field=f"nodes.{one.node}" if one.node else one.field or "start",
                code=f"flow.{one.code}",
                message=one.message,
                severity=one.severity,
            )
            for one in await checker.findings(reader, flow)
        ]

    return Kind(
        name="flows",
        item=Flow,
        table=FlowRow,
        body=FlowBody,
        writes="flow.publish",
        at_most=300,
        references=references,
        finds_unknown=False,  # the check of the flow does, node by node
        make=_make_flow,
        mended=lambda values: {**values, "nodes": known(values["nodes"])},
        findings=findings,
        saved=keep,
        retired=retired,
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
    references=lambda entry: [
        Reference("flow_id", "flows", entry.flow_id),
        *([Reference("fax_queue_id", "queues", entry.fax_queue_id)] if entry.fax_queue_id else []),
    ],
)


async def _make_flow(saving: Saving, values: dict[str, Any], _: Flow | None) -> Flow:
    nodes: dict[str, AnyNode] = {}
    wrong = []
    for node_id, given in values["nodes"].items():
        try:
            nodes[node_id] = read_node(given)
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

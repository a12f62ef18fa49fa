from typing import Annotated, Any

from pydantic import StringConstraints

from lingtong.floor.ivr.decisions.dmn import LONGEST, compiled
from lingtong.floor.ivr.decisions.table import DecisionTable
from lingtong.floor.ivr.decisions.tables import DecisionTableRow
from lingtong.floor.ivr.expressions import Wrong
from lingtong.foundation.catalog import Finding, Invalid, Kind, Saving
from lingtong.foundation.catalog.schemas import Body, Name, OtherName


class DecisionTableBody(Body):
    """`xml`: one decision table in DMN 1.1 to 1.3. `compiled` is made by us."""

    name: Name
    name_en: OtherName = ""
    xml: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    compiled: dict[str, Any] | None = None


async def _make(saving: Saving, values: dict[str, Any], _: DecisionTable | None) -> DecisionTable:
    try:
        table = compiled(values["xml"])
    except Wrong as wrong:
        raise Invalid([Finding(field="xml", code=f"flow.{wrong.code}", message=wrong.message)]) from None
    return DecisionTable(
        id=saving.id,
        tenant_id=saving.tenant_id,
        name=values["name"],
        name_en=values["name_en"],
        xml=values["xml"],
        compiled=table,
    )


DECISION_TABLES = Kind(
    name="decision-tables",
    item=DecisionTable,
    table=DecisionTableRow,
    body=DecisionTableBody,
    at_most=200,
    make=_make,
)

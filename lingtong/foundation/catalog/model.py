from collections.abc import Iterable
from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field (`error`: refused) or questionable (`warning`: saved and said).

    `field` is a dotted path into the item, `code` is stable and translated by the screens with `params`.
    """

    field: str
    code: str
    message: str
    severity: Literal["error", "warning"] = "error"
    params: dict[str, str] = {}


class Reference(msgspec.Struct, frozen=True):
    """One item's field names another item."""

    field: str
    kind: str
    id: str


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]

from collections.abc import Sequence

import msgspec

from lingtong.foundation.catalog.model import Finding
from lingtong.kit import Refusal


class ItemUnknown(Refusal):
    code = "catalog.unknown"
    status = 404


class Invalid(Refusal):
    """`errors` names every field that is wrong."""

    code = "catalog.invalid"
    status = 422

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("This cannot be saved. " + " ".join(finding.message for finding in findings[:3]))
        self.findings = tuple(findings)

    @property
    def errors(self) -> list[dict[str, object]]:
        return [msgspec.to_builtins(finding) for finding in self.findings]


class RevisionStale(Refusal):
    code = "catalog.stale"
    status = 409


class StillInUse(Refusal):
    """`dependents` in the params names those that still need the item."""

    code = "catalog.in_use"
    status = 409


class TooManyItems(Refusal):
    code = "catalog.too_many"
    status = 409

from collections.abc import Sequence
from typing import Any

import msgspec

from lingtong.floor.ivr.designer.views import FlowFinding, TestOutcome
from lingtong.kit import Refusal


class FlowUnknown(Refusal):
    code = "flow.unknown"
    status = 404


class VersionUnknown(Refusal):
    code = "flow.version_unknown"
    status = 404


class DraftMissing(Refusal):
    code = "flow.draft_missing"


class DraftStale(Refusal):
    """Somebody else saved meanwhile: `by` and `revision` are theirs, and so is what the flow now shows."""

    code = "flow.draft_stale"

    def __init__(self, by: str, revision: int) -> None:
        super().__init__(
            f"{by} saved this draft meanwhile. Look at both, then save again.", by=by, revision=revision
        )


class FlowTooLarge(Refusal):
    code = "flow.too_large"
    status = 413


class NameTaken(Refusal):
    code = "flow.name_taken"
    status = 422


class ImportUnreadable(Refusal):
    code = "flow.import_unreadable"
    status = 422


class TooManyFlows(Refusal):
    code = "flow.too_many"


class NotPublishable(Refusal):
    """`errors` names every finding that hinders."""

    code = "flow.not_publishable"
    status = 422

    def __init__(self, findings: Sequence[FlowFinding]) -> None:
        what = " ".join(finding.message for finding in findings[:3])
        super().__init__(f"Not published; callers still use the live version. {what}", count=len(findings))
        self.findings = tuple(findings)

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [
            {
                "field": f"nodes.{one.node}" if one.node else one.field or "start",
                "code": one.code,
                "message": one.message,
            }
            for one in self.findings
        ]


class TemplateUnknown(Refusal):
    code = "flow.template_unknown"
    status = 422


class TestsFailed(Refusal):
    """`errors` names each case that failed and says how."""

    code = "flow.tests_failed"
    status = 422

    def __init__(self, outcomes: Sequence[TestOutcome]) -> None:
        names = ", ".join(outcome.name for outcome in outcomes[:5])
        super().__init__(f"Not published: the test cases {names} fail.", count=len(outcomes), names=names)
        self.outcomes = tuple(outcomes)

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [
            {"field": outcome.name, **msgspec.to_builtins(failure)}
            for outcome in self.outcomes
            for failure in outcome.failures
        ]


class ScheduleMissing(Refusal):
    code = "flow.schedule_missing"
    status = 404


class TimePast(Refusal):
    code = "flow.time_past"
    status = 422


class TestsStale(Refusal):
    code = "flow.tests_stale"

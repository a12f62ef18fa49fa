"""What a flow may ask of the center while somebody walks it. The configuration is all it needs."""

from collections.abc import Set
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lingtong.floor.center import Center
from lingtong.floor.ivr.decisions import Table
from lingtong.floor.ivr.expressions import Value
from lingtong.floor.ivr.graph import Flow
from lingtong.switch.numbers import place_of


class Officer(NamedTuple):
    """`number` is empty where none is known."""

    name: str
    number: str


class World:
    """`caller` and `called` are numbers; `attached` is what the agent sees. `language` may change."""

    def __init__(  # noqa: PLR0913 - a parts list
        self,
        center: Center,
        now: datetime,
        *,
        tenant_id: str,
        interaction_id: str = "",
        caller: str = "",
        called: str = "",
        language: str = "zh",
        attached: dict[str, str] | None = None,
    ) -> None:
        self.center = center
        self.now = now
        self.tenant_id = tenant_id
        self.interaction_id = interaction_id
        self.caller, self.called = caller, called
        self.language = language
        self.attached = attached if attached is not None else {}

    def flow(self, flow_id: str, version: int = 0) -> Flow | None:
        flow = self.center.flow(flow_id, version)
        return flow if flow is not None and flow.tenant_id == self.tenant_id else None

    def table(self, table_id: str) -> Table | None:
        found = self.center.decision_tables.get(table_id)
        return found.compiled if found is not None and found.tenant_id == self.tenant_id else None

    def is_open(self, calendar_id: str) -> bool:
        calendar = self.center.calendars.get(calendar_id)
        return calendar is not None and calendar.tenant_id == self.tenant_id and calendar.is_open(self.now)

    def is_holiday(self, calendar_id: str) -> bool:
        calendar = self.center.calendars.get(calendar_id)
        return calendar is not None and calendar.tenant_id == self.tenant_id and calendar.is_holiday(self.now)

    @property
    def here(self) -> datetime:
        """Now, by the clock on the tenant's wall."""
        tenant = self.center.tenants.get(self.tenant_id)
        return self.now.astimezone(ZoneInfo(tenant.timezone if tenant else "Asia/Shanghai"))

    def given(self, name: str) -> Value:
        """Names that every expression knows; what is attached under a name that no variable has."""
        match name:
            case "caller":
                return self.caller
            case "called":
                return self.called
            case "language":
                return self.language
            case "today":
                return self.here.date()
            case "now":
                return self.here.time().replace(second=0, microsecond=0)
            case _:
                return self.attached.get(name, "")

    def place(self) -> str:
        """The province and city of the caller's number, in Chinese; empty where they are not known."""
        tenant = self.center.tenants.get(self.tenant_id)
        return place_of(self.caller, "zh", tenant.region if tenant else "CN")[0]

    # --- what only the live floor knows

    def person(self) -> str:
        """The agent whose own phone this is; empty where nobody is known for sure."""
        return ""

    def by_pin(self, number: str, pin: str) -> str:  # noqa: ARG002
        """The agent with this number and PIN; empty too where it was tried too often."""
        return ""

    def lists_with(self, number: str) -> Set[str]:  # noqa: ARG002
        """Ids of the lists that the number is on."""
        return frozenset()

    def is_vip(self) -> bool:
        return False

    def officer(self, roster_id: str) -> "Officer | None":  # noqa: ARG002
        """Who is on duty."""
        return None

    def wait(self, queue_id: str) -> float | None:  # noqa: ARG002
        """Expected seconds in this line; None where nobody can say."""
        return None

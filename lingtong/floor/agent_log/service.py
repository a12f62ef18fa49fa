import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from lingtong.floor.agent_log import store
from lingtong.floor.agent_log.model import Line, of_fact
from lingtong.floor.agent_log.ports import Names, Reach, Task, TaskSource
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.live.errors import NotInYourTeam
from lingtong.foundation.catalog.errors import ItemUnknown
from lingtong.foundation.db import Database
from lingtong.foundation.identity import Principal, audit
from lingtong.foundation.identity.tables import RoleRow, UserRow
from lingtong.kit import Clock

SEES_ALL = ("admin.users", "admin.audit")


class AgentLogs:
    def __init__(
        self, database: Database, names: Names, sources: Sequence[TaskSource], reach: Reach, clock: Clock
    ) -> None:
        self._database, self.names, self._sources, self._clock = database, names, sources, clock
        self._reach = reach

    def agent(self, who: Principal, agent_id: str) -> AgentConfig:
        """Of the reader's own team, where the role reaches no further."""
        center = self.names.current()
        agent = center.agents.get(agent_id)
        if agent is None or agent.tenant_id != who.tenant_id:
            raise ItemUnknown("This agent does not exist any more.", kind="agents", id=agent_id[:36])
        team_id = None if who.may(*SEES_ALL) else self._reach(who, center)
        if team_id is not None and agent.team_id != team_id:
            raise NotInYourTeam("This agent is not in your team.")
        return agent

    async def user(self, who: Principal, agent_id: str) -> tuple[UserRow, RoleRow] | None:
        async with self._database.reading(who.tenant_id) as reader:
            user = await store.user_of(reader.session, agent_id)
            return (user, await reader.get(RoleRow, user.role_id)) if user is not None else None

    async def tasks(self, who: Principal, agent_id: str) -> list[Task]:
        """Of every room that gives agents something to do; what is due first comes first."""
        self.agent(who, agent_id)
        found = [task for one in self._sources for task in await one.of_agent(who.tenant_id, agent_id)]
        return sorted(found, key=lambda task: (task.due or task.since, task.id))

    def zone(self, who: Principal) -> ZoneInfo:
        tenant = self.names.current().tenants.get(who.tenant_id)
        return ZoneInfo(tenant.timezone if tenant is not None else "Asia/Shanghai")

    def today(self, who: Principal) -> date:
        return self._clock.now().astimezone(self.zone(who)).date()

    async def lines(self, who: Principal, agent_id: str, day: date) -> list[Line]:
        self.agent(who, agent_id)
        since, until = self._bounds(day, self.zone(who))
        async with self._database.reading(who.tenant_id) as reader:
            user = await store.user_of(reader.session, agent_id)
            targets = [agent_id, f"agents/{agent_id}", *([user.id] if user is not None else [])]
            facts = await store.facts(reader.session, agent_id, since, until)
            changes = await store.changes(reader.session, targets, since, until)
        found = [of_fact(row.kind, row.at, json.loads(row.body), agent_id) for row in facts]
        found = [self._named(line) for line in found]
        found += [
            Line(at=row.at, kind="admin", code=row.act, actor=row.actor, said=_plain(row.data))
            for row in changes
        ]
        return sorted(found, key=lambda line: line.at)

    async def export(self, who: Principal, agent_id: str, day: date) -> list[Line]:
        """The same, for a file: who took it is in the audit."""
        found = await self.lines(who, agent_id, day)
        async with self._database.writing(who.tenant_id) as work:
            data = {"day": day.isoformat(), "lines": len(found)}
            await audit.record(work, who, "agents.log_exported", f"agents/{agent_id}", data)
        return found

    def _bounds(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        starts = datetime.combine(day, time(), zone)
        return starts.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)

    def _named(self, line: Line) -> Line:
        """Ids as names: who reads a log knows no ids."""
        said, center = dict(line.said), self.names.current()
        for field in ("target_id", "agent_id", "by"):
            if field in said:
                said[field.removesuffix("_id")] = self.names.agent(said.pop(field))
        if "queue_id" in said:
            said["queue"] = self.names.queue(said.pop("queue_id"))
        reason = center.reasons.get(said.pop("reason_id", ""))
        if reason is not None:
            said |= {"reason": reason.name, "reason_en": reason.name_en or reason.name}
        actor = self.names.agent(line.actor) if line.actor else ""
        return msgspec.structs.replace(line, said=said, actor=actor)


def _plain(data: str) -> dict[str, Any]:
    """Flat: what was changed to what, as far as it can be said in a line."""
    found = json.loads(data)
    return {str(name): value for name, value in found.items() if isinstance(value, str | int | float | bool)}

from typing import Any

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, DeskPhone, Tenant, Trunk, past
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.routing import with_sites
from lingtong.floor.routing.config import QueueConfig
from lingtong.floor.setup.plan import entries_of, music_of
from lingtong.floor.setup.ports import PastFlows, Silences
from lingtong.foundation.catalog import Catalog
from lingtong.foundation.catalog.store import revision
from lingtong.foundation.db import Reading
from lingtong.foundation.identity.store import dial_rights, roles_of_agents, tenants
from lingtong.switch.numbers import DialRight
from lingtong.switch.plan import SwitchPlan
from lingtong.switch.trunks import Phones

# Kinds that the center holds as they are kept, and its field for each.
FIELDS = {
    "agents": "agents",
    "teams": "teams",
    "skills": "skills",
    "reasons": "reasons",
    "queues": "queues",
    "dispositions": "dispositions",
    "entry-points": "entry_points",
    "flows": "flows",
    "calendars": "calendars",
    "do-not-call": "do_not_call",
    "plans": "plans",
    "recording-rules": "recording_rules",
    "duty-rosters": "duty_rosters",
    "voicemail-boxes": "voicemail_boxes",
    "surveys": "surveys",
    "sites": "sites",
    "number-lists": "number_lists",
    "decision-tables": "decision_tables",
    "outbound-rules": "outbound_rules",
}


class Setup:
    """Reads the whole center. A reader of one tenant sees that tenant's part; of everywhere, all of it."""

    def __init__(
        self,
        catalog: Catalog,
        phones: Phones,
        silences: Silences | None = None,
        past: PastFlows | None = None,
    ) -> None:
        self._catalog, self._phones = catalog, phones
        self._silences, self._past = silences, past

    async def load_center(self, reader: Reading) -> Center:
        read_at = await revision(reader.session)  # first: what is newer than its revision does no harm
        maps: dict[str, dict[str, Any]] = {}
        for kind_name, field in FIELDS.items():
            saved = await self._catalog.all(reader, self._catalog.kinds[kind_name])
            maps[field] = {one.item.id: one.item for one in saved}
        maps["agents"] = _with_rights_of_roles(maps["agents"], await dial_rights(reader.session))
        maps["queues"] = {key: with_sites(queue, maps["sites"]) for key, queue in maps["queues"].items()}
        maps["decision_tables"] = {
            key: msgspec.structs.replace(one, xml="") for key, one in maps["decision_tables"].items()
        }
        return Center(
            revision=read_at,
            tenants=await self._tenants(reader),
            trunks=await self._trunks(reader),
            phones=await self._desk_phones(reader),
            past_flows=await self._past_flows(reader),
            dead_air=await self._dead_air(reader, maps["queues"]),
            roles_of_agents=await roles_of_agents(reader.session),
            **maps,
        )

    async def _past_flows(self, reader: Reading) -> dict[str, Flow]:
        found = await self._past(reader) if self._past is not None else ()
        return {past(flow.id, flow.version): flow for flow in found}

    async def _dead_air(self, reader: Reading, queues: dict[str, QueueConfig]) -> dict[str, float]:
        if self._silences is None:
            return {}
        return await self._silences(reader, {queue.id: queue.tenant_id for queue in queues.values()})

    async def make_plan(self, reader: Reading, center: Center) -> SwitchPlan:
        """For the switch alone: it holds secrets. The pool of guests is not in it: new at each start."""
        names = {agent.endpoint: f"{agent.agent_number} {agent.name}" for agent in center.agents.values()}
        phones = [
            msgspec.structs.replace(phone, display_name=_shown(names.get(phone.name, phone.display_name)))
            for phone in await self._phones.all_phones(reader)
        ]
        trunks = await self._phones.all_trunks(reader)
        return SwitchPlan(
            phones=tuple(phones),
            trunks=tuple(trunks),
            entries=entries_of(center),
            music=music_of(center),
        )

    async def _tenants(self, reader: Reading) -> dict[str, Tenant]:
        return {
            row.id: Tenant(
                id=row.id, name=row.name, region=row.region, timezone=row.timezone, language=row.language
            )
            for row in await tenants(reader.session)
            if reader.tenant_id in {"", row.id}
        }

    async def _trunks(self, reader: Reading) -> dict[str, Trunk]:
        saved = await self._catalog.all(reader, self._catalog.kinds["trunks"])
        found = (msgspec.convert(one.item, Trunk, from_attributes=True) for one in saved)
        return {trunk.id: trunk for trunk in found}

    async def _desk_phones(self, reader: Reading) -> dict[str, DeskPhone]:
        saved = await self._catalog.all(reader, self._catalog.kinds["phones"])
        found = (msgspec.convert(one.item, DeskPhone, from_attributes=True) for one in saved)
        return {phone.name: phone for phone in found}


def _with_rights_of_roles(agents: dict[str, AgentConfig], rights: dict[str, str]) -> dict[str, AgentConfig]:
    """An agent dials by hand no further than the role allows on the page, and no further than the seat."""
    widest = list(DialRight)
    return {
        key: msgspec.structs.replace(
            agent,
            dial_right=min(agent.dial_right, DialRight(rights.get(key, agent.dial_right)), key=widest.index),
        )
        for key, agent in agents.items()
    }


def _shown(name: str) -> str:
    """A name as a telephone shows it, without the signs that mean something to SIP or the switch."""
    return "".join(sign for sign in name if sign.isprintable() and sign not in ';"\\<>').strip()[:60]

"""The center's configuration, joined: what is kept, who reads it, who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from lingtong.apps.rehearsing import ErrandsByBus, officer_at
from lingtong.apps.speech import join_speaking
from lingtong.floor.agents.manifest import kinds as kinds_of_agents
from lingtong.floor.agents.service import AgentBookOfTheFloor
from lingtong.floor.callbacks.manifest import DO_NOT_CALL
from lingtong.floor.center import Center
from lingtong.floor.channels.fax.manifest import FAX_RULES
from lingtong.floor.duty.manifest import DUTY_ROSTERS
from lingtong.floor.ivr.checking import Checker
from lingtong.floor.ivr.decisions.manifest import DECISION_TABLES
from lingtong.floor.ivr.designer import api as designer_api
from lingtong.floor.ivr.designer import trial_api
from lingtong.floor.ivr.designer.publishing import Publishing
from lingtong.floor.ivr.designer.rehearsals import Rehearsals
from lingtong.floor.ivr.designer.service import Drafts
from lingtong.floor.ivr.designer.versions import Versions
from lingtong.floor.ivr.manifest import ENTRY_POINTS, flows_kind
from lingtong.floor.ivr.prompts.api import prompts_router
from lingtong.floor.ivr.prompts.bulk import Bulk
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.floor.ivr.prompts.service import Prompts
from lingtong.floor.ivr.prompts.speech.api import speech_router
from lingtong.floor.ivr.prompts.speech.manifest import SEALED_WITH, speech_kind
from lingtong.floor.ivr.prompts.speech.speaking import Speaking
from lingtong.floor.ivr.prompts.uses import Uses
from lingtong.floor.ivr.sources.manifest import SEALED, services_kind, sources_kind
from lingtong.floor.lists.manifest import NUMBER_LISTS
from lingtong.floor.lists.telling import ListsTeller
from lingtong.floor.outbound_rules.manifest import OUTBOUND_RULES
from lingtong.floor.plans.manifest import PLANS
from lingtong.floor.recording.manifest import RECORDING_RULES
from lingtong.floor.routing.manifest import DISPOSITIONS, QUEUES, SITES
from lingtong.floor.setup import Publisher, Setup
from lingtong.floor.setup.api import center_router
from lingtong.floor.setup.publisher import Apply
from lingtong.floor.survey.manifest import SURVEYS
from lingtong.floor.voicemail.manifest import BOXES
from lingtong.foundation.bus import Bus
from lingtong.foundation.calendar.api import router as calendar_router
from lingtong.foundation.calendar.manifest import CALENDARS
from lingtong.foundation.catalog import Catalog, Kind
from lingtong.foundation.catalog.api import admin_router
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.config.sealing import Sealer as SealerOf
from lingtong.foundation.db import Database, Reading
from lingtong.insight.alarms.config import silences
from lingtong.insight.alarms.manifest import ALARM_RULES
from lingtong.kit import Clock, Ids
from lingtong.switch.trunks import Phones, Sealer, phones_kind, trunks_kind
from lingtong.switch.trunks.api import secrets_router

# Kinds of items that name a prompt, and the field in which they do.
PROMPTS_OF = (
    ("queues", "whisper_prompt"),
    ("queues", "music"),
    ("agents", "greeting"),
    ("number-lists", "prompt"),
    ("voicemail-boxes", "greeting"),
    ("surveys", "greeting"),
)


@dataclass(frozen=True, kw_only=True)
class CenterParts:
    catalog: Catalog
    publisher: Publisher
    setup: Setup
    phones: Phones
    prompts: Prompts
    uses: Uses
    bulk: Bulk
    speaking: Speaking
    library: PromptLibrary
    agents: AgentBookOfTheFloor
    lists: ListsTeller
    seal: SealerOf
    publishing: Publishing
    versions: Versions
    drafts: Drafts
    designer: tuple[APIRouter, ...]

    def kind(self, name: str) -> Kind[Any]:
        return self.catalog.kinds[name]

    def routers(self) -> list[APIRouter]:
        changed = self.publisher.publish
        return [
            speech_router(self.speaking, self.prompts),
            prompts_router(self.prompts, self.uses, self.bulk),
            secrets_router(self.phones, changed),
            calendar_router,
            center_router(self.setup),
            *reversed(self.designer),
            admin_router(self.catalog),
        ]


class SilencesOfRules:
    """In which talks a silence is looked for: where an alarm rule asks for it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def __call__(self, reader: Reading, queues: Mapping[str, str]) -> dict[str, float]:
        rules = await self._catalog.all(reader, ALARM_RULES)
        return silences((one.item for one in rules), queues)


def join_center(  # noqa: PLR0913 - a parts list
    *,
    settings: Settings,
    secrets: Secrets,
    database: Database,
    bus: Bus,
    clock: Clock,
    ids: Ids,
    apply: Apply | None = None,
) -> CenterParts:
    """`apply` takes each new plan to the switch of this process; without it somebody else reads the plan."""
    sealer = Sealer(secrets)
    phones = Phones(sealer, clock)
    library = PromptLibrary(settings.prompts)
    uses = Uses(PROMPTS_OF)
    prompts = Prompts(database, library, uses, ids, clock)
    speaking = join_speaking(settings, secrets, database, clock)
    seal = SealerOf(secrets, SEALED)
    asked = (services_kind(seal), sources_kind(seal))
    own = (QUEUES, CALENDARS, DUTY_ROSTERS, NUMBER_LISTS, DECISION_TABLES, BOXES, SURVEYS)
    checker = Checker(prompts, *own, *asked)

    async def center_of(reader: Reading) -> Center:
        return await setup.load_center(reader)

    rehearsals = Rehearsals(center_of, officer_at, ErrandsByBus(bus), clock)
    versions = Versions(clock, rehearsals.refuse_failing)
    flows = flows_kind(checker, versions.keep, versions.retired)
    kinds = (
        CALENDARS,
        *kinds_of_agents(phones, prompts),
        DISPOSITIONS,
        SITES,
        QUEUES,
        flows,
        DECISION_TABLES,
        *asked,
        ENTRY_POINTS,
        PLANS,
        RECORDING_RULES,
        DUTY_ROSTERS,
        BOXES,
        FAX_RULES,
        SURVEYS,
        DO_NOT_CALL,
        NUMBER_LISTS,
        OUTBOUND_RULES,
        trunks_kind(sealer),
        phones_kind(sealer),
        speech_kind(SealerOf(secrets, SEALED_WITH)),
        ALARM_RULES,
    )
    catalog = Catalog(kinds, ids, clock)
    uses.catalog = speaking.catalog = catalog
    setup = Setup(catalog, phones, SilencesOfRules(catalog), versions.past)
    drafts = Drafts(checker, clock, ids)
    publishing = Publishing(
        database=database,
        catalog=catalog,
        kind=flows,
        drafts=drafts,
        rehearsals=rehearsals,
        clock=clock,
        ids=ids,
    )
    publisher = Publisher(database, bus, setup, apply)
    catalog.tell(publisher.publish)
    prompts.tell(publisher.publish)  # a queue may play it while callers wait
    agents = AgentBookOfTheFloor(catalog, catalog.kinds["agents"])
    return CenterParts(
        catalog=catalog,
        publisher=publisher,
        setup=setup,
        phones=phones,
        prompts=prompts,
        uses=uses,
        speaking=speaking,
        bulk=Bulk(database, prompts, ids),
        library=library,
        agents=agents,
        lists=ListsTeller(database, bus, clock),
        seal=seal,
        publishing=publishing,
        versions=versions,
        drafts=drafts,
        designer=(
            designer_api.routes(database, drafts, publishing),
            trial_api.routes(database, drafts, rehearsals, clock),
        ),
    )

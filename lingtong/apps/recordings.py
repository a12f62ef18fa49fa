"""Recordings, joined: what keeps them, finds them, plays them."""

from dataclasses import dataclass

from fastapi import APIRouter

from lingtong.floor.ivr.errands import Answer, failed
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.recording_commands import PauseFor, PlayToMe
from lingtong.floor.recording import admin_api, api
from lingtong.floor.recording.control import Tokens
from lingtong.floor.recording.errors import RecordingNotYours, RecordingRemoved, RecordingUnknown
from lingtong.floor.recording.exports import api as exports_api
from lingtong.floor.recording.exports.service import Exports
from lingtong.floor.recording.files import RecordingFiles
from lingtong.floor.recording.hearing import Hearing
from lingtong.floor.recording.hearing import routes as hearing_routes
from lingtong.floor.recording.keeping import Keeping
from lingtong.floor.recording.keys import TenantKeys
from lingtong.floor.recording.notes import Notes
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.s3 import S3Tier
from lingtong.floor.recording.search import api as search_api
from lingtong.floor.recording.search.service import Search
from lingtong.floor.recording.service import Recordings, Upkeep
from lingtong.floor.recording.settling import Settling
from lingtong.floor.recording.showing import Views
from lingtong.floor.recording.sweeping import Sweeping
from lingtong.floor.recording.tiers import LocalTier
from lingtong.floor.turn import Errand
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import Principal, sessions
from lingtong.foundation.jobs import JobRunner
from lingtong.interactions.service import Attendance
from lingtong.kit import Clock, Refusal

KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class RecordingParts:
    recordings: Recordings
    sweeping: Sweeping
    exports: Exports
    hearing: Hearing
    parts: Parts

    def upkeep(self) -> Upkeep:
        parts, places = self.parts, self.recordings.places
        keeping = Keeping(parts.database, places, parts.clock)
        settling = Settling(parts.database, parts.clock)
        return Upkeep(keeping, settling, self.sweeping, self.exports, (self.hearing.tidy,))

    def handle(self, runner: JobRunner) -> None:
        self.exports.handle(runner)

    def routers(self, engine: EngineDesk, book: CenterBook) -> list[APIRouter]:
        parts = self.parts
        views = Views(parts.database, book, parts.clock)
        notes = Notes(parts.database, parts.clock, parts.ids)
        tokens = Tokens(parts.database, parts.clock, parts.ids)
        at_engine = RecordingsAtTheEngine(engine)
        return [
            search_api.routes(Search(parts.database), views, book, ZonesOf(book)),
            api.routes(self.recordings, notes, views),
            hearing_routes(self.hearing, at_engine),
            exports_api.routes(self.exports),
            admin_api.routes(self.sweeping, tokens, at_engine),
        ]


def places_of(settings: Settings, secrets: Secrets, clock: Clock) -> Places:
    archive = settings.recording.archive
    return Places(
        files=RecordingFiles(settings.recordings),
        local=LocalTier(settings.recordings / KEPT, settings.recording.more, settings.recording.warn_free),
        archive=S3Tier(archive, clock) if archive.endpoint else None,
        keys=TenantKeys(secrets),
    )


def join_recordings(parts: Parts) -> RecordingParts:
    settings = parts.settings
    places = places_of(settings, parts.secrets, parts.clock)
    recordings = Recordings(parts.database, places, Attendance(parts.database), parts.clock)
    return RecordingParts(
        recordings=recordings,
        sweeping=Sweeping(parts.database, places, recordings.looking, settings.recording, parts.clock),
        exports=Exports(parts.database, places, settings.folder("exports"), parts.clock, parts.ids),
        hearing=Hearing(recordings, settings.prompts),
        parts=parts,
    )


class HeardByPhone:
    """The errand of somebody who has keyed in a serial number."""

    def __init__(self, parts: RecordingParts) -> None:
        self._parts = parts

    def lane(self, errand: Errand) -> str:  # noqa: ARG002 - all are made by us
        return "recording"

    async def run(self, errand: Errand) -> Answer:
        agent, serial = str(errand.request.get("agent", "")), str(errand.request.get("serial", ""))
        who = await sessions.of_agent(self._parts.parts.database, errand.tenant_id, agent)
        if who is None or not who.may("recording.play", "recording.play_own") or not serial.isdecimal():
            return Answer("refused", why="not_allowed")
        try:
            recording_id = await self._parts.recordings.with_serial(who, int(serial))
            found = await self._parts.hearing.prepare(who, recording_id)
        except (RecordingUnknown, RecordingRemoved) as no:
            return Answer("empty", why=no.code)
        except RecordingNotYours as no:
            return Answer("refused", why=no.code)
        except Refusal as no:
            return failed(no.code)
        return Answer("done", {"media": found.name, "seconds": f"{found.seconds:.1f}"})


class RecordingsAtTheEngine:
    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def pause(self, tenant_id: str, interaction_id: str, agent_number: str, *, on: bool) -> str:
        command = PauseFor(
            tenant_id=tenant_id, agent_id="", interaction_id=interaction_id, agent_number=agent_number, on=on
        )
        return (await self._engine.ask(command)).interaction_id

    async def play(self, who: Principal, media: str) -> None:
        await self._engine.ask(PlayToMe(tenant_id=who.tenant_id, agent_id=who.agent_id or "", media=(media,)))


class ZonesOf:
    def __init__(self, book: CenterBook) -> None:
        self._book = book

    def timezone(self, tenant_id: str) -> str:
        tenant = self._book.current().tenants.get(tenant_id)
        return tenant.timezone if tenant is not None else "Asia/Shanghai"

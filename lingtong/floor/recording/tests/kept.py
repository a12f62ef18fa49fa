"""For tests: a house that keeps recordings by rules, with an archive that may be away."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from lingtong.floor.recording import api, service, store
from lingtong.floor.recording.config import RecordingRule
from lingtong.floor.recording.exports import api as exports_api
from lingtong.floor.recording.exports.service import Exports
from lingtong.floor.recording.files import RecordingFiles
from lingtong.floor.recording.keeping import Keeping
from lingtong.floor.recording.keys import TenantKeys
from lingtong.floor.recording.notes import Notes
from lingtong.floor.recording.opening import Places
from lingtong.floor.recording.search import api as search_api
from lingtong.floor.recording.search.service import Search
from lingtong.floor.recording.service import Recordings
from lingtong.floor.recording.settling import Settling
from lingtong.floor.recording.showing import Views
from lingtong.floor.recording.sweeping import Sweeping
from lingtong.floor.recording.tables import RecordingRow, RecordingRuleRow
from lingtong.floor.recording.tiers import LocalTier, Tier
from lingtong.foundation.config import RecordingSettings
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import app_of, people
from lingtong.foundation.journal import store as journal
from lingtong.interactions import events as said
from lingtong.interactions.service import Attendance
from lingtong.interactions.testing import Call, PlainNames

BEGAN = datetime(2026, 11, 22, 8, 0, 0, tzinfo=UTC)
SECONDS = 20


class Zone:
    def timezone(self, _: str) -> str:
        return "Asia/Shanghai"


class House:
    def __init__(self, parts: Parts, archive: Tier | None = None) -> None:
        self.parts, self.database = parts, parts.database
        self.folder = parts.settings.recordings
        self.places = Places(
            files=RecordingFiles(self.folder),
            local=LocalTier(self.folder / "kept"),
            archive=archive,
            keys=TenantKeys(parts.secrets),
        )
        self.recordings = Recordings(parts.database, self.places, Attendance(parts.database), parts.clock)
        self.keeping = Keeping(parts.database, self.places, parts.clock)
        self.settling = Settling(parts.database, parts.clock)
        self.sweeping = Sweeping(
            parts.database, self.places, self.recordings.looking, RecordingSettings(), parts.clock
        )
        self.exports = Exports(
            parts.database, self.places, parts.settings.folder("exports"), parts.clock, parts.ids
        )
        views = Views(parts.database, PlainNames(), parts.clock)
        notes = Notes(parts.database, parts.clock, parts.ids)
        self.app = app_of(
            parts,
            search_api.routes(Search(parts.database), views, PlainNames(), Zone()),
            api.routes(self.recordings, notes, views),
            exports_api.routes(self.exports),
        )
        self.tenant_id = ""

    async def open(self) -> None:
        self.tenant_id = await people(self.parts, "demo")

    async def rule(self, **fields: Any) -> str:
        rule = RecordingRule(**{"id": "rule", "tenant_id": self.tenant_id, "name": "rule", **fields})
        values = {name: getattr(rule, name) for name in rule.__struct_fields__}
        lists = {name: list(value) for name, value in values.items() if isinstance(value, tuple)}
        async with self.database.writing(self.tenant_id) as work:
            work.session.add(RecordingRuleRow(**values | lists, changed_at=BEGAN))
        return rule.id

    async def talk(
        self, name: str = "a", agent: str = "demo", rule_id: str = "", **fields: Any
    ) -> np.ndarray:
        """A call of a hundred seconds whose file has twenty; gives its samples."""
        call = Call(self.tenant_id, name, BEGAN)
        call.arrives(**fields)
        call.is_answered(agent)
        call.facts = [fact for fact in call.facts if not isinstance(fact, said.RecordingStarted)]
        call.tell(said.RecordingStarted, 10, recording_id=f"rec-{name}", rule_id=rule_id, why="rule")
        call.ends(agent)
        await self.take(call)
        return self.write(f"rec-{name}")

    async def take(self, call: Call) -> None:
        async with self.database.writing_everywhere() as work:
            await service.take_facts(work, await journal.add_new(work.session, call.facts))

    def write(self, name: str, *, loud: bool = True, day: str = "2026/11/22") -> np.ndarray:
        samples = noise(SECONDS) if loud else np.zeros((SECONDS * 8000, 2), "<i2")
        path = self.folder / day / f"{name}.raw"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(samples.tobytes())
        return samples

    def raw(self, name: str) -> Path:
        return self.folder / f"2026/11/22/{name}.raw"

    async def row(self, name: str = "rec-a") -> RecordingRow:
        async with self.database.reading(self.tenant_id) as reader:
            row = await store.one(reader.session, name)
        assert row is not None
        return row

    def kept(self, row: RecordingRow) -> Path:
        return self.places.local.path(row.name)


def noise(seconds: int) -> np.ndarray:
    """Different in each second, so that each has a digest of its own."""
    rng = np.random.default_rng(7)
    sound: np.ndarray = rng.integers(-3000, 3000, (seconds * 8000, 2)).astype("<i2")
    return sound

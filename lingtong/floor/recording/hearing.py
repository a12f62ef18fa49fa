"""A recording is heard by phone: mixed to one channel, said by the switch, removed afterwards."""

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
from fastapi import APIRouter, Depends

from lingtong.floor.recording.errors import NoPhone
from lingtong.floor.recording.files import RATE
from lingtong.floor.recording.forms import decoded, raw_seconds
from lingtong.floor.recording.opening import AsRecorded, Opened
from lingtong.floor.recording.ports import Phones
from lingtong.floor.recording.service import Recordings
from lingtong.floor.recording.tables import RecordingRow
from lingtong.foundation.http import refusals
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal

FOLDER = "playback"
KEPT_FOR = 4 * 3600.0  # seconds, as long as anybody may listen
LANGUAGE = "zh"  # a prompt is looked for in both languages' folders; the sound has none

Listener = Annotated[Principal, Depends(requires("recording.play", "recording.play_own"))]


class Sayable(NamedTuple):
    """`name` of the prompt that it is until it is removed."""

    name: str
    seconds: float


class Hearing:
    def __init__(self, recordings: Recordings, prompts: Path) -> None:
        self._recordings, self._folder = recordings, prompts / LANGUAGE / FOLDER

    async def prepare(self, who: Principal, recording_id: str) -> Sayable:
        """For who may hear it, as in the player; that it was heard by phone stands in the audit."""
        return await self.say(*await self._recordings.to_play(who, recording_id, "phone"))

    async def say(self, row: RecordingRow, opened: Opened) -> Sayable:
        """Of one that was opened by right, as a message is."""
        target = self._folder / f"{row.id}.sln"
        if not await asyncio.to_thread(_is_there, target, finished=row.checked_at is not None):
            await self._make(row, opened, target)
        size = await asyncio.to_thread(os.path.getsize, target)
        return Sayable(f"{FOLDER}/{row.id}", size / 2 / RATE)

    async def _make(self, row: RecordingRow, opened: Opened, target: Path) -> None:
        if isinstance(opened, AsRecorded):
            sound = await self._recordings.places.sound(row)
            await asyncio.to_thread(_mix, sound.path, target, raw=True)
        else:
            async with self._recordings.places.in_clear(row) as path:
                await asyncio.to_thread(_mix, path, target, raw=False)

    async def tidy(self) -> None:
        """What was in clear here for a phone does not stay."""
        await asyncio.to_thread(_tidy, self._folder)


def _is_there(target: Path, *, finished: bool) -> bool:
    if not finished or not target.is_file():
        return False
    os.utime(target)
    return True


def _tidy(folder: Path) -> None:
    for old in (*folder.glob("*.sln"), *folder.glob("*.draft")):
        if time.time() - old.stat().st_mtime > KEPT_FOR:
            old.unlink(missing_ok=True)


def _mix(source: Path, target: Path, *, raw: bool) -> None:
    """Both channels in one, as the switch plays it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    with draft.open("wb") as out:
        for second in raw_seconds(source) if raw else decoded(source):
            mixed = second.astype(np.int32).sum(axis=1)
            out.write(np.clip(mixed, -32768, 32767).astype("<i2").tobytes())
    draft.replace(target)


def routes(hearing: Hearing, phones: Phones) -> APIRouter:
    router = APIRouter(prefix="/api/recordings", tags=["recordings"])

    @router.post("/{recording_id}/play-to-phone", status_code=204, responses=refusals(NoPhone))
    async def play(recording_id: str, who: Listener) -> None:
        """The own phone rings, and says the recording."""
        if not who.agent_id:
            raise NoPhone("You have no phone here. Listen in the browser.")
        await phones.play(who, f"prompt:{(await hearing.prepare(who, recording_id)).name}")

    return router

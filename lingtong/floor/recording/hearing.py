"""Play a recording by phone: mixed to one channel, said by the own phone, removed afterwards."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends

from lingtong.floor.recording.errors import NoPhone
from lingtong.floor.recording.forms import decoded, raw_seconds
from lingtong.floor.recording.opening import AsRecorded
from lingtong.floor.recording.ports import Phones
from lingtong.floor.recording.service import Recordings
from lingtong.foundation.http import refusals
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal

FOLDER = "playback"
KEPT_FOR = 4 * 3600.0  # seconds
LANGUAGE = "zh"  # a prompt is looked for in both languages' folders; the sound has none

Listener = Annotated[Principal, Depends(requires("recording.play", "recording.play_own"))]


class Hearing:
    def __init__(self, recordings: Recordings, prompts: Path, phones: Phones) -> None:
        self._recordings, self._phones = recordings, phones
        self._folder = prompts / LANGUAGE / FOLDER

    async def play(self, who: Principal, recording_id: str) -> None:
        if not who.agent_id:
            raise NoPhone("You have no phone here. Listen in the browser.")
        row, opened = await self._recordings.to_play(who, recording_id)
        target = self._folder / f"{row.id}.sln"
        if isinstance(opened, AsRecorded):
            sound = await self._recordings.places.sound(row)
            await asyncio.to_thread(_mix, sound.path, target, raw=True)
        else:
            async with self._recordings.places.in_clear(row) as path:
                await asyncio.to_thread(_mix, path, target, raw=False)
        await self._phones.play(who, f"prompt:{FOLDER}/{row.id}")


def _mix(source: Path, target: Path, *, raw: bool) -> None:
    """Both channels in one, as the switch plays it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for old in target.parent.glob("*.sln"):
        if time.time() - old.stat().st_mtime > KEPT_FOR:
            old.unlink(missing_ok=True)
    draft = target.with_suffix(".draft")
    with draft.open("wb") as out:
        for second in raw_seconds(source) if raw else decoded(source):
            mixed = second.astype(np.int32).sum(axis=1)
            out.write(np.clip(mixed, -32768, 32767).astype("<i2").tobytes())
    draft.replace(target)


def routes(hearing: Hearing) -> APIRouter:
    router = APIRouter(prefix="/api/recordings", tags=["recordings"])

    @router.post("/{recording_id}/play-to-phone", status_code=204, responses=refusals(NoPhone))
    async def play(recording_id: str, who: Listener) -> None:
        """The own phone rings, and says the recording."""
        await hearing.play(who, recording_id)

    return router

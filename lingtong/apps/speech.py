"""Speech, joined: who speaks and recognizes, what flows ask of them, what is spoken before anybody calls."""

import contextlib
import io
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile
from fastapi import APIRouter

from lingtong.floor.ivr.errands import Handler
from lingtong.floor.ivr.prompts.by_phone import by_phone_router
from lingtong.floor.ivr.prompts.espeak import EspeakSpeech
from lingtong.floor.ivr.prompts.service import Prompts
from lingtong.floor.ivr.prompts.speech.cache import SpeechCache
from lingtong.floor.ivr.prompts.speech.errands import RecognizeErrand, SpeakErrand
from lingtong.floor.ivr.prompts.speech.manifest import SEALED_WITH
from lingtong.floor.ivr.prompts.speech.speaking import Speaking
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.recording_commands import DictationOf, RecordByPhone
from lingtong.floor.turn import ErrandKind
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.config.sealing import Sealer
from lingtong.foundation.db import Database
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import Principal
from lingtong.kit import Clock

_ID = re.compile(r"[A-Za-z0-9-]{1,80}")
_RATE = 8000
_DAY = 86_400


def join_speaking(settings: Settings, secrets: Secrets, database: Database, clock: Clock) -> Speaking:
    speech = settings.speech
    megabytes, days = speech.cache_megabytes * 1024 * 1024, float(speech.cache_days * _DAY)
    return Speaking(
        database=database,
        sealer=Sealer(secrets, SEALED_WITH),
        built_in=EspeakSpeech(),
        programs=speech.programs,
        cache=SpeechCache(settings.prompts, megabytes, days),
        clock=clock,
    )


def speech_errands(speaking: Speaking, settings: Settings) -> Mapping[ErrandKind, Handler]:
    sounds = SaidAlone(settings.folder("messages"))
    return {"speak": SpeakErrand(speaking), "recognize": RecognizeErrand(speaking, sounds)}


class SaidAlone:
    """What one leg said alone, as the switch wrote it: 16 bit at 8 kHz without a header."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, recording_id: str) -> bytes | None:
        """As WAV."""
        try:
            raw = self._path(recording_id).read_bytes()
        except (OSError, ValueError):
            return None
        data = io.BytesIO()
        soundfile.write(
            data, np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2"), _RATE, format="WAV", subtype="PCM_16"
        )
        return data.getvalue()

    def forget(self, recording_id: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._path(recording_id).unlink()

    def _path(self, recording_id: str) -> Path:
        if not _ID.fullmatch(recording_id):
            raise ValueError(recording_id)
        return self._folder / f"{recording_id}.sln"


class PhoneAtTheEngine:
    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def ring(self, who: Principal, dictation: str) -> None:
        agent_id = who.agent_id or ""
        await self._engine.ask(RecordByPhone(tenant_id=who.tenant_id, agent_id=agent_id, dictation=dictation))

    async def state(self, who: Principal, dictation: str) -> str:
        agent_id = who.agent_id or ""
        asked = DictationOf(tenant_id=who.tenant_id, agent_id=agent_id, dictation=dictation)
        return (await self._engine.ask(asked)).interaction_id


def by_phone_routes(parts: Parts, prompts: Prompts, engine: EngineDesk) -> APIRouter:
    sounds = SaidAlone(parts.settings.folder("messages"))
    return by_phone_router(prompts, PhoneAtTheEngine(engine), sounds, parts.ids)

"""Who speaks and who recognizes, in their order, each asked only while it answers."""

import asyncio
import hashlib
import io
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec
import soundfile
import structlog

from lingtong.floor.ivr.prompts import audio
from lingtong.floor.ivr.prompts.errors import SpeechUnavailable
from lingtong.floor.ivr.prompts.ports import Language, Speech, SpeechProvider
from lingtong.floor.ivr.prompts.speech import by_command, over_http
from lingtong.floor.ivr.prompts.speech.cache import SpeechCache
from lingtong.floor.ivr.prompts.speech.model import Does, SpeechService
from lingtong.foundation.catalog import Catalog
from lingtong.foundation.config.sealing import Sealer
from lingtong.foundation.db import Database
from lingtong.kit import Clock, Refusal

log = structlog.get_logger()
RESTS = 30.0  # seconds that a service which failed is not asked by calls
DEMO = "demo"
Result = TypeVar("Result")


class Trouble(msgspec.Struct, frozen=True):
    why: str
    at: datetime
    until: float


class Speaking:
    """`catalog` is set when it is made. `programs`: the commands that the operator allows, by name."""

    catalog: Catalog

    def __init__(
        self,
        *,
        database: Database,
        sealer: Sealer,
        built_in: SpeechProvider,
        programs: Mapping[str, Sequence[str]],
        cache: SpeechCache,
        clock: Clock,
    ) -> None:
        self._database, self._sealer, self._built_in = database, sealer, built_in
        self.programs, self._cache, self._clock = programs, cache, clock
        self.trouble: dict[str, Trouble] = {}

    async def services(self, tenant_id: str, does: Does) -> list[SpeechService]:
        """The enabled ones, the first to be asked first."""
        async with self._database.reading(tenant_id) as reader:
            saved = await self.catalog.all(reader, self.catalog.kinds["speech-services"])
        found = [one.item for one in saved if one.item.enabled and one.item.does == does]
        return sorted(found, key=lambda one: (one.place, one.name))

    def has_built_in(self) -> bool:
        try:
            return len(self._built_in.speak("hello", "en").samples) > 0
        except SpeechUnavailable:
            return False

    # --- texts of calls

    async def ready(self, tenant_id: str, language: Language, texts: Mapping[str, str]) -> list[str]:
        """Sees that the texts, by the id of their speech, can be played; gives the ids that cannot."""
        services = await self.services(tenant_id, "speak")
        wanted = [
            self._make_ready(services, tenant_id, language, (speech_id, text))
            for speech_id, text in texts.items()
        ]
        made = await asyncio.gather(*wanted)
        return [speech_id for speech_id, good in zip(texts, made, strict=True) if not good]

    async def _make_ready(
        self, services: Sequence[SpeechService], tenant_id: str, language: Language, named: tuple[str, str]
    ) -> bool:
        speech_id, text = named
        asked = [one for one in services if not self._rests(one)]
        voice = _fingerprint(asked, language)
        if await asyncio.to_thread(self._cache.has, tenant_id, language, speech_id, voice):
            return True
        try:
            speech, by = await self.speak(asked, text, language)
            said_by = voice if by is (asked[0] if asked else None) else by.id if by else DEMO
            await asyncio.to_thread(self._cache.put, tenant_id, language, speech_id, said_by, speech)
        except Refusal as no:
            log.warning(
                "speech.not_made", tenant_id=tenant_id, language=language, why=no.params.get("why", no.code)
            )
            return self._cache.path(tenant_id, language, speech_id).is_file()  # another voice once spoke it
        return True

    async def speak(
        self, services: Iterable[SpeechService], text: str, language: Language
    ) -> tuple[Speech, SpeechService | None]:
        """By the first that can; at last by the voice of the demonstration (None)."""
        for service in services:
            try:
                return await self.speak_by(service, text, language), service
            except Refusal as no:
                log.warning("speech.service_failed", service_id=service.id, why=no.params.get("why", no.code))
        return await asyncio.to_thread(self._built_in.speak, text, language), None

    async def speak_by(self, service: SpeechService, text: str, language: Language) -> Speech:
        values = self._values(service, language, text)

        def do() -> Speech:
            if service.kind == "http":
                return audio.decoded(over_http.spoken_by(service, values))
            return audio.decoded(self._command(service, values, text.encode()))

        return await self._watched(service, do)

    # --- speech of callers

    async def recognize(self, tenant_id: str, sound: bytes, language: Language) -> str:
        """Of a WAV. Refuses with `SpeechUnavailable` where nobody can: the built-in voice cannot hear."""
        services = await self.services(tenant_id, "recognize")
        for service in services:
            if self._rests(service):
                continue
            try:
                return await self.recognize_by(service, sound, language)
            except Refusal as no:
                log.warning("speech.service_failed", service_id=service.id, why=no.params.get("why", no.code))
        why = "failed" if services else "no_service"
        raise SpeechUnavailable("There is nobody who recognizes speech.", why=why)

    async def recognize_by(self, service: SpeechService, sound: bytes, language: Language) -> str:
        values = self._values(service, language, "")

        def do() -> str:
            if service.kind == "http":
                return over_http.recognized_by(service, values, sound)
            try:
                return self._command(service, values, sound).decode("utf-8").strip()
            except UnicodeDecodeError as error:
                raise SpeechUnavailable("This is no text.", why="no_result") from error

        return (await self._watched(service, do))[:500]

    # --- each of them

    async def _watched(self, service: SpeechService, do: Callable[[], Result]) -> Result:
        try:
            result = await asyncio.to_thread(do)
        except Refusal as no:
            why = str(no.params.get("why", no.code))
            self.trouble[service.id] = Trouble(why, self._clock.now(), time.monotonic() + RESTS)
            raise
        self.trouble.pop(service.id, None)
        return result

    def _rests(self, service: SpeechService) -> bool:
        trouble = self.trouble.get(service.id)
        return trouble is not None and time.monotonic() < trouble.until

    def _values(self, service: SpeechService, language: Language, text: str) -> dict[str, str]:
        key = self._sealer.open(service.sealed_key, service.id) if service.sealed_key else ""
        return {"text": text, "language": language, "voice": service.voice(language), "key": key}

    def _command(self, service: SpeechService, values: Mapping[str, str], given: bytes) -> bytes:
        command = self.programs.get(service.program)
        if not command:
            raise SpeechUnavailable("The operator does not allow this program.", why="program_not_allowed")
        return by_command.answer_of(command, values, given, service.within)


def as_wav(speech: Speech) -> bytes:
    data = io.BytesIO()
    soundfile.write(data, speech.samples, speech.rate, format="WAV", subtype="PCM_16")
    return data.getvalue()


def _fingerprint(services: Sequence[SpeechService], language: Language) -> str:
    """Of the voice that is asked first: what it spoke is spoken anew when it is changed."""
    if not services:
        return DEMO
    first = services[0]
    parts = (first.id, first.url, first.body, first.program, first.voice(language))
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:24]

"""What a walking flow has done outside the engine: texts spoken, speech recognized."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from lingtong.floor.ivr.errands import Answer, failed
from lingtong.floor.ivr.prompts.errors import SpeechUnavailable
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.speech.speaking import Speaking
from lingtong.floor.turn import Errand

MOST_SOUND = 4 * 1024 * 1024


class MessageFiles(Protocol):
    def read(self, recording_id: str) -> bytes | None:
        """What a caller said alone, as WAV."""
        ...

    def forget(self, recording_id: str) -> None: ...


class SpeakErrand:
    """Request: `language` and `texts`, by the id of their speech."""

    def __init__(self, speaking: Speaking) -> None:
        self._speaking = speaking

    def lane(self, errand: Errand) -> str:  # noqa: ARG002 - the services of a tenant share one
        return "speak"

    async def run(self, errand: Errand) -> Answer:
        texts = errand.request.get("texts", {})
        if not isinstance(texts, dict):
            return failed("no_texts")
        missing = await self._speaking.ready(errand.tenant_id, _language(errand.request), texts)
        return failed("not_spoken") if missing else Answer("done")


class RecognizeErrand:
    """Request: `language` and `message`, the id of what was recorded. Value: `text`."""

    def __init__(self, speaking: Speaking, messages: MessageFiles) -> None:
        self._speaking, self._messages = speaking, messages

    def lane(self, errand: Errand) -> str:  # noqa: ARG002
        return "recognize"

    async def run(self, errand: Errand) -> Answer:
        recording_id = str(errand.request.get("message", ""))
        sound = await asyncio.to_thread(self._messages.read, recording_id)
        if sound is None or len(sound) > MOST_SOUND:
            return failed("no_sound", ["text"])
        try:
            text = await self._speaking.recognize(errand.tenant_id, sound, _language(errand.request))
        except SpeechUnavailable as no:
            return failed(str(no.params.get("why", no.code)), ["text"])
        finally:
            self._messages.forget(recording_id)
        return Answer("done", {"text": text}) if text else Answer("empty", {"text": ""})


def _language(request: Mapping[str, object]) -> Language:
    return "en" if request.get("language") == "en" else "zh"

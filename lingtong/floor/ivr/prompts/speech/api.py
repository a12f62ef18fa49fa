import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from lingtong.floor.ivr.prompts import audio
from lingtong.floor.ivr.prompts.api import body_of
from lingtong.floor.ivr.prompts.catalog import built_in, checked_name
from lingtong.floor.ivr.prompts.errors import ServiceUnknown
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.schemas import Kept, SayBody, TextBody
from lingtong.floor.ivr.prompts.service import Heading, Prompts
from lingtong.floor.ivr.prompts.speech.errands import MOST_SOUND
from lingtong.floor.ivr.prompts.speech.model import Does, SpeechService
from lingtong.floor.ivr.prompts.speech.schemas import Recognized, SpeechState, SpeechStates
from lingtong.floor.ivr.prompts.speech.speaking import Speaking, as_wav
from lingtong.foundation.identity import Principal, requires

Keeper = Annotated[Principal, Depends(requires("admin.center"))]


def speech_router(speaking: Speaking, prompts: Prompts) -> APIRouter:
    router = APIRouter(tags=["admin"])

    @router.get("/api/admin/speech")
    async def state(who: Keeper) -> SpeechStates:
        """How the services do, as this process has found them."""
        found = [*await speaking.services(who.tenant_id, "speak")]
        found += await speaking.services(who.tenant_id, "recognize")
        return SpeechStates(
            services=[_state(speaking, one) for one in found],
            programs=sorted(speaking.programs),
            built_in=await asyncio.to_thread(speaking.has_built_in),
        )

    @router.post("/api/admin/speech/say", response_class=Response)
    async def say(body: SayBody, who: Keeper) -> Response:
        """Say this, by one service or as callers would hear it."""
        if body.service_id:
            service = await _one(speaking, who, "speak", body.service_id)
            speech = await speaking.speak_by(service, body.text, body.language)
        else:
            services = await speaking.services(who.tenant_id, "speak")
            speech, _ = await speaking.speak(services, body.text, body.language)
        leveled = await asyncio.to_thread(lambda: as_wav(audio.leveled(speech)))
        return Response(leveled, media_type="audio/wav", headers={"Cache-Control": "no-store"})

    @router.post("/api/admin/speech/recognize")
    async def recognize(
        request: Request,
        who: Keeper,
        language: Language = "zh",
        service_id: Annotated[str, Query(max_length=36)] = "",
    ) -> Recognized:
        """The body is a WAV."""
        sound = await body_of(request, MOST_SOUND)
        await asyncio.to_thread(audio.decoded, sound)
        if service_id:
            service = await _one(speaking, who, "recognize", service_id)
            return Recognized(text=await speaking.recognize_by(service, sound, language))
        return Recognized(text=await speaking.recognize(who.tenant_id, sound, language))

    @router.post("/api/admin/prompts/{language}/{name}/speak")
    async def speak(language: Language, name: str, body: TextBody, who: Keeper) -> Kept:
        """A new version of the prompt, spoken from its text."""
        text = body.text or built_in().get(checked_name(name), {}).get(language, "")
        services = await speaking.services(who.tenant_id, "speak")
        speech, by = await speaking.speak(services, text, language)
        heading = Heading(language=language, name=name, text=text, source="speech" if by else "demo")
        return await prompts.put(who, heading, speech)

    return router


async def _one(speaking: Speaking, who: Principal, does: Does, service_id: str) -> SpeechService:
    for one in await speaking.services(who.tenant_id, does):
        if one.id == service_id:
            return one
    raise ServiceUnknown("There is no such speech service that is switched on.", id=service_id)


def _state(speaking: Speaking, service: SpeechService) -> SpeechState:
    trouble = speaking.trouble.get(service.id)
    return SpeechState(
        service_id=service.id, trouble=trouble.why if trouble else "", at=trouble.at if trouble else None
    )

from typing import Any

import msgspec

from lingtong.floor.ivr.prompts.speech.model import SpeechService
from lingtong.floor.ivr.prompts.speech.schemas import SpeechServiceBody
from lingtong.floor.ivr.prompts.tables import SpeechServiceRow
from lingtong.foundation.catalog import Kind, Saving
from lingtong.foundation.config.sealing import Sealer

SEALED_WITH = "speech.keys"


def speech_kind(sealer: Sealer) -> Kind[SpeechService]:
    async def make(saving: Saving, values: dict[str, Any], old: SpeechService | None) -> SpeechService:
        key = values.pop("key")
        values.pop("has_key")
        moved = old is not None and old.url != values["url"]
        sealed = old.sealed_key if old is not None and not moved else ""
        if key is not None:
            sealed = sealer.seal(key, saving.id) if key else ""
        given = {**values, "id": saving.id, "tenant_id": saving.tenant_id, "sealed_key": sealed}
        return msgspec.convert(given, SpeechService)

    return Kind(
        name="speech-services",
        item=SpeechService,
        table=SpeechServiceRow,
        body=SpeechServiceBody,
        at_most=20,
        make=make,
        shown=_shown,
    )


def _shown(service: SpeechService) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(service)
    shown["has_key"] = bool(shown.pop("sealed_key"))
    return shown

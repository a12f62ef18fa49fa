from typing import Literal

import msgspec

Does = Literal["speak", "recognize"]


class SpeechService(msgspec.Struct, frozen=True, kw_only=True):
    """A web service (`http`) or a program of the machine (`command`) that speaks or recognizes.

    {text}, {language}, {voice}, {key} and {audio} are filled in. `answer`: the place of the result in a JSON
    answer (`data.audio`, base64 where it is sound); empty: the whole answer. `place` orders those that do the
    same: the next one helps out. `inside`: the address may be within the house. `program` names one of those
    that the operator allows in the settings.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    does: Does = "speak"
    kind: Literal["http", "command"] = "http"
    enabled: bool = True
    place: int = 1
    url: str = ""
    inside: bool = False
    headers: tuple[str, ...] = ()
    body: str = ""
    answer: str = ""
    voice_zh: str = ""
    voice_en: str = ""
    program: str = ""
    within: float = 6.0
    sealed_key: str = ""

    def voice(self, language: str) -> str:
        return self.voice_en if language == "en" else self.voice_zh

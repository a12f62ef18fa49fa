"""What callers hear, as text and in seconds."""

from collections.abc import Iterable
from typing import NamedTuple

from lingtong.floor.ivr import store
from lingtong.floor.ivr.prompts.catalog import built_in
from lingtong.floor.ivr.prompts.speech_id import SPEECH
from lingtong.foundation.db import Reading

A_SIGN, A_WORD, SHORTEST = 0.22, 0.38, 0.4  # seconds, as a calm voice speaks Chinese and English


class Said(NamedTuple):
    text: str
    seconds: float


class Texts:
    """`own`: text and seconds of the tenant's recordings by language and name."""

    def __init__(self, own: dict[tuple[str, str], Said] | None = None) -> None:
        self._own = own or {}
        self._made: dict[str, str] = {}

    @classmethod
    async def of(cls, reader: Reading) -> "Texts":
        rows = await store.own_prompts(reader.session)
        return cls({(row.language, row.name): Said(row.text, row.seconds) for row in rows})

    def made(self, texts: dict[str, str]) -> None:
        """Texts that were given to be spoken, by the id of their speech."""
        self._made.update(texts)

    def said(self, names: Iterable[str], language: str) -> Said:
        parts = [self._one(name, language) for name in names]
        between = " " if language == "en" else ""
        return Said(between.join(part.text for part in parts), sum(part.seconds for part in parts))

    def _one(self, name: str, language: str) -> Said:
        """The tenant's recording before the built-in prompt, this language before the other."""
        if name.startswith(SPEECH):
            return _timed(self._made.get(name.removeprefix(SPEECH), ""))
        plain = name.rpartition("/")[2]
        texts = built_in().get(plain, {})
        for one in (language, "en" if language == "zh" else "zh"):
            own = self._own.get((one, plain))
            if own is not None:
                return Said(own.text or f"[{plain}]", own.seconds)
            if one in texts:
                return _timed(texts[one])
        return _timed(f"[{plain}]")


def _timed(text: str) -> Said:
    words = text.split()
    wide = sum(not sign.isascii() for sign in text)
    return Said(text, max(SHORTEST, round(wide * A_SIGN + sum(word.isascii() for word in words) * A_WORD, 1)))

"""What a caller is to hear, as Asterisk's media addresses."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?")
_LANGUAGES = ("zh", "en")
_SUFFIXES = (".wav", ".wav16", ".sln16", ".sln")
FRESH_FOR = 1.0  # seconds that what was found is not looked for again: many callers hear the same prompt


class Sounds:
    """Finds prompts in `{folder}/{language}/NAME`; another language speaks where one has no such prompt.

    The folders appear in Asterisk as sounds `zh` and `en`, so that no path ever stands in an address.
    """

    def __init__(self, folder: Path, zone: str) -> None:
        self._folder, self._zone = folder, zone
        self._found: dict[tuple[str, str], tuple[float, str]] = {}

    def addresses(self, media: tuple[str, ...], language: str) -> list[str]:
        """Empty where nothing of it exists."""
        return [one for item in media for one in self._of(item, language)]

    def _of(self, item: str, language: str) -> Iterator[str]:
        kind, _, what = item.partition(":")
        if kind == "tone" and what.isalnum():
            yield f"tone:{what};tonezone={self._zone}"
        elif kind == "prompt":
            yield from self._prompt(what, language)
        elif kind in ("digits", "number"):
            for digit in what:
                yield from self._digit(digit, language, spelled=kind == "digits")

    def _prompt(self, name: str, language: str) -> Iterator[str]:
        at, address = self._found.get((name, language), (0.0, ""))
        if time.monotonic() - at < FRESH_FOR:
            yield address
            return
        for address in self._looked_up(name, language):
            self._found[name, language] = (time.monotonic(), address)
            yield address

    def _looked_up(self, name: str, language: str) -> Iterator[str]:
        if not _NAME.fullmatch(name):
            return
        for known in (language, *_LANGUAGES):
            if any((self._folder / known / (name + suffix)).is_file() for suffix in _SUFFIXES):
                yield f"sound:{known}/{name}"
                return

    def _digit(self, digit: str, language: str, *, spelled: bool) -> Iterator[str]:
        """Mandarin spells a one as yao in telephone numbers; core sounds stand in for missing prompts."""
        if digit not in "0123456789":
            return
        names = [f"digit_{digit}_spelled"] if spelled and language == "zh" else []
        for name in (*names, f"digit_{digit}"):
            found = [
                address
                for address in self._prompt(name, language)
                if address.startswith(f"sound:{language}/")
            ]
            if found:
                yield found[0]
                return
        yield f"sound:core/digits/{digit}"

"""What a caller is to hear, as Asterisk's media addresses."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?")
_LANGUAGES = ("zh", "en")
_SUFFIXES = (".wav", ".wav16", ".sln16", ".sln")
FRESH_FOR = 1.0  # seconds that what was found is not looked for again: many callers hear the same prompt
MOST_KNOWN = 10_000


class Sounds:
    """Finds prompts in `{folder}/{language}/NAME`; another language speaks where one has no such prompt.

    In each language a tenant's own recording, in a folder of its name, comes first. The folders appear in
    Asterisk as sounds `zh` and `en`, so that no path ever stands in an address.
    """

    def __init__(self, folder: Path, zone: str) -> None:
        self._folder, self._zone = folder, zone
        self._found: dict[tuple[str, str, str], tuple[float, str]] = {}

    def addresses(self, media: tuple[str, ...], language: str, tenant_id: str = "") -> list[str]:
        """Empty where nothing of it exists."""
        return [one for item in media for one in self._of(item, language, tenant_id)]

    def _of(self, item: str, language: str, tenant_id: str) -> Iterator[str]:
        kind, _, what = item.partition(":")
        if kind == "tone" and what.isalnum():
            yield f"tone:{what};tonezone={self._zone}"
        elif kind == "prompt":
            yield from self._prompt(what, language, tenant_id)
        elif kind == "speech" and what.isalnum():
            yield from self._prompt(f"speech-{what}", language, tenant_id)
        elif kind == "message" and _NAME.fullmatch(what) and "/" not in what:
            yield f"recording:{what}"
        elif kind in ("digits", "number"):
            for digit in what:
                yield from self._digit(digit, language, tenant_id, spelled=kind == "digits")

    def _prompt(self, name: str, language: str, tenant_id: str) -> Iterator[str]:
        at, address = self._found.get((name, language, tenant_id), (0.0, ""))
        if time.monotonic() - at < FRESH_FOR:
            yield address
            return
        for address in self._looked_up(name, language, tenant_id):
            if len(self._found) >= MOST_KNOWN:
                self._found.clear()
            self._found[name, language, tenant_id] = (time.monotonic(), address)
            yield address

    def _looked_up(self, name: str, language: str, tenant_id: str) -> Iterator[str]:
        if not _NAME.fullmatch(name):
            return
        own = (f"{tenant_id}/{name}",) if _NAME.fullmatch(f"{tenant_id}/x") and "/" not in name else ()
        for known in (language, *_LANGUAGES):
            for file in (*own, name):
                if any((self._folder / known / (file + suffix)).is_file() for suffix in _SUFFIXES):
                    yield f"sound:{known}/{file}"
                    return

    def _digit(self, digit: str, language: str, tenant_id: str, *, spelled: bool) -> Iterator[str]:
        """Mandarin spells a one as yao in telephone numbers; core sounds stand in for missing prompts."""
        if digit not in "0123456789":
            return
        names = [f"digit_{digit}_spelled"] if spelled and language == "zh" else []
        for name in (*names, f"digit_{digit}"):
            found = [
                address
                for address in self._prompt(name, language, tenant_id)
                if address.startswith(f"sound:{language}/")
            ]
            if found:
                yield found[0]
                return
        yield f"sound:core/digits/{digit}"

"""Texts that were spoken, as files beside a tenant's own recordings: `{language}/{tenant}/speech-ID.wav`.

The id is made from text and language, so the same text is spoken once; `.by` beside it tells the voice.
"""

import contextlib
import os
import time
from pathlib import Path

from lingtong.floor.ivr.prompts import audio
from lingtong.floor.ivr.prompts.catalog import LANGUAGES
from lingtong.floor.ivr.prompts.ports import Language, Speech

_SWEEP_EVERY = 20  # texts that were spoken


class SpeechCache:
    def __init__(self, folder: Path, most_bytes: int, most_age: float) -> None:
        self._folder, self._most_bytes, self._most_age = folder, most_bytes, most_age
        self._put = 0

    def path(self, tenant_id: str, language: Language, speech_id: str) -> Path:
        return self._folder / language / tenant_id / f"speech-{speech_id}.wav"

    def has(self, tenant_id: str, language: Language, speech_id: str, voice: str) -> bool:
        """Whether this voice has spoken it; it is then young again."""
        path = self.path(tenant_id, language, speech_id)
        try:
            known = path.with_suffix(".by").read_text(encoding="utf-8") == voice
            files = [path.with_suffix(suffix) for suffix in audio.FORMS]
            if known and all(file.is_file() for file in files):
                os.utime(path)
                return True
        except OSError:
            pass
        return False

    def put(self, tenant_id: str, language: Language, speech_id: str, voice: str, speech: Speech) -> None:
        path = self.path(tenant_id, language, speech_id)
        audio.write(audio.leveled(speech), path.parent, path.stem)
        path.with_suffix(".by").write_text(voice, encoding="utf-8")
        self._put += 1
        if self._put % _SWEEP_EVERY == 1:
            self.sweep(tenant_id)

    def sweep(self, tenant_id: str) -> int:
        """Removes what was not said for too long, and the longest unsaid above the size; gives how many."""
        found = []
        for language in LANGUAGES:
            for path in (self._folder / language / tenant_id).glob("speech-*.wav"):
                with contextlib.suppress(OSError):
                    size = sum(path.with_suffix(one).stat().st_size for one in audio.FORMS)
                    found.append((path.stat().st_mtime, size, path))
        held, removed, oldest = sum(size for _, size, _ in found), 0, time.time() - self._most_age
        for said_at, size, path in sorted(found):
            if held <= self._most_bytes and said_at >= oldest:
                break
            for suffix in (*audio.FORMS, ".by"):
                path.with_suffix(suffix).unlink(missing_ok=True)
            held, removed = held - size, removed + 1
        return removed

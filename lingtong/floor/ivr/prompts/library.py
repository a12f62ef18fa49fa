"""The prompt files that the switch plays: made from text once, and again only when text or voice changed."""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from lingtong.floor.ivr.prompts import audio
from lingtong.floor.ivr.prompts.catalog import LANGUAGES, Texts, built_in
from lingtong.floor.ivr.prompts.ports import Language, Speech, SpeechProvider

VERSIONS = "versions"
Progress = Callable[[int, int, str], None]


class Made(msgspec.Struct, frozen=True):
    """One made prompt. `spoken` is the language it is really in: another one where the text is missing."""

    hash: str
    seconds: float
    text: str
    spoken: Language


class PromptLibrary:
    """Files `{zh,en}/NAME.wav` and in other forms under `folder`, with `manifest.json` beside them.

    A tenant's own recordings lie in folders of its name beside them, all their versions in `versions`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = folder / "manifest.json"

    def made(self) -> dict[str, Made]:
        """What the library holds, by `language/name`."""
        try:
            return msgspec.json.decode(self._manifest.read_bytes(), type=dict[str, Made])
        except (FileNotFoundError, msgspec.DecodeError):
            return {}  # made anew from the texts

    def build(
        self, speech: SpeechProvider, texts: Texts | None = None, progress: Progress | None = None
    ) -> int:
        """Makes what is missing or out of date; gives the number made, 0 on a second run. Takes seconds.

        `progress` hears how many of how many are looked at, and the one at hand.
        """
        wanted = built_in() if texts is None else texts
        work = [(language, name) for name in wanted for language in LANGUAGES]
        known, count = self.made(), 0
        kept: dict[str, Made] = {}
        for done, (language, name) in enumerate(work, 1):
            key = f"{language}/{name}"
            spoken, text = _text_for(wanted[name], language)
            digest = _digest(speech, spoken, text)
            old = known.get(key)
            if old is None or old.hash != digest or not self._is_there(key):
                said = audio.leveled(speech.speak(text, spoken))
                seconds = audio.write(said, self.folder / language, name)
                old = Made(digest, round(seconds, 2), text, spoken)
                count += 1
                self._save({**known, **kept, key: old})
            kept[key] = old
            if progress is not None:
                progress(done, len(work), key)
        if kept != known:
            self._save(kept)
        return count

    def path(self, language: Language, name: str, tenant_id: str = "") -> Path:
        """The 8 kHz file; a tenant's own recordings have a folder of the tenant's name."""
        return self.folder / language / tenant_id / f"{name}.wav"

    def version_path(self, tenant_id: str, version_id: str) -> Path:
        """The best of the files of one version."""
        return self.folder / VERSIONS / tenant_id / f"{version_id}.wav16"

    def keep(self, tenant_id: str, version_id: str, recording: Speech) -> float:
        """Writes the files of a version, which nobody hears yet; gives its seconds."""
        return audio.write(recording, self.folder / VERSIONS / tenant_id, version_id)

    def forget(self, tenant_id: str, version_id: str) -> None:
        for suffix in audio.FORMS:
            self.version_path(tenant_id, version_id).with_suffix(suffix).unlink(missing_ok=True)

    def show(self, language: Language, name: str, tenant_id: str, version_id: str) -> None:
        """Callers hear this version from now on."""
        source, target = self.version_path(tenant_id, version_id), self.path(language, name, tenant_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        for suffix in audio.FORMS:
            draft = target.with_name(f".{target.stem}{suffix}.draft")
            shutil.copyfile(source.with_suffix(suffix), draft)
            draft.replace(target.with_suffix(suffix))

    def hide(self, language: Language, name: str, tenant_id: str) -> None:
        for suffix in audio.FORMS:
            self.path(language, name, tenant_id).with_suffix(suffix).unlink(missing_ok=True)

    def _is_there(self, key: str) -> bool:
        return all((self.folder / f"{key}{suffix}").is_file() for suffix in audio.FORMS)

    def _save(self, made: dict[str, Made]) -> None:
        draft = self._manifest.with_suffix(".draft")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(made.items())))))
        draft.replace(self._manifest)


def _text_for(texts: Mapping[str, str], language: Language) -> tuple[Language, str]:
    spoken = next(one for one in (language, *LANGUAGES) if texts.get(one))
    return spoken, texts[spoken]


def _digest(speech: SpeechProvider, language: Language, text: str) -> str:
    whole = f"{audio.VERSION}\n{speech.fingerprint}\n{language}\n{text}"
    return hashlib.sha256(whole.encode()).hexdigest()

"""What callers may hear: the built-in prompts, and over them a tenant's own recordings in their versions."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from lingtong.floor.ivr import store
from lingtong.floor.ivr.prompts import audio
from lingtong.floor.ivr.prompts import store as versions
from lingtong.floor.ivr.prompts.catalog import LANGUAGES, built_in, checked_name
from lingtong.floor.ivr.prompts.errors import PromptInUse, PromptUnknown, TooManyPrompts, VersionUnknown
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.floor.ivr.prompts.places import places
from lingtong.floor.ivr.prompts.ports import Language, Speech
from lingtong.floor.ivr.prompts.schemas import Kept, PromptVersionView, PromptView, Source
from lingtong.floor.ivr.prompts.tables import PromptVersionRow
from lingtong.floor.ivr.prompts.uses import Uses
from lingtong.floor.ivr.tables import OwnPromptRow
from lingtong.foundation.catalog.store import next_revision
from lingtong.foundation.db import Database, Reading, Work
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, Ids

MOST_OWN = 1000  # files of one tenant
MOST_VERSIONS = 20  # of one prompt in one language; the oldest goes


class Take(msgspec.Struct, frozen=True, kw_only=True):
    """A recording that is ready to be kept: its files are written, and nobody knows of them yet."""

    id: str
    seconds: float
    clipped: bool = False
    quiet: bool = False


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """Whose recording it is, and where it comes from."""

    language: Language
    name: str
    text: str = ""
    source: Source = "upload"
    import_id: str = ""


class Prompts:
    def __init__(
        self, database: Database, library: PromptLibrary, uses: Uses, ids: Ids, clock: Clock
    ) -> None:
        self._database, self._library, self._uses = database, library, uses
        self._ids, self._clock = ids, clock
        self._came_or_went: Callable[[], Awaitable[None]] | None = None

    def tell(self, came_or_went: Callable[[], Awaitable[None]]) -> None:
        """Awaited after each commit with which recordings are there that were not, or are not any more."""
        self._came_or_went = came_or_went

    async def spoken(self, reader: Reading) -> dict[str, set[str]]:
        """The languages in which each prompt is really spoken for this tenant."""
        spoken: dict[str, set[str]] = {name: set(texts) for name, texts in built_in().items()}
        for row in await store.own_prompts(reader.session):
            spoken.setdefault(row.name, set()).add(row.language)
        return spoken

    async def listed(self, reader: Reading) -> list[PromptView]:
        own = {(row.name, row.language): row for row in await store.own_prompts(reader.session)}
        used = {name: len(found) for name, found in (await self._uses.all(reader)).items()}
        made = self._library.made()
        found = []
        for name in sorted({*built_in(), *(name for name, _ in own)}):
            for language in LANGUAGES:
                row, ready = own.get((name, language)), made.get(f"{language}/{name}")
                if row is not None:
                    view = _own_view(row, language)
                elif name in built_in():
                    text = built_in()[name].get(language, "")
                    spoken = ready.spoken if ready else language
                    view = _view(name, language, spoken, ready.seconds if ready else 0.0, text)
                else:
                    view = _view(name, language, _other(language), 0.0, "")
                view.used, view.place = used.get(name, 0), places().get(name, "")
                found.append(view)
        return found

    async def take(self, tenant_id: str, data: bytes) -> Take:
        """An upload made ready to be kept. Refuses clearly what is no good recording."""
        return await asyncio.to_thread(self._taken, tenant_id, self._ids.new(), data)

    async def take_speech(self, tenant_id: str, speech: Speech) -> Take:
        version_id = self._ids.new()
        leveled = await asyncio.to_thread(audio.leveled, speech)
        seconds = await asyncio.to_thread(self._library.keep, tenant_id, version_id, leveled)
        return Take(id=version_id, seconds=round(seconds, 2))

    def drop(self, tenant_id: str, take: Take) -> None:
        self._library.forget(tenant_id, take.id)

    def _taken(self, tenant_id: str, version_id: str, data: bytes) -> Take:
        speech = audio.decoded(data)
        clipped, quiet = audio.faults(speech)
        seconds = self._library.keep(tenant_id, version_id, audio.leveled(speech))
        return Take(id=version_id, seconds=round(seconds, 2), clipped=clipped, quiet=quiet)

    async def put(self, who: Principal, heading: Heading, recording: bytes | Speech) -> Kept:
        """One recording: an upload, or speech that was made."""
        if isinstance(recording, Speech):
            take = await self.take_speech(who.tenant_id, recording)
        else:
            take = await self.take(who.tenant_id, recording)
        try:
            async with self._database.writing(who.tenant_id) as work:
                await next_revision(work.session)
                kept = await self.keep(work, who, heading, take)
                place = f"prompts/{heading.language}/{heading.name}"
                told = {"seconds": kept.seconds, "version": kept.version, "source": heading.source}
                await audit.record(work, who, "prompts.uploaded", place, told)
        except BaseException:
            self.drop(who.tenant_id, take)
            raise
        return kept

    async def keep(self, work: Work, who: Principal, heading: Heading, take: Take) -> Kept:
        """Keeps a recording as the newest version, which callers hear once the work is committed."""
        language, name = heading.language, checked_name(heading.name)
        row = await store.own_prompt(work.session, language, name)
        if row is None and await store.count_own_prompts(work.session) >= MOST_OWN:
            raise TooManyPrompts(f"There are already {MOST_OWN} own prompts.", most=MOST_OWN)
        version = PromptVersionRow(
            id=take.id,
            language=language,
            name=name,
            version=await versions.newest(work.session, language, name) + 1,
            text=heading.text or (row.text if row is not None else _built_in_text(name, language)),
            source=heading.source,
            made_by=who.name or who.login,
            made_at=self._clock.now(),
            import_id=heading.import_id,
            seconds=take.seconds,
        )
        work.session.add(version)
        await self._make_current(work, row, version)
        await self._prune(work, language, name)
        return Kept(seconds=version.seconds, version=version.version, clipped=take.clipped, quiet=take.quiet)

    async def use(self, work: Work, language: Language, name: str, number: int) -> None:
        """Back to an earlier version, or forth."""
        version = await versions.version(work.session, language, checked_name(name), number)
        if version is None:
            raise VersionUnknown("There is no such version of this prompt.", name=name, version=number)
        await self._make_current(work, await store.own_prompt(work.session, language, name), version)

    async def describe(self, work: Work, language: Language, name: str, text: str) -> None:
        """What an own recording says; the recording stays."""
        row = await self._own(work, language, name)
        row.text, row.changed_at = text, self._clock.now()
        version = await versions.version(work.session, language, name, row.version)
        if version is not None:
            version.text = text

    async def history(self, reader: Reading, language: Language, name: str) -> list[PromptVersionView]:
        row = await store.own_prompt(reader.session, language, checked_name(name))
        current = row.version if row is not None else 0
        return [
            PromptVersionView(
                version=one.version,
                text=one.text,
                seconds=one.seconds,
                source=_source(one.source),
                made_by=one.made_by,
                made_at=one.made_at,
                current=one.version == current,
            )
            for one in await versions.versions(reader.session, language, name)
        ]

    async def remove(self, work: Work, language: Language, name: str) -> None:
        """Back to the built-in prompt, if any. Refuses while something plays it and nothing would be left."""
        row = await self._own(work, language, name)
        other = await store.own_prompt(work.session, _other(language), name)
        if other is None and name not in built_in():
            users = (await self._uses.all(work)).get(name, [])
            if users:
                listed = ", ".join(dict.fromkeys(one.name for one in users[:20]))
                raise PromptInUse(
                    f"Still played by {listed}. Change these first.", dependents=listed, name=name
                )
        await store.forget_own_prompt(work.session, row)
        tenant_id = work.tenant_id

        async def hide() -> None:
            await asyncio.to_thread(self._library.hide, language, name, tenant_id)

        work.after_commit(hide)
        self._tell_last(work)

    async def path_for(self, reader: Reading, language: Language, name: str, number: int = 0) -> str:
        """The file that this tenant's callers hear, or that of a version. Refuses with `PromptUnknown`."""
        checked_name(name)
        if number:
            version = await versions.version(reader.session, language, name, number)
            ways = [self._library.version_path(reader.tenant_id, version.id)] if version else []
        else:
            ways = [
                self._library.path(one, name, tenant_id)
                for one in (language, _other(language))
                for tenant_id in (reader.tenant_id, "")
            ]
        for path in ways:
            if path.is_file():
                return str(path)
        raise PromptUnknown("This prompt has no file yet. Start the center once, or upload one.", name=name)

    async def _own(self, work: Work, language: Language, name: str) -> OwnPromptRow:
        row = await store.own_prompt(work.session, language, checked_name(name))
        if row is None:
            raise PromptUnknown("There is no own recording of this prompt.", name=name)
        return row

    async def _make_current(self, work: Work, row: OwnPromptRow | None, version: PromptVersionRow) -> None:
        is_new = row is None
        if row is None:
            row = OwnPromptRow(id=self._ids.new(), language=version.language, name=version.name)
            work.session.add(row)
        row.version, row.source, row.text = version.version, version.source, version.text
        row.seconds, row.changed_at = version.seconds, self._clock.now()
        await work.session.flush()
        language: Language = "en" if version.language == "en" else "zh"
        shown = (language, version.name, work.tenant_id, version.id)

        async def show() -> None:
            await asyncio.to_thread(self._library.show, *shown)

        work.after_commit(show)
        if is_new:
            self._tell_last(work)

    def _tell_last(self, work: Work) -> None:
        """Once, when the files of all prompts of the work are there."""
        if self._came_or_went is None:
            return
        if self._came_or_went in work.afterwards:
            work.afterwards.remove(self._came_or_went)
        work.after_commit(self._came_or_went)

    async def _prune(self, work: Work, language: Language, name: str) -> None:
        tenant_id = work.tenant_id
        for old in (await versions.versions(work.session, language, name))[MOST_VERSIONS:]:
            await work.session.delete(old)
            await asyncio.to_thread(self._library.forget, tenant_id, old.id)


def _source(text: str) -> Source:
    known: Source = msgspec.convert(text, Source)
    return known


def _other(language: Language) -> Language:
    return "en" if language == "zh" else "zh"


def _built_in_text(name: str, language: str) -> str:
    return built_in().get(name, {}).get(language, "")


def _own_view(row: OwnPromptRow, language: Language) -> PromptView:
    return PromptView(
        name=row.name,
        language=language,
        spoken=language,
        seconds=row.seconds,
        text=row.text,
        generated=row.source == "demo",
        version=row.version,
        source=_source(row.source),
        changed_at=row.changed_at,
    )


def _view(name: str, language: Language, spoken: Language, seconds: float, text: str) -> PromptView:
    return PromptView(name=name, language=language, spoken=spoken, seconds=seconds, text=text, generated=True)

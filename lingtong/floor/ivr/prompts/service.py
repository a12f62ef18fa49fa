import asyncio

from lingtong.floor.ivr import store
from lingtong.floor.ivr.prompts import audio
from lingtong.floor.ivr.prompts.catalog import LANGUAGES, built_in, checked_name
from lingtong.floor.ivr.prompts.errors import PromptInUse, PromptUnknown, TooManyPrompts
from lingtong.floor.ivr.prompts.library import PromptLibrary
from lingtong.floor.ivr.prompts.ports import Language, Speech
from lingtong.floor.ivr.schemas import PromptView
from lingtong.floor.ivr.tables import OwnPromptRow
from lingtong.foundation.db import Reading, Work
from lingtong.kit import Clock, Ids

MOST_OWN = 1000  # files of one tenant


class Prompts:
    """What callers may hear: the built-in prompts, and over them a tenant's own recordings."""

    def __init__(self, library: PromptLibrary, ids: Ids, clock: Clock) -> None:
        self._library, self._ids, self._clock = library, ids, clock

    async def spoken(self, reader: Reading) -> dict[str, set[str]]:
        """The languages in which each prompt is really spoken for this tenant."""
        spoken: dict[str, set[str]] = {name: set(texts) for name, texts in built_in().items()}
        for row in await store.own_prompts(reader.session):
            spoken.setdefault(row.name, set()).add(row.language)
        return spoken

    async def own_names(self, reader: Reading) -> dict[str, set[str]]:
        """Names of the prompts that a tenant has replaced or added, by tenant id."""
        names: dict[str, set[str]] = {}
        for row in await store.own_prompts(reader.session):
            names.setdefault(row.tenant_id, set()).add(row.name)
        return names

    async def listed(self, reader: Reading) -> list[PromptView]:
        own = {(row.name, row.language): row for row in await store.own_prompts(reader.session)}
        made = self._library.made()
        found = []
        for name in sorted({*built_in(), *(name for name, _ in own)}):
            for language in LANGUAGES:
                row, ready = own.get((name, language)), made.get(f"{language}/{name}")
                if row is not None:
                    found.append(_view(name, language, language, row.seconds, row.text, generated=False))
                elif name in built_in():
                    text = built_in()[name].get(language, "")
                    spoken = ready.spoken if ready else language
                    found.append(_view(name, language, spoken, ready.seconds if ready else 0.0, text))
                else:
                    found.append(_view(name, language, _other(language), 0.0, ""))
        return found

    @staticmethod
    async def ready(data: bytes) -> Speech:
        """An upload made ready to be kept, any format that soundfile reads. Refuses bad ones clearly."""
        return await asyncio.to_thread(lambda: audio.leveled(audio.decoded(data)))

    async def put(
        self, work: Work, language: Language, name: str, recording: Speech, text: str = ""
    ) -> float:
        """Keeps an own recording; gives its seconds."""
        checked_name(name)
        row = await store.own_prompt(work.session, language, name)
        if row is None and await store.count_own_prompts(work.session) >= MOST_OWN:
            raise TooManyPrompts(f"There are already {MOST_OWN} own prompts.", most=MOST_OWN)
        seconds = await asyncio.to_thread(self._library.put_own, language, name, work.tenant_id, recording)
        if row is None:
            row = OwnPromptRow(id=self._ids.new(), language=language, name=name, text=text)
            work.session.add(row)
        row.seconds, row.changed_at = round(seconds, 2), self._clock.now()
        row.text = text or row.text
        await work.session.flush()
        await self._fill_other(work, language, name)
        return seconds

    async def remove(self, work: Work, language: Language, name: str) -> None:
        """Back to the built-in prompt, if any. Refuses while a flow plays it and nothing would be left."""
        row = await store.own_prompt(work.session, language, checked_name(name))
        if row is None:
            raise PromptUnknown("There is no own recording of this prompt.", name=name)
        other = await store.own_prompt(work.session, _other(language), name)
        users = (
            [] if other is not None or name in built_in() else await store.flows_playing(work.session, name)
        )
        if users:
            listed = ", ".join(users[:20])
            raise PromptInUse(f"Still played by {listed}. Change these first.", dependents=listed, name=name)
        await store.forget_own_prompt(work.session, row)
        if other is None:
            self._library.remove_own(name, work.tenant_id)
        else:
            await self._fill_other(work, _other(language), name)

    async def path_for(self, reader: Reading, language: Language, name: str) -> str:
        """The file that this tenant's callers hear. Refuses with `PromptUnknown`."""
        checked_name(name)
        own = {row.name for row in await store.own_prompts(reader.session)}
        path = self._library.path(language, name, reader.tenant_id if name in own else "")
        if not path.is_file():
            raise PromptUnknown(
                "This prompt has no file yet. Start the center once, or upload one.", name=name
            )
        return str(path)

    async def _fill_other(self, work: Work, language: Language, name: str) -> None:
        """Where the other language has no own recording its callers hear the built-in one, or this one."""
        other = _other(language)
        if await store.own_prompt(work.session, other, name) is not None:
            return
        tenant_id = work.tenant_id
        if name in built_in() and self._library.lend_built_in(name, tenant_id, other):
            return
        self._library.lend_own(name, tenant_id, to=other, of=language)


def _other(language: Language) -> Language:
    return "en" if language == "zh" else "zh"


def _view(
    name: str, language: Language, spoken: Language, seconds: float, text: str, *, generated: bool = True
) -> PromptView:
    return PromptView(
        name=name, language=language, spoken=spoken, seconds=seconds, text=text, generated=generated
    )

"""Many prompts at once: an archive of recordings with a table beside them. All of them or none, and back."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence

import msgspec

from lingtong.floor.ivr import store
from lingtong.floor.ivr.prompts import store as versions
from lingtong.floor.ivr.prompts.audio import MOST_BYTES
from lingtong.floor.ivr.prompts.catalog import LANGUAGES, built_in, checked_name
from lingtong.floor.ivr.prompts.errors import ArchiveUnreadable, NothingToUndo, PromptTooLarge
from lingtong.floor.ivr.prompts.ports import Language
from lingtong.floor.ivr.prompts.schemas import ImportView, WrongFile
from lingtong.floor.ivr.prompts.service import Heading, Prompts, Take
from lingtong.foundation.catalog.store import next_revision
from lingtong.foundation.db import Database
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Ids, Refusal

MANIFEST = "prompts.csv"
COLUMNS = ("name", "language", "text", "file")
MOST_ROWS = 1000
MOST_TABLE = 2 * 1024 * 1024
MOST_UNPACKED = 500 * 1024 * 1024


class Row(msgspec.Struct, frozen=True):
    number: int
    name: str
    language: Language
    text: str
    file: str


class Bulk:
    def __init__(self, database: Database, prompts: Prompts, ids: Ids) -> None:
        self._database, self._prompts, self._ids = database, prompts, ids

    async def bring(self, who: Principal, data: bytes) -> ImportView:
        """Nothing is kept while one file is wrong; every wrong file is told."""
        archive, rows, wrong = await asyncio.to_thread(_opened, data)
        takes: list[tuple[Row, Take]] = []
        kept = False
        try:
            left = MOST_UNPACKED
            for row in rows:
                try:
                    recording = await asyncio.to_thread(_unpacked, archive, row, left)
                    left -= len(recording)
                    takes.append((row, await self._prompts.take(who.tenant_id, recording)))
                except Refusal as no:
                    wrong.append(WrongFile(row=row.number, file=row.file, code=no.code, message=no.message))
            if wrong or not takes:
                return ImportView(prompts=len(takes), wrong=sorted(wrong, key=lambda one: one.row))
            import_id = await self._keep(who, takes)
            kept = True
            return ImportView(import_id=import_id, prompts=len(takes))
        finally:
            if not kept:
                for _, take in takes:
                    self._prompts.drop(who.tenant_id, take)

    async def _keep(self, who: Principal, takes: Sequence[tuple[Row, Take]]) -> str:
        import_id = self._ids.new()
        async with self._database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            for row, take in takes:
                heading = Heading(
                    language=row.language,
                    name=row.name,
                    text=row.text,
                    source="import",
                    import_id=import_id,
                )
                await self._prompts.keep(work, who, heading, take)
            await audit.record(
                work, who, "prompts.imported", f"prompts/imports/{import_id}", {"prompts": len(takes)}
            )
        return import_id

    async def last(self, who: Principal) -> str:
        """The newest import that can be taken back; empty without one."""
        async with self._database.reading(who.tenant_id) as reader:
            import_id = await versions.last_import(reader.session)
            if not import_id:
                return ""
            for one in await versions.imported(reader.session, import_id):
                own = await store.own_prompt(reader.session, one.language, one.name)
                if own is not None and own.version == one.version:
                    return import_id
        return ""

    async def undo(self, who: Principal, import_id: str) -> int:
        """What of the import is still heard goes back to what was heard before; gives how many prompts."""
        count = 0
        async with self._database.writing(who.tenant_id) as work:
            await next_revision(work.session)
            for one in await versions.imported(work.session, import_id):
                language: Language = "en" if one.language == "en" else "zh"
                own = await store.own_prompt(work.session, language, one.name)
                if own is None or own.version != one.version:
                    continue
                older = [
                    row.version
                    for row in await versions.versions(work.session, language, one.name)
                    if row.version < one.version
                ]
                if older:
                    await self._prompts.use(work, language, one.name, older[0])
                else:
                    await self._prompts.remove(work, language, one.name)
                count += 1
            if not count:
                raise NothingToUndo("Nothing of this import is heard any more.")
            await audit.record(
                work, who, "prompts.import_undone", f"prompts/imports/{import_id}", {"prompts": count}
            )
        return count

    async def export(self, who: Principal) -> bytes:
        """All own recordings as WAV, with the table; texts of the built-in ones are rows without a file."""
        async with self._database.reading(who.tenant_id) as reader:
            own = {(row.name, row.language): row for row in await store.own_prompts(reader.session)}
            files = {
                key: await self._prompts.path_for(reader, _language(key[1]), key[0], row.version)
                for key, row in own.items()
            }
        texts = {key: row.text for key, row in own.items()}
        for name, by_language in built_in().items():
            for language, text in by_language.items():
                texts.setdefault((name, language), text)
        return await asyncio.to_thread(_packed, texts, files)


def _language(text: str) -> Language:
    return "en" if text == "en" else "zh"


def _packed(texts: dict[tuple[str, str], str], files: dict[tuple[str, str], str]) -> bytes:
    table, packed = io.StringIO(), io.BytesIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for (name, language), text in sorted(texts.items()):
            path = files.get((name, language), "")
            inside = f"{language}/{name}.wav" if path else ""
            writer.writerow([name, language, _plain(text), inside])
            if path:
                archive.write(path, inside)
        archive.writestr(MANIFEST, "\ufeff" + table.getvalue())
    return packed.getvalue()


def _plain(text: str) -> str:
    """A spreadsheet must not take a text for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _opened(data: bytes) -> tuple[zipfile.ZipFile, list[Row], list[WrongFile]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        with archive.open(MANIFEST) as file:
            table = file.read(MOST_TABLE + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise ArchiveUnreadable(f"This is no ZIP archive with a {MANIFEST} in it.", file=MANIFEST) from error
    if len(table) > MOST_TABLE:
        raise ArchiveUnreadable(f"{MANIFEST} is too large.", file=MANIFEST)
    rows: list[Row] = []
    wrong: list[WrongFile] = []
    try:
        for number, found in _rows(table):
            if number > MOST_ROWS:
                wrong.append(_wrong(number, "", "prompt.too_many", f"At most {MOST_ROWS} rows at once."))
                break
            _read(number, found, rows, wrong)
    except csv.Error as error:
        raise ArchiveUnreadable(f"{MANIFEST} cannot be read: {error}.", file=MANIFEST) from error
    return archive, rows, wrong


def _rows(table: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = table.decode("gb18030", "replace")
    reader = csv.DictReader(io.StringIO(text))
    if not {"name", "language", "file"} <= set(reader.fieldnames or ()):
        raise ArchiveUnreadable(f"{MANIFEST} needs the columns {', '.join(COLUMNS)}.", file=MANIFEST)
    for number, found in enumerate(reader, 1):
        yield number, {key: (value or "").strip() for key, value in found.items() if isinstance(key, str)}


def _read(number: int, found: dict[str, str], rows: list[Row], wrong: list[WrongFile]) -> None:
    """Rows without a file are texts yet to be recorded."""
    file, text = found["file"], found.get("text", "").removeprefix("'")
    if not file:
        return
    if found["language"] not in LANGUAGES:
        wrong.append(_wrong(number, file, "prompt.language", "The language is zh or en."))
        return
    if len(text) > 1000 or not text.isprintable():
        wrong.append(_wrong(number, file, "prompt.text", "A text is one line of 1000 signs at most."))
        return
    try:
        name = checked_name(found["name"])
    except Refusal as no:
        wrong.append(_wrong(number, file, no.code, no.message))
        return
    language = _language(found["language"])
    if any((row.name, row.language) == (name, language) for row in rows):
        wrong.append(_wrong(number, file, "prompt.twice", "This prompt stands in the table twice."))
        return
    rows.append(Row(number, name, language, text, file))


def _unpacked(archive: zipfile.ZipFile, row: Row, left: int) -> bytes:
    """No more than a recording may have, whatever the archive says. Nothing is written by its name."""
    try:
        with archive.open(row.file) as file:
            data = file.read(min(MOST_BYTES, left) + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        raise ArchiveUnreadable("This file is not in the archive, or it is damaged.", file=row.file) from None
    if len(data) > min(MOST_BYTES, left):
        raise PromptTooLarge("A recording may have 10 MB at most, an archive 500 MB.", megabytes=10)
    return data


def _wrong(row: int, file: str, code: str, message: str) -> WrongFile:
    return WrongFile(row=row, file=file[:200], code=code, message=message)

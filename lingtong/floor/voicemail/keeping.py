"""After the message: its file goes to where recordings are, its box is looked at, its owner hears of it."""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import structlog

from lingtong.floor.recording import RecordingFiles
from lingtong.floor.voicemail import store
from lingtong.floor.voicemail.ports import Lamps, Post
from lingtong.floor.voicemail.tables import BoxRow, MessageRow
from lingtong.foundation.bus import NobodyAnswers
from lingtong.foundation.db import Database
from lingtong.kit import Clock, Refusal

log = structlog.get_logger()
LOST_AFTER = timedelta(minutes=10)  # the disk may be away for a while
SETTLED = timedelta(seconds=1)  # the switch closes the file a moment after the message
SUFFIX = ".sln"  # one channel, 16 bit, 8 kHz
BYTES_PER_SECOND = 16_000
STALE_AFTER = timedelta(days=2)  # of files that no message needs: said again, or nothing was said
TELL_AGAIN = 60.0  # seconds: an engine that began anew knows of no lamp


class MessageKeeping:
    """One round after the other, for ever. Whatever fails is done in the next."""

    def __init__(
        self, database: Database, folder: Path, files: RecordingFiles, lamps: Lamps, post: Post, clock: Clock
    ) -> None:
        self._database, self._folder, self._files, self._clock = database, folder, files, clock
        self._lamps, self._post = lamps, post
        self._lit: dict[str, tuple[int, int]] = {}

    async def run(self, every: float = 1.0) -> None:
        rounds = 0
        while True:
            try:
                if rounds % round(TELL_AGAIN / every) == 0:
                    self._lit.clear()
                    await self.remove_old()
                await self.keep_left()
                await self.light()
            except Exception:
                log.exception("messages.upkeep_failed")
            rounds += 1
            await asyncio.sleep(every)

    async def keep_left(self, at_most: int = 100) -> int:
        """How many found their place."""
        now, done = self._clock.now(), 0
        async with self._database.reading_everywhere() as reader:
            rows = await store.unkept(reader.session, at_most)
            boxes = await store.boxes(reader.session)
        for row in rows:
            if now - row.left_at < SETTLED:
                continue
            try:
                seconds = await asyncio.to_thread(self._take, row)
            except OSError as error:  # the message stays where the switch wrote it, until the next try
                log.error("message.not_kept", message_id=row.id, reason=str(error))
                continue
            if seconds is None and now - row.left_at < LOST_AFTER:
                continue
            await self._note(row, seconds, boxes.get(row.box_id))
            done += seconds is not None
        return done

    def _take(self, row: MessageRow) -> float | None:
        """Make a recording of it: the caller left, nobody right. Done twice, it comes to the same."""
        known = self._files.find(row.id, row.left_at)
        source = self._folder / f"{row.id}{SUFFIX}"
        if known is None and not source.is_file():
            return None
        if known is None:
            target = self._files.folder / f"{row.left_at:%Y/%m/%d}" / f"{row.id}.raw"
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(".draft")
            said = np.fromfile(source, dtype="<i2")
            both = np.zeros((len(said), 2), dtype="<i2")
            both[:, 0] = said
            with draft.open("wb") as out:
                out.write(both.tobytes())
                out.flush()
                os.fsync(out.fileno())
            draft.replace(target)
            known = self._files.find(row.id, row.left_at)
        source.unlink(missing_ok=True)
        return known.duration if known is not None else None

    async def _note(self, row: MessageRow, seconds: float | None, box: BoxRow | None) -> None:
        async with self._database.writing(row.tenant_id) as work:
            own = await work.get(MessageRow, row.id)
            own.kept, own.lost = seconds is not None, seconds is None
            own.seconds = seconds if seconds is not None else own.seconds
            if box is not None and box.mail_to:
                await self._post.send(work, own, box)
        if seconds is None:
            log.error("message.file_missing", message_id=row.id, interaction_id=row.interaction_id)

    async def light(self) -> None:
        """Lamps on desk phones and the count on the desk, as soon as a box has changed."""
        async with self._database.reading_everywhere() as reader:
            waits = await store.waiting(reader.session)
            boxes = await store.boxes(reader.session)
        new, old = Counter[str](), Counter[str]()
        for _, box_id, state, count, _ in waits:
            (new if state == "new" else old)[box_id] += count
        for box in boxes.values():
            shown = (new[box.id], old[box.id])
            if self._lit.get(box.id, (0, 0)) != shown:
                await self._show(box, shown)

    async def _show(self, box: BoxRow, shown: tuple[int, int]) -> None:
        try:
            await self._lamps.show(box.tenant_id, box.id, box.agent_id, *shown)
        except (NobodyAnswers, Refusal):
            return  # no engine now: the next round tells it
        self._lit[box.id] = shown

    async def remove_old(self) -> None:
        """Out of the lists, and files that no message needs off the disk."""
        now = self._clock.now()
        async with self._database.writing_everywhere() as work:
            for box in (await store.boxes(work.session)).values():
                if box.keep_days:
                    before = now - timedelta(days=box.keep_days)
                    for row in await store.overdue(work.session, box.id, before, 1000):
                        row.removed_at = now
                await store.forget_removed(work.session, box.id, now - timedelta(days=box.trash_days))
        async with self._database.reading_everywhere() as reader:
            old = await asyncio.to_thread(self._stale)
            known: Mapping[str, MessageRow] = await store.by_ids(reader.session, old)
        for name in old:
            if name not in known or known[name].kept:
                await asyncio.to_thread((self._folder / f"{name}{SUFFIX}").unlink, missing_ok=True)

    def _stale(self) -> list[str]:
        before = (self._clock.now() - STALE_AFTER).timestamp()
        return [path.stem for path in self._folder.glob(f"*{SUFFIX}") if path.stat().st_mtime < before][:400]

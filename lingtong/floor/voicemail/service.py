import contextlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec

from lingtong.floor.live.figures import VoicemailChanged
from lingtong.floor.recording import Opened, RecordingRow, Recordings
from lingtong.floor.voicemail import store
from lingtong.floor.voicemail.errors import BoxNotYours, MessageInHand, MessageNotReady, MessageUnknown
from lingtong.floor.voicemail.ports import Caller
from lingtong.floor.voicemail.schemas import BoxView
from lingtong.floor.voicemail.tables import BoxRow, MessageRow
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.db import Database, Reading
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock

SUPERVISES = ("floor.supervise", "floor.supervise_all")
REMOVES = ("recording.keep", *SUPERVISES)


class Voicemail:
    """Boxes of queues are for all agents; an agent's own is for that agent and the supervisors."""

    def __init__(
        self, database: Database, bus: Bus, recordings: Recordings, caller: Caller, clock: Clock
    ) -> None:
        self._database, self._bus, self._recordings = database, bus, recordings
        self._caller, self._clock = caller, clock

    async def boxes(self, who: Principal) -> list[BoxView]:
        async with self._database.reading(who.tenant_id) as reader:
            boxes = [box for box in (await store.boxes(reader.session)).values() if _may(who, box)]
            waits = await store.waiting(reader.session)
        counts, oldest = Counter[tuple[str, str]](), dict[str, datetime]()
        for _, box_id, state, count, first in waits:
            counts[box_id, state] += count
            if state == "new":
                oldest[box_id] = first
        views = [
            BoxView(
                id=box.id,
                name=box.name,
                name_en=box.name_en,
                agent_id=box.agent_id,
                queue_id=box.queue_id,
                mine=bool(box.agent_id) and box.agent_id == who.agent_id,
                new=counts[box.id, "new"],
                in_hand=counts[box.id, "in_hand"],
                oldest=oldest.get(box.id),
            )
            for box in boxes
        ]
        return sorted(views, key=lambda one: (not one.mine, one.name))

    async def listed(
        self,
        who: Principal,
        box_id: str,
        states: Sequence[str],
        before: str,
        at_most: int,
        *,
        trash: bool = False,
    ) -> Sequence[MessageRow]:
        """`trash`: what was deleted and can be fetched back."""
        async with self._database.reading(who.tenant_id) as reader:
            seen = [one.id for one in (await store.boxes(reader.session)).values() if _may(who, one)]
            if box_id and box_id not in seen:
                raise BoxNotYours("This box is not yours.")
            wanted = [box_id] if box_id else seen
            return await store.listed(reader.session, wanted, states, before, at_most, removed=trash)

    async def to_play(self, who: Principal, message_id: str) -> Opened:
        return (await self.to_say(who, message_id))[1]

    async def to_say(self, who: Principal, message_id: str) -> tuple[RecordingRow, Opened]:
        """It counts as heard from here on."""
        row, recording = await self._sound(who, message_id)
        opened = await self._recordings.places.open(recording)
        if row.heard_at is None:
            async with self._database.writing(who.tenant_id) as work:
                own = await work.get(MessageRow, row.id)
                own.heard_at = self._clock.now()
                await audit.record(work, who, "voicemail.heard", target=row.id, data=_about(row))
        return recording, opened

    async def change(self, who: Principal, message_id: str, state: str, note: str | None) -> MessageRow:
        """Take it in hand, settle it, or put it back. What a colleague has in hand stays there."""
        async with self._database.writing(who.tenant_id) as work:
            row = await self._known(work, who, message_id)
            theirs = row.state == "in_hand" and row.owner_id not in ("", who.user_id)
            if theirs and not who.may(*SUPERVISES):
                raise MessageInHand(f"{row.owner} sees to it already.", owner=row.owner)
            row.state, row.changed_at = state, self._clock.now()
            row.note = row.note if note is None else note
            row.owner_id, row.owner = ("", "") if state == "new" else (who.user_id, who.name)
            await audit.record(work, who, f"voicemail.{state}", target=row.id, data=_about(row))
        await self._tell(who.tenant_id)
        return row

    async def forward(self, who: Principal, message_id: str, box_id: str) -> None:
        """Into another box, new there."""
        async with self._database.writing(who.tenant_id) as work:
            row = await self._known(work, who, message_id)
            box = (await store.boxes(work.session)).get(box_id)
            if box is None:
                raise MessageUnknown("There is no such box.")
            left, row.box_id = row.box_id, box.id
            row.state, row.owner_id, row.owner = "new", "", ""
            row.changed_at, row.heard_at = self._clock.now(), None
            data = {**_about(row), "from": left}
            await audit.record(work, who, "voicemail.forwarded", target=row.id, data=data)
        await self._tell(who.tenant_id)

    async def remove(self, who: Principal, message_id: str) -> None:
        """Out of the list, to be fetched back for a while; its sound stays as long as recordings do.

        From the own box by its agent, from others by who may.
        """
        async with self._database.writing(who.tenant_id) as work:
            row = await self._known(work, who, message_id)
            box = (await store.boxes(work.session)).get(row.box_id)
            if not (_is_own(who, box) or who.may(*REMOVES)):
                raise BoxNotYours("Only supervisors delete messages of this box.")
            row.removed_at = self._clock.now()
            await audit.record(work, who, "voicemail.removed", target=row.id, data=_about(row))
        await self._tell(who.tenant_id)

    async def restore(self, who: Principal, message_id: str) -> MessageRow:
        """Back into the list, as it was."""
        async with self._database.writing(who.tenant_id) as work:
            row = await self._known(work, who, message_id, removed=True)
            row.removed_at, row.changed_at = None, self._clock.now()
            await audit.record(work, who, "voicemail.restored", target=row.id, data=_about(row))
        await self._tell(who.tenant_id)
        return row

    async def call_back(self, who: Principal, message_id: str) -> str:
        """From the own phone, and the message is in the own hands."""
        async with self._database.reading(who.tenant_id) as reader:
            row = await self._known(reader, who, message_id)
        interaction_id = await self._caller.dial(who.tenant_id, who.agent_id or "", row.number)
        await self.change(who, message_id, "in_hand", None)
        return interaction_id

    # --- by phone

    async def heard_by_phone(self, who: Principal, since: datetime) -> tuple[int, int]:
        """How many messages are new, and how many this agent keeps."""
        async with self._database.reading(who.tenant_id) as reader:
            own = await self._of_phone(reader, who)
            new = await store.count_to_hear(reader.session, own, "", since)
            return new, await store.count_to_hear(reader.session, own, who.user_id, since)

    async def next_by_phone(
        self, who: Principal, phase: str, after: str, since: datetime
    ) -> MessageRow | None:
        """`phase`: new, or saved: kept by this agent before `since`."""
        keeper = who.user_id if phase == "saved" else ""
        async with self._database.reading(who.tenant_id) as reader:
            own = await self._of_phone(reader, who)
            return await store.next_to_hear(reader.session, own, keeper, since, after)

    async def _of_phone(self, reader: Reading, who: Principal) -> list[str]:
        """A phone says the own box and those of queues, not what a supervisor may look into beside."""
        boxes = (await store.boxes(reader.session)).values()
        return [box.id for box in boxes if box.agent_id in ("", who.agent_id)]

    # --- inside

    async def _sound(self, who: Principal, message_id: str) -> tuple[MessageRow, RecordingRow]:
        async with self._database.reading(who.tenant_id) as reader:
            row = await self._known(reader, who, message_id)
            recording = await reader.session.get(RecordingRow, row.id)
        if recording is None or not row.kept:
            raise MessageNotReady("The message is being kept. Try again in a moment.")
        return row, recording

    async def _known(
        self, reader: Reading, who: Principal, message_id: str, *, removed: bool = False
    ) -> MessageRow:
        row = (await store.by_ids(reader.session, [message_id])).get(message_id)
        if row is None or (row.removed_at is not None) is not removed:
            raise MessageUnknown("This message is not there any more.")
        box = (await store.boxes(reader.session)).get(row.box_id)
        if box is not None and not _may(who, box):
            raise BoxNotYours("This box is not yours.")
        return row

    async def _tell(self, tenant_id: str) -> None:
        with contextlib.suppress(NobodyAnswers):  # screens ask when they open
            await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(VoicemailChanged()))


def _may(who: Principal, box: BoxRow) -> bool:
    return not box.agent_id or box.agent_id == who.agent_id or who.may(*SUPERVISES)


def _is_own(who: Principal, box: BoxRow | None) -> bool:
    return box is not None and bool(box.agent_id) and box.agent_id == who.agent_id


def _about(row: MessageRow) -> dict[str, str]:
    return {"interaction_id": row.interaction_id, "box_id": row.box_id}

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lingtong.floor.recording.tables import (
    RecordingAccountRow,
    RecordingLinkRow,
    RecordingNoteRow,
    RecordingPartyRow,
    RecordingRow,
    RecordingRuleRow,
    RecordingSecondsRow,
    RecordingTokenRow,
    RecordingWordRow,
)


async def by_ids(session: AsyncSession, ids: Iterable[str]) -> dict[str, RecordingRow]:
    wanted, found = list(dict.fromkeys(ids)), dict[str, RecordingRow]()
    for start in range(0, len(wanted), 500):
        query = select(RecordingRow).where(RecordingRow.id.in_(wanted[start : start + 500]))
        found.update((row.id, row) for row in await session.scalars(query))
    return found


async def one(session: AsyncSession, recording_id: str) -> RecordingRow | None:
    return await session.scalar(select(RecordingRow).where(RecordingRow.id == recording_id))


async def by_serial(session: AsyncSession, serial: int) -> RecordingRow | None:
    """Of the tenant whose session this is."""
    return await session.scalar(select(RecordingRow).where(RecordingRow.serial == serial))


async def of_interaction(session: AsyncSession, interaction_id: str) -> Sequence[RecordingRow]:
    query = select(RecordingRow).where(RecordingRow.interaction_id == interaction_id)
    return (await session.scalars(query.order_by(RecordingRow.started_at))).all()


async def last_serial(session: AsyncSession, tenant_id: str) -> int:
    query = select(func.max(RecordingRow.serial)).where(RecordingRow.tenant_id == tenant_id)
    return await session.scalar(query) or 0


# --- what is still to be done


async def unchecked(session: AsyncSession, ended_before: datetime, at_most: int) -> Sequence[RecordingRow]:
    """Ended, and their files not yet looked at."""
    query = select(RecordingRow).where(
        RecordingRow.checked_at.is_(None), RecordingRow.ended_at < ended_before
    )
    return (await session.scalars(query.order_by(RecordingRow.ended_at).limit(at_most))).all()


async def without_file(session: AsyncSession, at_most: int) -> list[str]:
    query = select(RecordingRow.id).where(RecordingRow.checked_at.is_not(None), RecordingRow.sha256 == "")
    return list(await session.scalars(query.order_by(RecordingRow.ended_at).limit(at_most)))


async def unsettled(
    session: AsyncSession, ended_before: datetime, at_most: int
) -> Sequence[RecordingAccountRow]:
    row = RecordingAccountRow
    query = select(row).where(row.settled.is_(False), row.at < ended_before)
    return (await session.scalars(query.order_by(row.at).limit(at_most))).all()


async def accounts(session: AsyncSession, ids: Iterable[str]) -> dict[str, RecordingAccountRow]:
    wanted, found = list(dict.fromkeys(ids)), dict[str, RecordingAccountRow]()
    for start in range(0, len(wanted), 500):
        row = RecordingAccountRow
        query = select(row).where(row.interaction_id.in_(wanted[start : start + 500]))
        found.update((one.interaction_id, one) for one in await session.scalars(query))
    return found


async def to_archive(session: AsyncSession, now: datetime, at_most: int) -> Sequence[RecordingRow]:
    row = RecordingRow
    query = select(row).where(row.archive_at <= now, row.tier == "local", row.name != "")
    query = query.where(row.removed_at.is_(None))
    return (await session.scalars(query.order_by(row.archive_at).limit(at_most))).all()


async def expired(session: AsyncSession, now: datetime, at_most: int) -> Sequence[RecordingRow]:
    """Whose time is over and which nobody holds."""
    row = RecordingRow
    query = select(row).where(row.keep_until <= now, row.removed_at.is_(None), row.held_by == "")
    return (await session.scalars(query.order_by(row.keep_until).limit(at_most))).all()


async def longest_not_looked_at(
    session: AsyncSession, before: datetime, at_most: int
) -> Sequence[RecordingRow]:
    """Kept files whose last look was before."""
    row = RecordingRow
    query = select(row).where(row.sha256 != "", row.removed_at.is_(None), row.looked_at < before)
    return (await session.scalars(query.order_by(row.looked_at).limit(at_most))).all()


async def kept_after(session: AsyncSession, after: str, at_most: int) -> Sequence[RecordingRow]:
    """Kept files by id; those that were removed are left out."""
    row = RecordingRow
    query = select(row).where(row.id > after, row.sha256 != "", row.removed_at.is_(None))
    return (await session.scalars(query.order_by(row.id).limit(at_most))).all()


async def wrapped_with_older(session: AsyncSession, newest: int, at_most: int) -> Sequence[RecordingRow]:
    row = RecordingRow
    query = select(row).where(row.key_number > 0, row.key_number < newest).limit(at_most)
    return (await session.scalars(query)).all()


async def rules(session: AsyncSession, ids: Iterable[str]) -> dict[str, RecordingRuleRow]:
    """Retired ones too: what was recorded under them is kept under them."""
    wanted = [rule_id for rule_id in dict.fromkeys(ids) if rule_id]
    if not wanted:
        return {}
    found = await session.scalars(select(RecordingRuleRow).where(RecordingRuleRow.id.in_(wanted)))
    return {row.id: row for row in found}


# --- what describes a recording


async def describe(session: AsyncSession, row: RecordingRow, agents: Iterable[str]) -> None:
    await session.execute(delete(RecordingPartyRow).where(RecordingPartyRow.recording_id == row.id))
    session.add_all(
        RecordingPartyRow(recording_id=row.id, tenant_id=row.tenant_id, agent_id=agent_id)
        for agent_id in dict.fromkeys(agents)
    )


async def agents_of(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(RecordingPartyRow).where(RecordingPartyRow.recording_id.in_(ids))
    for row in await session.scalars(query):
        found.setdefault(row.recording_id, []).append(row.agent_id)
    return found


async def put_words(session: AsyncSession, tenant_id: str, interaction_id: str, words: Iterable[str]) -> None:
    row = RecordingWordRow
    await session.execute(delete(row).where(row.interaction_id == interaction_id))
    session.add_all(row(tenant_id=tenant_id, interaction_id=interaction_id, word=word) for word in words)


async def seconds(session: AsyncSession, recording_id: str) -> bytes:
    row = RecordingSecondsRow
    return await session.scalar(select(row.digests).where(row.recording_id == recording_id)) or b""


# --- the chain


async def last_link(session: AsyncSession) -> RecordingLinkRow | None:
    row = RecordingLinkRow
    return await session.scalar(select(row).order_by(row.sequence.desc()).limit(1).with_for_update())


async def links_after(session: AsyncSession, sequence: int, at_most: int) -> Sequence[RecordingLinkRow]:
    row = RecordingLinkRow
    query = select(row).where(row.sequence > sequence).order_by(row.sequence).limit(at_most)
    return (await session.scalars(query)).all()


async def link(session: AsyncSession, recording_id: str) -> RecordingLinkRow | None:
    row = RecordingLinkRow
    return await session.scalar(select(row).where(row.recording_id == recording_id))


async def links(session: AsyncSession) -> int:
    return await session.scalar(select(func.max(RecordingLinkRow.sequence))) or 0


# --- notes and tokens


async def notes(session: AsyncSession, recording_id: str) -> Sequence[RecordingNoteRow]:
    row = RecordingNoteRow
    query = select(row).where(row.recording_id == recording_id, row.removed_at.is_(None))
    return (await session.scalars(query.order_by(row.at, row.written_at))).all()


async def note(session: AsyncSession, note_id: str) -> RecordingNoteRow | None:
    return await session.scalar(select(RecordingNoteRow).where(RecordingNoteRow.id == note_id))


async def noted_texts(session: AsyncSession, interaction_id: str) -> list[str]:
    row = RecordingNoteRow
    mine = exists().where(RecordingRow.id == row.recording_id, RecordingRow.interaction_id == interaction_id)
    return list(await session.scalars(select(row.text).where(row.removed_at.is_(None), mine)))


async def token_by_hash(session: AsyncSession, digest: str) -> RecordingTokenRow | None:
    row = RecordingTokenRow
    return await session.scalar(select(row).where(row.hash == digest, row.retired_at.is_(None)))


async def tokens(session: AsyncSession) -> Sequence[RecordingTokenRow]:
    row = RecordingTokenRow
    return (await session.scalars(select(row).where(row.retired_at.is_(None)).order_by(row.made_at))).all()


async def unsettle(session: AsyncSession, interaction_id: str) -> None:
    row = RecordingAccountRow
    await session.execute(update(row).where(row.interaction_id == interaction_id).values(settled=False))

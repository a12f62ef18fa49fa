from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from lingtong.foundation.catalog import store
from lingtong.foundation.catalog.errors import Invalid, ItemUnknown, RevisionStale, StillInUse, TooManyItems
from lingtong.foundation.catalog.kind import Item, Kind, Named, Saving
from lingtong.foundation.catalog.model import Finding, Reference, errors_in
from lingtong.foundation.catalog.tables import CatalogRow
from lingtong.foundation.db import Reading, Work
from lingtong.foundation.identity.audit.service import record_by
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.step_up import need
from lingtong.kit import Clock, Ids

Struct = TypeVar("Struct", bound=Named)
_NAMED_AT_MOST = 20


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it is kept. `warnings` do not hinder it; `once` is shown now and never again."""

    item: Any
    revision: int
    warnings: tuple[Finding, ...] = ()
    once: dict[str, str] = {}


class Catalog:
    """All kinds of items."""

    def __init__(self, kinds: Sequence[Kind[Any]], ids: Ids, clock: Clock) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._ids, self._clock = ids, clock
        self._changed: Callable[[], Awaitable[None]] | None = None

    def tell(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Awaited after each commit that changed an item."""
        self._changed = changed

    async def all(self, reader: Reading, kind: Kind[Item]) -> list[Saved]:
        rows = await store.live(reader.session, kind.table)
        found = [Saved(item=kind.of(store.values_of(row)), revision=row.revision) for row in rows]
        return sorted(found, key=lambda saved: (getattr(saved.item, kind.number, ""), saved.item.id))

    async def get(self, reader: Reading, kind: Kind[Item], item_id: str) -> Saved:
        row = await self._row(reader, kind, item_id)
        item = kind.of(store.values_of(row))
        findings = await kind.findings(reader, item)
        warnings = tuple(finding for finding in findings if finding.severity == "warning")
        return Saved(item=item, revision=row.revision, warnings=warnings)

    async def save(  # noqa: PLR0913 - what, which, by whom, over what
        self,
        work: Work,
        kind: Kind[Item],
        given: dict[str, Any],
        item_id: str | None = None,
        *,
        by: Principal | None,
        revision: int | None = None,
        new_id: str = "",
        about: Any = None,
    ) -> Saved:
        """Make an item, or with `item_id` change one. Refuses every finding; `revision` guards a change.

        A new item gets `new_id`, if one was given out before it was saved. `about` is told to the kind.
        """
        values = kind.read(given)
        revision = given.get("revision") if revision is None else revision
        await store.next_revision(work.session)
        row = None if item_id is None else await self._row(work, kind, item_id)
        if row is None and await store.count(work.session, kind.table) >= kind.at_most:
            raise TooManyItems(
                f"There are already {kind.at_most} {kind.name}.", kind=kind.name, most=kind.at_most
            )
        if row is not None and revision not in (None, row.revision):
            raise RevisionStale(
                "Somebody saved this meanwhile. Load it again, then change it.", revision=row.revision
            )
        saving = Saving(
            work,
            row.id if row else new_id or self._ids.new(),
            work.tenant_id,
            row.revision + 1 if row else 1,
            by=by,
            about=about,
        )
        old = kind.of(store.values_of(row)) if row is not None else None
        item = await kind.made(saving, values, old)
        warnings = await self._checked(work, kind, item)
        await self._confirmed(work, kind, old, item, by)
        row = await self._put(work, kind, row, item)
        await kind.saved(saving, item)
        act = f"{kind.name}.{'created' if old is None else 'changed'}"
        await self._told(work, by, act, kind, item, old)
        return Saved(item=item, revision=row.revision, warnings=warnings, once=saving.once)

    async def retire(self, work: Work, kind: Kind[Item], item_id: str, *, by: Principal | None) -> None:
        """Take an item out of use. Refuses with `StillInUse` while others name it."""
        await store.next_revision(work.session)
        row = await self._row(work, kind, item_id)
        item = kind.of(store.values_of(row))
        named = await self.dependents(work, kind.name, getattr(item, kind.key))
        named += await kind.also_used_by(work, item)
        if named:
            listed = ", ".join(named[:_NAMED_AT_MOST])
            raise StillInUse(
                f"Still used by {listed}. Change these first.", dependents=listed, count=len(named)
            )
        await self._confirmed(work, kind, item, None, by)
        await kind.retired(work, item)
        await store.retire(work.session, row, self._clock.now())
        await self._told(work, by, f"{kind.name}.retired", kind, item, None)

    async def dependents(self, reader: Reading, kind_name: str, key: str) -> list[str]:
        """Kind and label of each live item that names the one of this key."""
        found = []
        for other in self.kinds.values():
            for row in await store.live(reader.session, other.table):
                item = other.of(store.values_of(row))
                names_it = (named == (kind_name, key) for named in _named_by(other, item))
                if getattr(item, other.key) != key and any(names_it):
                    found.append(f"{other.name}: {other.label(item)}")
        return found

    async def _confirmed(
        self, work: Work, kind: Kind[Item], old: Item | None, new: Item | None, by: Principal | None
    ) -> None:
        if by is not None and kind.weakens(old, new):
            await need(work, by, self._clock.now())

    async def _row(self, reader: Reading, kind: Kind[Item], item_id: str) -> CatalogRow:
        row = await store.one(reader.session, kind.table, item_id)
        if row is None:
            raise ItemUnknown("This does not exist any more, or never did.", kind=kind.name, id=item_id[:36])
        return row

    async def _checked(self, work: Work, kind: Kind[Item], item: Item) -> tuple[Finding, ...]:
        """The warnings. Refuses with all errors at once."""
        findings = [*await self._doubles(work, kind, item), *await kind.findings(work, item)]
        if kind.finds_unknown:
            findings += await self._unknown(work, kind.references(item))
        if errors := errors_in(findings):
            raise Invalid(errors)
        return tuple(findings)

    async def _unknown(self, work: Work, references: Any) -> list[Finding]:
        by_kind: dict[str, list[Reference]] = {}
        for reference in references:
            by_kind.setdefault(reference.kind, []).append(reference)
        findings = []
        for name, named in by_kind.items():
            wanted = {reference.id for reference in named}
            other = self.kinds[name]
            known = await store.known(work.session, other.table, other.key, wanted)
            findings += [
                Finding(
                    field=reference.field,
                    code="unknown",
                    message=f"{reference.field}: there is no {name} item {reference.id}.",
                    params={"kind": name, "id": reference.id},
                )
                for reference in named
                if reference.id not in known
            ]
        return findings

    async def _doubles(self, work: Work, kind: Kind[Item], item: Item) -> list[Finding]:
        findings = []
        for field in kind.unique:
            value = getattr(item, field)
            if await store.others_with(work.session, kind.table, field, value, item.id):
                findings.append(_double(kind.name, field, value))
        if not kind.number_space:
            return findings
        number = getattr(item, kind.number)
        for other in self.kinds.values():
            if other is kind or other.number_space != kind.number_space:
                continue
            if await store.others_with(work.session, other.table, other.number, number, item.id):
                findings.append(_double(other.name, kind.number, number))
        return findings

    async def _put(self, work: Work, kind: Kind[Item], row: CatalogRow | None, item: Item) -> CatalogRow:
        try:
            return await store.put(work.session, row, kind.table, item, self._clock.now())
        except store.Clash:
            field = kind.number or kind.unique[0]
            raise Invalid([_double(kind.name, field, str(getattr(item, field)))]) from None

    async def _told(
        self, work: Work, by: Principal | None, act: str, kind: Kind[Item], item: Item, old: Item | None
    ) -> None:
        shown, before = kind.view(item), {} if old is None else kind.view(old)
        data = {name: value for name, value in shown.items() if value != before.get(name)}
        login, number = ("lingtong", None) if by is None else (by.login, by.agent_number)
        await record_by(work, login, number, act, f"{kind.name}/{item.id}", data)
        if self._changed is not None and self._changed not in work.afterwards:
            work.after_commit(self._changed)  # once, however many items one transaction saves


def _named_by(kind: Kind[Any], item: Any) -> Iterator[tuple[str, str]]:
    return ((reference.kind, reference.id) for reference in kind.references(item))


def _double(kind_name: str, field: str, value: str) -> Finding:
    message = f"{field}: {value} is already used under {kind_name}."
    return Finding(field=field, code="duplicate", message=message, params={"kind": kind_name, "value": value})

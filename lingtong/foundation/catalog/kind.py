from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from pydantic import ValidationError

from lingtong.foundation.catalog.errors import Invalid
from lingtong.foundation.catalog.model import Finding, Reference
from lingtong.foundation.catalog.schemas import Body
from lingtong.foundation.catalog.tables import CatalogRow
from lingtong.foundation.db import Reading, Work
from lingtong.foundation.identity.model import Principal


class Named(Protocol):
    """What every item has: a frozen struct with these fields."""

    @property
    def id(self) -> str: ...
    @property
    def tenant_id(self) -> str: ...


Item = TypeVar("Item", bound=Named)


@dataclass(frozen=True)
class Saving:
    """One save under way. What goes into `once` is answered this time and never again.

    `about` is what whoever saves has to say to the kind beside the body.
    """

    work: Work
    id: str
    tenant_id: str
    next_revision: int
    once: dict[str, str] = field(default_factory=dict)
    by: Principal | None = None
    about: Any = None


def _no_references(_: Any) -> Iterable[Reference]:
    return ()


async def _no_findings(_: Reading, __: Any) -> Sequence[Any]:
    return ()


def _as_it_is(values: dict[str, Any]) -> dict[str, Any]:
    return values


def _never(_: Any, __: Any) -> bool:
    return False


async def _nothing(_: Any, __: Any) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[Item]):
    """How one kind of item is kept.

    `name` is the path under /api/admin and the word in the audit; others name it by `key`. `number` is the
    field whose value is dialed or shown: no two kinds that share `number_space` may use one number twice.
    `make` builds the item from the checked body (by default field by field) and may write what belongs to it;
    `findings` looks at the made item; `shown` is what the api gives back, without secrets. `also_used_by`
    names what uses the item and is no item itself. `saved` keeps what belongs to an item that was checked and
    may still refuse. `mended` makes readable what was kept before something was taken out. Where `writes`
    names a permission, `permission` is for looking alone. Where `weakens` says so of old and new item (None:
    it is made, or retired), whoever saves gives the own password once more.
    """

    name: str
    item: type[Item]
    table: type[CatalogRow]
    body: type[Body]
    permission: str = "admin.center"
    writes: str = ""
    at_most: int = 1000
    key: str = "id"
    unique: tuple[str, ...] = ("name",)
    number: str = ""
    number_space: str = ""
    references: Callable[[Item], Iterable[Reference]] = _no_references
    finds_unknown: bool = True
    make: Callable[[Saving, dict[str, Any], Item | None], Awaitable[Item]] | None = None
    mended: Callable[[dict[str, Any]], dict[str, Any]] = _as_it_is
    findings: Callable[[Reading, Item], Awaitable[Sequence[Finding]]] = _no_findings
    shown: Callable[[Item], dict[str, Any]] | None = None
    also_used_by: Callable[[Reading, Item], Awaitable[Sequence[str]]] = _no_findings
    weakens: Callable[[Item | None, Item | None], bool] = _never
    saved: Callable[[Saving, Item], Awaitable[None]] = _nothing
    retired: Callable[[Work, Item], Awaitable[None]] = _nothing

    def read(self, given: dict[str, Any]) -> dict[str, Any]:
        """The checked body as plain values. Refuses with `Invalid`, every wrong field named."""
        try:
            return self.body.model_validate(given).values()
        except ValidationError as error:
            raise Invalid([_finding(part) for part in error.errors(include_url=False)]) from None

    async def made(self, saving: Saving, values: dict[str, Any], old: Item | None) -> Item:
        if self.make is not None:
            return await self.make(saving, values, old)
        return self.of({**values, "id": saving.id, "tenant_id": saving.tenant_id})

    def of(self, values: dict[str, Any]) -> Item:
        try:
            return msgspec.convert(self.mended(values), self.item)
        except msgspec.ValidationError as error:
            raise Invalid([Finding(field="", code="invalid", message=f"{error}.")]) from None

    def label(self, item: Item) -> str:
        return " ".join(
            str(value) for value in (getattr(item, self.number, ""), getattr(item, "name", "")) if value
        )

    def view(self, item: Item) -> dict[str, Any]:
        shown: dict[str, Any] = msgspec.to_builtins(item) if self.shown is None else self.shown(item)
        return {name: value for name, value in shown.items() if name != "tenant_id"}


def _finding(part: Any) -> Finding:
    where = ".".join(str(step) for step in part["loc"])
    return Finding(field=where, code=str(part["type"]), message=f"{where or 'This'}: {part['msg']}.")

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from lingtong.floor.lists.config import ListKind
from lingtong.foundation.catalog.schemas import Body, ItemId, Name, OtherName, PromptName, printable

Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(printable)]
NumberText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
State = Literal["asked", "active", "declined", "ended"]


class NumberListBody(Body):
    """`priority` and `whisper` serve a `vip` list, `prompt` a `block` list."""

    name: Name
    name_en: OtherName = ""
    kind: ListKind = "free"
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    prompt: PromptName = "number_blocked"
    whisper: bool = False


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class EntryAsk(_Ask):
    """`number` as it is dialed, its begin with a star behind it (`+8610*`, `1390*`), or a question mark for
    each digit of all short numbers of a length (`????`).
    """

    list_id: ItemId
    number: NumberText
    why: Why = ""
    until: AwareDatetime | None = None


class EntryChange(_Ask):
    why: Why = ""
    until: AwareDatetime | None = None


class EntriesAsk(_Ask):
    """`search`: digits of the number; the whole number for those who may not see numbers."""

    list_id: str = Field("", alias="list", max_length=36)
    state: State | Literal[""] = ""
    search: str = Field("", max_length=40)
    cursor: str = Field("", max_length=200)
    at_most: int = Field(50, ge=1, le=200)


class EntryView(BaseModel):
    """`number` is masked for those who may not see numbers. `reports`: by how many agents it is suspected."""

    id: str
    list_id: str
    list_name: str
    list_name_en: str = ""
    number: str
    prefix: bool
    state: State
    why: str
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    asked_by: str
    approved_by: str
    interaction_id: str
    import_id: str
    reports: int = 0


class EntryPage(BaseModel):
    """`held` counts what is active in each list now."""

    items: list[EntryView]
    next: str = ""
    held: dict[str, int]


class RowError(BaseModel):
    """`row` as the spreadsheet counts, the heading being row 1. `field`: number, why, until."""

    row: int
    field: str
    code: str
    message: str


class ImportResult(BaseModel):
    """Nothing was taken in where there are errors (the first 200 are named), or when only checked.

    `known`: rows whose number was on the list already; they stay as they were.
    """

    import_id: str = ""
    rows: int
    good: int
    known: int
    errors: list[RowError]
    wrong: int


class ImportView(BaseModel):
    id: str
    list_id: str
    name: str
    at: datetime
    by: str
    entries: int
    undone_at: datetime | None


class ImportPage(BaseModel):
    items: list[ImportView]


class LockDecision(_Ask):
    """`hours` instead of what was asked for."""

    hours: Annotated[float, Field(gt=0, le=24 * 365, allow_inf_nan=False)] | None = None
    why: Why = ""

from typing import Literal

import msgspec

ListKind = Literal["block", "vip", "free", "suspect", "trusted"]


class NumberList(msgspec.Struct, frozen=True, kw_only=True):
    """A list of telephone numbers. Its entries are kept apart: there may be a hundred thousand.

    `block`: callers hear `prompt` and are cleared. `vip`: `priority` is added in every line, and agents see
    the list's name as the class of the customer; with `whisper` they hear it too. `free`: flows ask for it.
    `suspect`: callers are screened where their entry point screens. `trusted`: they never are.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    kind: ListKind = "free"
    priority: int = 0
    prompt: str = "number_blocked"
    whisper: bool = False

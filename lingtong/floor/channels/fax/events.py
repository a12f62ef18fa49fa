"""Facts of faxes, from the lines. What people do with a fax afterwards is in its record."""

from typing import Literal

from lingtong.foundation.journal.facts import Fact

Direction = Literal["in", "out"]


class FaxFact(Fact, frozen=True, kw_only=True):
    """`number` is the other machine's, as the line tells it; `interaction` the call in which it happened."""

    fax_id: str
    direction: Direction
    number: str
    interaction: str = ""
    queue_id: str = ""


class FaxBegun(FaxFact, frozen=True, kw_only=True, tag="fax.begun"):
    """We listen for pages, or the other side has answered and ours go out."""

    dnis: str = ""
    title: str = ""


class FaxPaged(FaxFact, frozen=True, kw_only=True, tag="fax.paged"):
    """So many pages have gone over the line, at this rate in bits a second."""

    pages: int
    rate: int = 0


class FaxOver(FaxFact, frozen=True, kw_only=True, tag="fax.over"):
    """`error` is empty when all pages went over: else why the call failed, or the fax machine's word.

    `seconds` of line time, 0 where nobody answered. `remote` is what the other machine calls itself.
    """

    ok: bool
    pages: int = 0
    rate: int = 0
    t38: bool = False
    error: str = ""
    remote: str = ""
    seconds: float = 0.0


AnyFaxFact = FaxBegun | FaxPaged | FaxOver

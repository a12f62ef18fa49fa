"""The try button: the very request or query that callers cause, with what was sent and what came."""

import time
from collections.abc import Mapping

import msgspec

from lingtong.floor.ivr.errands import Answer
from lingtong.floor.ivr.sources import handlers, templates
from lingtong.floor.ivr.sources.book import SourceBook
from lingtong.floor.ivr.sources.errors import SourceUnknown
from lingtong.floor.ivr.sources.http.client import HttpClient, Sent
from lingtong.floor.ivr.sources.own.service import OwnTables
from lingtong.floor.turn import Errand
from lingtong.foundation.identity import Principal
from lingtong.kit import Clock, Ids

MOST_SHOWN = 4000  # signs of what came


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """`sent` without its secrets; `text` is what came, cut. `values` are what the flow would get."""

    outcome: str
    why: str = ""
    milliseconds: int
    sent: Sent | None = None
    status: int = 0
    text: str = ""
    values: Mapping[str, str] = {}


class Trying:
    def __init__(
        self,
        book: SourceBook,
        client: HttpClient,
        queries: handlers.Queries,
        tables: OwnTables,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._book, self._client, self._queries, self._tables = book, client, queries, tables
        self._clock, self._ids = clock, ids

    async def service(self, who: Principal, service_id: str, name: str, inputs: Mapping[str, str]) -> Tried:
        """What is wrong with the service does not open its breaker here."""
        service = await self._book.service(who.tenant_id, service_id)
        request = service.request(name) if service is not None else None
        if service is None or request is None:
            raise SourceUnknown("This service, or this request of it, does not exist. Save it first.")
        began = time.perf_counter()
        try:
            draft = self._client.draft(
                service, self._book.secret_of(service), request, inputs, self._ids.new()
            )
        except templates.InputMissing as missing:
            return Tried(outcome="failed", why="input_missing", milliseconds=0, text=str(missing))
        except templates.InputUnfit:
            return Tried(outcome="failed", why="input_unfit", milliseconds=0)
        got = await self._client.ask(service, request, draft)
        answer = handlers.answer_of(got, [])
        return Tried(
            outcome=answer.outcome,
            why=answer.why,
            milliseconds=_since(began),
            sent=self._client.shown(request, draft),
            status=got.status,
            text=got.text[:MOST_SHOWN],
            values=answer.bounded(),
        )

    async def source(self, who: Principal, source_id: str, name: str, inputs: Mapping[str, str]) -> Tried:
        source = await self._book.source(who.tenant_id, source_id)
        if source is None:
            raise SourceUnknown("This source does not exist. Save it first.")
        query = source.query(name)
        began = time.perf_counter()
        if source.kind == "table":
            answer: Answer = await self._tables.look_up(source, inputs)
        else:
            errand = Errand(
                id=self._ids.new(),
                tenant_id=who.tenant_id,
                interaction_id="",
                kind="write" if query is not None and query.writes else "query",
                request={"query": name, "inputs": dict(inputs)},
            )
            answer = await self._queries.of_database(source, errand)
        return Tried(
            outcome=answer.outcome, why=answer.why, milliseconds=_since(began), values=answer.bounded()
        )


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)

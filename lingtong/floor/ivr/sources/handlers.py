"""What errands come to: a service asked, something looked up or written, a PIN compared."""

from collections.abc import Mapping
from typing import Any

import msgspec

from lingtong.floor.ivr.errands import Answer, Handler, failed
from lingtong.floor.ivr.sources import templates
from lingtong.floor.ivr.sources.book import SourceBook
from lingtong.floor.ivr.sources.databases import service as databases
from lingtong.floor.ivr.sources.databases.store import Databases
from lingtong.floor.ivr.sources.health import Breakers
from lingtong.floor.ivr.sources.http.client import Got, HttpClient
from lingtong.floor.ivr.sources.model import DataSource, HttpService, Request
from lingtong.floor.ivr.sources.own.service import OwnTables
from lingtong.floor.ivr.sources.pins.service import Pins
from lingtong.floor.turn import Errand, ErrandKind
from lingtong.foundation.config import SealBroken

SPARE = 0.3  # seconds of an errand's time that are left for the way back


def handlers_of(
    book: SourceBook, client: HttpClient, files: Databases, tables: OwnTables, pins: Pins, breakers: Breakers
) -> dict[ErrandKind, Handler]:
    asked = Queries(book, files, tables, breakers)
    return {
        "http": Requests(book, client, breakers),
        "query": asked,
        "write": asked,
        "pin_check": PinErrands(pins),
        "pin_set": PinErrands(pins),
    }


class Requests:
    def __init__(self, book: SourceBook, client: HttpClient, breakers: Breakers) -> None:
        self._book, self._client, self._breakers = book, client, breakers

    def lane(self, errand: Errand) -> str:
        return text_of(errand, "service")

    async def run(self, errand: Errand) -> Answer:
        service = await self._book.service(errand.tenant_id, text_of(errand, "service"))
        request = service.request(text_of(errand, "request")) if service is not None else None
        if service is None or request is None:
            return failed("request_unknown")
        names = [one.name for one in request.answers]
        if not service.enabled:
            return failed("switched_off", names)
        breaker = self._breakers.of(service)
        if not breaker.admits():
            return failed("breaker_open", names)
        got = await self._ask(_in_time(service, errand), request, errand)
        answer = answer_of(got, names)
        if not got.why:
            breaker.good()
        elif got.why not in databases.OF_THE_QUESTION:
            breaker.bad(request.name, got.why)
        return answer

    async def _ask(self, service: HttpService, request: Request, errand: Errand) -> Got:
        try:
            secret = self._book.secret_of(service)
            draft = self._client.draft(service, secret, request, inputs_of(errand), errand.id)
        except templates.InputMissing:
            return Got(why="input_missing")
        except templates.InputUnfit:
            return Got(why="input_unfit")
        except SealBroken:
            return Got(why="secret_lost")
        return await self._client.ask(service, request, draft)


class Queries:
    def __init__(self, book: SourceBook, files: Databases, tables: OwnTables, breakers: Breakers) -> None:
        self._book, self._files, self._tables, self._breakers = book, files, tables, breakers

    def lane(self, errand: Errand) -> str:
        return text_of(errand, "source")

    async def run(self, errand: Errand) -> Answer:
        source = await self._book.source(errand.tenant_id, text_of(errand, "source"))
        if source is None:
            return failed("source_unknown")
        if not source.enabled:
            return failed("switched_off")
        if source.kind == "table":
            return await self._of_table(source, errand)
        breaker = self._breakers.of(source)
        if not breaker.admits():
            return failed("breaker_open")
        answer = await self.of_database(_in_time(source, errand), errand)
        if not answer.why:
            breaker.good()
        elif answer.why not in databases.OF_THE_QUESTION:
            breaker.bad(text_of(errand, "query"), answer.why)
        return answer

    async def _of_table(self, source: DataSource, errand: Errand) -> Answer:
        if errand.kind == "write":
            return await self._tables.write(source, inputs_of(errand), errand.id)
        return await self._tables.look_up(source, inputs_of(errand))

    async def of_database(self, source: DataSource, errand: Errand) -> Answer:
        query = source.query(text_of(errand, "query"))
        if query is None or query.writes != (errand.kind == "write"):
            return failed("query_unknown")
        try:
            password = self._book.secret_of(source)
        except SealBroken:
            return failed("secret_lost")
        if not query.writes:
            return await databases.ask(self._files, source, password, query, inputs_of(errand))
        return await databases.write(self._files, source, password, query, inputs_of(errand), errand.id)


class PinErrands:
    def __init__(self, pins: Pins) -> None:
        self._pins = pins

    def lane(self, _: Errand) -> str:
        return "pins"

    async def run(self, errand: Errand) -> Answer:
        account, pin = text_of(errand, "account"), text_of(errand, "pin")
        if errand.kind == "pin_set":
            return await self._pins.set(errand.tenant_id, account, pin)
        return await self._pins.check(errand.tenant_id, account, text_of(errand, "caller"), pin)


def answer_of(got: Got, names: list[str]) -> Answer:
    if got.why == "too_late":
        return Answer("late", dict.fromkeys(names, ""), got.why)
    if got.why:
        return failed(got.why, names)
    if got.values is None:
        return Answer("empty", dict.fromkeys(names, ""))
    return Answer("done", got.values)


def text_of(errand: Errand, name: str) -> str:
    value = errand.request.get(name, "")
    return value if isinstance(value, str) else ""


def inputs_of(errand: Errand) -> Mapping[str, str]:
    value = errand.request.get("inputs", {})
    return value if isinstance(value, dict) else {}


def _in_time(one: Any, errand: Errand) -> Any:
    return msgspec.structs.replace(one, within=min(one.within, max(errand.within - SPARE, 0.2)))

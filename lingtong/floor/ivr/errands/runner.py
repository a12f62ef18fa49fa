"""Runs the errands of flows beside the engine, in any process that has the database and the secrets."""

import asyncio
from collections import Counter
from collections.abc import Mapping

import msgspec
import structlog

from lingtong.floor.ivr.errands.letters import Letters
from lingtong.floor.ivr.errands.model import Answer, failed
from lingtong.floor.ivr.errands.ports import Handler
from lingtong.floor.turn import Errand, ErrandDone, ErrandKind
from lingtong.foundation.bus import Bus

log = structlog.get_logger()
SUBJECT = "engine.errand"
MOST = 2000  # under way or waiting, in this process
MOST_OF_TENANT, MOST_OF_LANE = 200, 50
AT_ONCE_OF_TENANT, AT_ONCE_OF_LANE = 40, 16
LONGEST = 30.0  # seconds

_errand = msgspec.json.Decoder(Errand).decode
_json = msgspec.json.Encoder().encode


class ErrandRunner:
    """Each errand is answered within its time; who comes when too many wait is refused at once."""

    def __init__(self, letters: Letters | None = None) -> None:
        self._letters = letters or Letters()
        self.handlers: dict[ErrandKind, Handler] = {}
        self._lines: dict[str, asyncio.Semaphore] = {}
        self._held: Counter[str] = Counter()

    def handle(self, handlers: Mapping[ErrandKind, Handler]) -> None:
        self.handlers.update(handlers)

    async def serve(self, bus: Bus) -> None:
        await bus.serve(SUBJECT, self._answer)

    async def _answer(self, payload: bytes) -> bytes:
        errand = _errand(self._letters.open(payload, "there"))
        return self._letters.close(_json(await self.run(errand)), "back")

    async def run(self, errand: Errand) -> ErrandDone:
        answer = await self._within(errand)
        if answer.outcome in ("failed", "late"):
            log.warning(
                "errand.not_done",
                errand_id=errand.id,
                tenant_id=errand.tenant_id,
                kind=errand.kind,
                outcome=answer.outcome,
                why=answer.why,
            )
        return ErrandDone(
            errand_id=errand.id,
            interaction_id=errand.interaction_id,
            outcome=answer.outcome,
            values=answer.bounded(),
            why=answer.why,
        )

    async def _within(self, errand: Errand) -> Answer:
        handler = self.handlers.get(errand.kind)
        if handler is None:
            return failed("nobody_does_this")
        try:
            async with asyncio.timeout(min(errand.within, LONGEST)):
                return await self._in_line(errand, handler)
        except TimeoutError:
            return Answer("late", why="too_late")
        except Exception as error:
            log.error("errand.broke", kind=errand.kind, error=type(error).__name__, at=_place(error))
            return failed("broken")

    async def _in_line(self, errand: Errand, handler: Handler) -> Answer:
        tenant = f"tenant/{errand.tenant_id}"
        lane = f"{tenant}/{errand.kind}/{handler.lane(errand)}"
        places = {tenant: MOST_OF_TENANT, lane: MOST_OF_LANE, "": MOST}
        if any(self._held[name] >= most for name, most in places.items()):
            return failed("too_many")
        self._held.update(places.keys())
        try:
            async with self._line(lane, AT_ONCE_OF_LANE), self._line(tenant, AT_ONCE_OF_TENANT):
                return await handler.run(errand)
        finally:
            for name in places:
                self._leave(name)

    def _line(self, name: str, at_once: int) -> asyncio.Semaphore:
        return self._lines.setdefault(name, asyncio.Semaphore(at_once))

    def _leave(self, name: str) -> None:
        self._held[name] -= 1
        if not self._held[name]:
            del self._held[name]
            self._lines.pop(name, None)


def _place(error: BaseException) -> str:
    """The line where it broke, which is no secret."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""

"""How far faxes are: Asterisk tells it to whoever asks, never by itself."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import PurePath

from lingtong.switch import events as tell
from lingtong.switch.runtime import Message

ASK_EVERY = 2.0  # seconds, while a fax is on a line
Action = Callable[[str, Mapping[str, str]], None]


class FaxProgresses:
    """`going` gives the fax of each leg; answers come as events, each with the number of its session."""

    def __init__(
        self, going: Mapping[str, str], ask: Action, hear: Callable[[tell.SwitchEvent], None]
    ) -> None:
        self._going, self._ask, self._tell = going, ask, hear
        self._sessions: dict[str, str] = {}
        self._pages: dict[str, int] = {}

    async def run(self) -> None:
        while True:
            if self._going:
                self._ask("FAXSessions", {})
            else:
                self._sessions.clear()
                self._pages.clear()
            await asyncio.sleep(ASK_EVERY)

    def hear(self, message: Message) -> None:
        match message.get("Event"):
            case "FAXSessionsEntry":
                number, fax_id = message.get("SessionNumber", ""), PurePath(message.get("Files", "")).stem
                if number and fax_id in self._going.values():
                    self._sessions[number] = fax_id
                    self._ask("FAXSession", {"SessionNumber": number})
            case "FAXSession":
                self._session(message)

    def _session(self, message: Message) -> None:
        fax_id = self._sessions.get(message.get("SessionNumber", ""), "")
        leg_id = next((leg for leg, fax in self._going.items() if fax == fax_id), "")
        pages = max(_number(message.get(name, "")) for name in ("PagesTransmitted", "PagesReceived"))
        if not leg_id or pages <= self._pages.get(fax_id, 0):
            return
        self._pages[fax_id] = pages
        rate = _number(message.get("DataRate", ""))
        self._tell(tell.FaxProgress(leg_id=leg_id, fax_id=fax_id, pages=pages, rate=rate))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0

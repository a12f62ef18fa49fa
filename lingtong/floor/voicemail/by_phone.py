"""What a phone asks for when its owner hears messages: how many, the next one, and what becomes of it."""

from collections.abc import Mapping
from datetime import datetime

from lingtong.floor.ivr.model import Answer
from lingtong.floor.turn import Errand
from lingtong.floor.voicemail.ports import Homes, Sayer
from lingtong.floor.voicemail.service import Voicemail
from lingtong.floor.voicemail.tables import MessageRow
from lingtong.foundation.identity import Principal
from lingtong.kit import Clock, Refusal
from lingtong.switch.numbers import dialed_at_home

Given = Mapping[str, str]


class MessagesByPhone:
    """Of the own box and those of queues, the oldest first: new ones, then what this agent keeps."""

    def __init__(self, voicemail: Voicemail, sayer: Sayer, homes: Homes, clock: Clock) -> None:
        self._voicemail, self._sayer, self._homes, self._clock = voicemail, sayer, homes, clock

    async def answer(self, who: Principal, errand: Errand) -> Answer:
        given = {name: str(value) for name, value in errand.request.items()}
        try:
            match given.get("do", ""):
                case "open":
                    return await self._open(who)
                case "next":
                    return await self._next(who, given)
                case "delete":
                    await self._voicemail.remove(who, given.get("id", ""))
                case "keep" | "call":
                    await self._voicemail.change(who, given.get("id", ""), "in_hand", None)
                case _:
                    return Answer("failed", why="unknown")
        except Refusal as no:
            return Answer("failed", why=no.code)
        return Answer("done")

    async def _open(self, who: Principal) -> Answer:
        now = self._clock.now()
        new, saved = await self._voicemail.heard_by_phone(who, now)
        if not new + saved:
            return Answer("empty")
        return Answer("done", {"new": str(new), "saved": str(saved), "since": now.isoformat()})

    async def _next(self, who: Principal, given: Given) -> Answer:
        since = datetime.fromisoformat(given["since"]) if given.get("since") else self._clock.now()
        phase, after = given.get("phase", "") or "new", given.get("id", "")
        row = await self._voicemail.next_by_phone(who, phase, after, since)
        if row is None and phase == "new":
            phase, row = "saved", await self._voicemail.next_by_phone(who, "saved", "", since)
        if row is None:
            return Answer("empty")
        media = await self._sayer.say(*await self._voicemail.to_say(who, row.id))
        return Answer("done", {**await self._about(row), "phase": phase, "media": media})

    async def _about(self, row: MessageRow) -> dict[str, str]:
        """The day is said where it is not today."""
        home = await self._homes.home(row.tenant_id)
        at, today = row.left_at.astimezone(home.zone), self._clock.now().astimezone(home.zone).date()
        known = row.number.lstrip("+").isdigit()
        return {
            "id": row.id,
            "number": dialed_at_home(row.number, home.region) if known else "",
            "day": "" if at.date() == today else at.date().isoformat(),
            "time": at.strftime("%H:%M"),
        }

"""Messages that callers leave, and what they answer after a talk, joined."""

import asyncio
import smtplib
import ssl
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import structlog
from fastapi import APIRouter

from lingtong.apps.recordings import RecordingParts, ZonesOf
from lingtong.floor.ivr.errands import Answer
from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.centers import CenterBook
from lingtong.floor.live.commands import Dial
from lingtong.floor.live.errors import NoSeat
from lingtong.floor.live.figures import VoicemailChanged
from lingtong.floor.live.recording_commands import ShowMessages
from lingtong.floor.recording.opening import Opened
from lingtong.floor.recording.tables import RecordingRow
from lingtong.floor.survey import api as survey_api
from lingtong.floor.turn import Errand
from lingtong.floor.voicemail import api
from lingtong.floor.voicemail.by_phone import MessagesByPhone
from lingtong.floor.voicemail.keeping import MessageKeeping
from lingtong.floor.voicemail.ports import Home
from lingtong.floor.voicemail.service import Voicemail
from lingtong.floor.voicemail.tables import BoxRow, MessageRow
from lingtong.foundation.bus import Bus
from lingtong.foundation.config import MailSettings
from lingtong.foundation.db import Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import sessions
from lingtong.foundation.identity.tables import TenantRow
from lingtong.foundation.jobs import Job, JobRunner, Retry, enqueue
from lingtong.switch.numbers import masked

log = structlog.get_logger()
MAIL = "voicemail.mail"
WITHIN = 20.0
FOLDER = "messages"


def message_routes(
    parts: Parts, recordings: RecordingParts, engine: EngineDesk, book: CenterBook
) -> list[APIRouter]:
    caller = CallsByTheEngine(engine)
    voicemail = Voicemail(parts.database, parts.bus, recordings.recordings, caller, parts.clock)
    return [api.routes(voicemail), survey_api.routes(parts.database, ZonesOf(book))]


def message_keeping(parts: Parts, recordings: RecordingParts) -> MessageKeeping:
    return MessageKeeping(
        parts.database,
        parts.settings.folder(FOLDER),
        recordings.recordings.places.files,
        LampsAtTheEngine(parts.bus),
        PostByMail(),
        parts.clock,
    )


class HeardMessages:
    """The errands of agents who hear their messages by phone."""

    def __init__(self, parts: Parts, recordings: RecordingParts) -> None:
        voicemail = Voicemail(parts.database, parts.bus, recordings.recordings, NoCaller(), parts.clock)
        self._by_phone = MessagesByPhone(voicemail, SaidByTheSwitch(recordings), self, parts.clock)
        self._parts = parts

    async def home(self, tenant_id: str) -> Home:
        async with self._parts.database.reading(tenant_id) as reader:
            tenant = await reader.session.get_one(TenantRow, tenant_id)
        return Home(ZoneInfo(tenant.timezone), tenant.region)

    def lane(self, errand: Errand) -> str:  # noqa: ARG002 - all are made by us
        return "messages"

    async def run(self, errand: Errand) -> Answer:
        agent_id = str(errand.request.get("agent", ""))
        who = await sessions.of_agent(self._parts.database, errand.tenant_id, agent_id)
        if who is None or not who.may("desk.use"):
            return Answer("refused", why="not_allowed")
        return await self._by_phone.answer(who, errand)


class SaidByTheSwitch:
    def __init__(self, recordings: RecordingParts) -> None:
        self._hearing = recordings.hearing

    async def say(self, row: RecordingRow, opened: Opened) -> str:
        return (await self._hearing.say(row, opened)).name


class NoCaller:
    """Who hears messages by phone is called back from that very phone."""

    async def dial(self, tenant_id: str, agent_id: str, number: str) -> str:  # noqa: ARG002
        raise NoSeat("A phone calls back by itself.")


class CallsByTheEngine:
    def __init__(self, engine: EngineDesk) -> None:
        self._engine = engine

    async def dial(self, tenant_id: str, agent_id: str, number: str) -> str:
        if not agent_id:
            raise NoSeat("You are not an agent: there is no seat to call from.")
        done = await self._engine.ask(Dial(tenant_id=tenant_id, agent_id=agent_id, number=number))
        return done.interaction_id


class LampsAtTheEngine:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def show(self, tenant_id: str, box_id: str, agent_id: str, new: int, old: int) -> None:
        command = ShowMessages(tenant_id=tenant_id, agent_id=agent_id, box_id=box_id, new=new, in_hand=old)
        await self._bus.ask("engine.command", msgspec.json.encode(command), within=3.0)
        await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(VoicemailChanged()))


class PostByMail:
    async def send(self, work: Work, message: MessageRow, box: BoxRow) -> None:
        about = {
            "message_id": message.id,
            "tenant_id": message.tenant_id,
            "to": box.mail_to,
            "box": box.name,
            "number": masked(message.number),
            "at": message.left_at.isoformat(timespec="seconds"),
            "seconds": round(message.seconds),
            "sound": box.mail == "sound",
        }
        await enqueue(work, MAIL, about, key=f"{MAIL}:{message.id}:{box.id}")


def handle(runner: JobRunner, parts: Parts, recordings: RecordingParts) -> None:
    async def mail(job: Job) -> None:
        settings = parts.settings.mail
        if not settings.host:
            log.error("mail.no_server", what="set LINGTONG_MAIL__HOST to send mail")
            return
        sound = await _sound(parts, recordings, job.payload) if job.payload["sound"] else b""
        await asyncio.to_thread(_send, settings, job.payload, sound)

    runner.handle(MAIL, mail, Retry())


async def _sound(parts: Parts, recordings: RecordingParts, about: dict[str, Any]) -> bytes:
    async with parts.database.reading(about["tenant_id"]) as reader:
        row = await reader.get(RecordingRow, about["message_id"])
    opened = await recordings.recordings.places.open(row)
    pieces: AsyncIterator[bytes] = opened.read(0, opened.size - 1)
    return b"".join([piece async for piece in pieces])


def _send(settings: MailSettings, about: dict[str, Any], sound: bytes) -> None:
    """Raises what goes wrong: the job is then tried again."""
    kind = smtplib.SMTP_SSL if settings.security == "tls" else smtplib.SMTP
    with kind(settings.host, settings.port, timeout=WITHIN) as server:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.username:
            server.login(settings.username, settings.password)
        server.send_message(letter(settings.sender, about, sound))


def letter(sender: str, about: dict[str, Any], sound: bytes) -> EmailMessage:
    """Both languages: a letter does not know who reads it."""
    message = EmailMessage()
    message["From"], message["To"], message["Date"] = sender, about["to"], formatdate()
    message["Message-ID"] = f"<{about['message_id']}@lingtong>"
    box = " ".join(str(about["box"]).split())
    message["Subject"] = f"[留言 / Voicemail] {box}: {about['number']}"
    message.set_content(
        f"{box}\n来电 / caller: {about['number']}\n时间 / time: {about['at']}\n"
        f"时长 / length: {about['seconds']} s\n"
    )
    if sound:
        message.add_attachment(sound, maintype="audio", subtype="wav", filename=f"{about['message_id']}.wav")
    return message

"""Word of an alarm to those who do not look at a screen: mail and webhook, each a job, tried again."""

import asyncio
import hashlib
import hmac
import http.client
import json
import smtplib
import socket
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

import structlog

from lingtong.floor.live.figures import AlarmLevel
from lingtong.foundation.config import MailSettings, Secrets, Settings
from lingtong.foundation.db import Work
from lingtong.foundation.jobs import Job, JobRunner, Retry, enqueue
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.readings import Reading
from lingtong.kit import Refusal
from lingtong.kit.addresses import is_public

log = structlog.get_logger()
MAIL, WEBHOOK = "alarm.mail", "alarm.webhook"
WITHIN = 10.0  # seconds for one try
RETRY = Retry(tries=6, first=timedelta(seconds=10), longest=timedelta(minutes=10))
LEVEL_WORDS: dict[AlarmLevel, str] = {"alarm": "告警 Alarm", "alert": "提醒 Alert", "notice": "通知 Notice"}


class WebhookForbidden(Refusal):
    code = "alarm.webhook_forbidden"


class WebhookRefused(Refusal):
    code = "alarm.webhook_refused"


async def send(
    work: Work, rule: AlarmRule, reading: Reading, alarm_id: str, now: datetime, officer_mail: str = ""
) -> None:
    """In the transaction that keeps the alarm, so that neither is without the other."""
    about = {
        "alarm_id": alarm_id,
        "event": "began",
        "at": now.isoformat(),
        "rule": rule.name,
        "level": rule.level,
        "figure": rule.figure,
        "about_kind": reading.kind,
        "about_id": reading.id,
        "about": reading.name,
        "value": reading.value,
        "limit": rule.limit,
    }
    letters = set(rule.mail_to if "mail" in rule.deliver else ())
    letters |= {officer_mail} if officer_mail and "duty" in rule.deliver else set()
    for to in sorted(letters):
        await enqueue(work, MAIL, {**about, "to": to}, key=f"{MAIL}:{alarm_id}:{to}")
    if "webhook" in rule.deliver:
        await enqueue(work, WEBHOOK, {**about, "url": rule.webhook}, key=f"{WEBHOOK}:{alarm_id}:began")


def in_words(rule: AlarmRule, reading: Reading) -> str:
    """For the officer on duty, who reads it among other messages."""
    about = f": {reading.name}" if reading.name else ""
    return f"[{LEVEL_WORDS[rule.level]}] {rule.name}{about}"


async def send_end(work: Work, rule: AlarmRule, alarm_id: str, now: datetime) -> None:
    """Programs are told of the end too; people see it."""
    if "webhook" in rule.deliver:
        about = {"alarm_id": alarm_id, "event": "ended", "at": now.isoformat(), "rule": rule.name}
        await enqueue(work, WEBHOOK, {**about, "url": rule.webhook}, key=f"{WEBHOOK}:{alarm_id}:ended")


def handle(runner: JobRunner, settings: Settings, secrets: Secrets) -> None:
    async def mail(job: Job) -> None:
        await asyncio.to_thread(send_mail, settings.mail, job.payload)

    async def webhook(job: Job) -> None:
        secret = webhook_secret(secrets, job.tenant_id or "")
        await asyncio.to_thread(post, dict(job.payload), secret, settings.alarms.private_webhooks)

    runner.handle(MAIL, mail, RETRY)
    runner.handle(WEBHOOK, webhook, RETRY)


def webhook_secret(secrets: Secrets, tenant_id: str) -> str:
    """With which the receiver checks that a post is ours."""
    return secrets.get(f"alarms.webhook.{tenant_id}")


# --- mail


def send_mail(settings: MailSettings, about: dict[str, Any]) -> None:
    """Raises what goes wrong: the job is then tried again."""
    if not settings.host:
        log.error("mail.no_server", what="set LINGTONG_MAIL__HOST to send mail")
        return
    kind = smtplib.SMTP_SSL if settings.security == "tls" else smtplib.SMTP
    with kind(settings.host, settings.port, timeout=WITHIN) as server:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.username:
            server.login(settings.username, settings.password)
        server.send_message(letter(settings.sender, about))


def letter(sender: str, about: dict[str, Any]) -> EmailMessage:
    """Both languages: a letter does not know who reads it."""
    level = LEVEL_WORDS.get(about["level"], about["level"])
    message = EmailMessage()
    message["From"], message["To"] = sender, about["to"]
    message["Date"] = formatdate(datetime.fromisoformat(about["at"]).timestamp())
    message["Message-ID"] = (
        f"<{about['alarm_id']}.{hashlib.sha256(about['to'].encode()).hexdigest()[:12]}@lingtong>"
    )
    message["Subject"] = _line(f"[{level}] {about['rule']}: {about['about']}")
    message.set_content(
        f"{about['rule']}\n{about['about']}\n\n"
        f"现在 / now: {about['value']:g}\n限值 / limit: {about['limit']:g}\n时间 / time: {about['at']}\n"
    )
    return message


def _line(text: str) -> str:
    return " ".join(text.split())


# --- webhook


def signature(secret: str, at: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) over the time, a point and the body."""
    return "sha256=" + hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def post(about: dict[str, Any], secret: str, allow_private: bool) -> None:
    """One try. No redirect is followed, and no address inside the house is asked unless that is allowed."""
    url = str(about.pop("url"))
    body = json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
    at = about["at"]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Lingtong",
        "X-Lingtong-Delivery": f"{about['alarm_id']}.{about['event']}",
        "X-Lingtong-Timestamp": at,
        "X-Lingtong-Signature": signature(secret, at, body),
    }
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, allow_private)
    try:
        connection.request(
            "POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers
        )
        status = connection.getresponse().status
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise WebhookRefused("The receiver did not take it.", status=status)


def _connection(scheme: str, host: str, port: int | None, allow_private: bool) -> http.client.HTTPConnection:
    """To the very address that was checked: a name that resolves anew cannot lead elsewhere."""
    port = port or (443 if scheme == "https" else 80)
    address = checked_address(host, port, allow_private)
    connection: http.client.HTTPConnection
    if scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=WITHIN, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=WITHIN)
    connect: Callable[..., socket.socket] = lambda _, timeout, source: socket.create_connection(  # noqa: E731
        (address, port), timeout, source
    )
    connection._create_connection = connect  # type: ignore[attr-defined]  # the library's own way in
    return connection


def checked_address(host: str, port: int, allow_private: bool) -> str:
    """The first address of the host; `WebhookForbidden` when any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise WebhookRefused("The receiver's name is not known.", host=host) from error
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not allow_private and not is_public(address):
            raise WebhookForbidden("This address is inside the house.", host=host)
    return addresses[0]

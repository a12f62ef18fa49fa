import email
import email.policy
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from lingtong.foundation.config import MailSettings
from lingtong.insight.alarms.deliveries import (
    WebhookForbidden,
    WebhookRefused,
    post,
    send_mail,
    signature,
)
from lingtong.kit.addresses import is_public

pytestmark = pytest.mark.room

ABOUT = {
    "alarm_id": "a1", "event": "began", "at": "2026-11-23T02:00:00+00:00", "rule": "排队过多",
    "level": "alarm", "figure": "waiting", "about_kind": "queue", "about_id": "q1", "about": "故障报修",
    "value": 12.0, "limit": 10.0,
}  # fmt: skip


class _SmtpTalk(socketserver.StreamRequestHandler):
    """RFC 5321, as much of it as a letter needs."""

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())  # type: ignore[attr-defined]
                self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self.server.lines.append(line)  # type: ignore[attr-defined]
                self._say("250 test")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Receiver(BaseHTTPRequestHandler):
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def receiver(status: int = 204) -> Iterator[Any]:
    server = HTTPServer(("127.0.0.1", 0), type("Kind", (Receiver,), {"status": status}))
    server.posts = []  # type: ignore[attr-defined]
    with serving(server):
        yield server


def url_of(server: Any, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_address[1]}/hook?a=1"


def test_a_letter_says_in_both_languages_what_is_over_its_limit() -> None:
    server = socketserver.TCPServer(("127.0.0.1", 0), _SmtpTalk)
    server.letters, server.lines = [], []  # type: ignore[attr-defined]
    with serving(server):
        settings = MailSettings(
            host="127.0.0.1", port=server.server_address[1], sender="lingtong@example.com"
        )
        send_mail(settings, {**ABOUT, "to": "wu@example.com"})
    assert "mail FROM:<lingtong@example.com>" in server.lines[1]  # type: ignore[attr-defined]
    assert "rcpt TO:<wu@example.com>" in server.lines[2]  # type: ignore[attr-defined]
    (letter,) = server.letters  # type: ignore[attr-defined]
    read = email.message_from_string(letter, policy=email.policy.default)
    assert str(read["Subject"]) == "[告警 Alarm] 排队过多: 故障报修"
    assert "limit: 10" in read.get_content()


def test_without_a_server_no_letter_is_written() -> None:
    send_mail(MailSettings(), {**ABOUT, "to": "wu@example.com"})


def test_a_post_is_signed_over_its_time_and_its_body() -> None:
    with receiver() as server:
        post({**ABOUT, "url": url_of(server)}, "secret", allow_private=True)
    ((path, headers, body),) = server.posts
    assert path == "/hook?a=1"
    assert json.loads(body) == ABOUT
    assert headers["X-Lingtong-Delivery"] == "a1.began"
    assert headers["X-Lingtong-Signature"] == signature("secret", headers["X-Lingtong-Timestamp"], body)
    assert headers["X-Lingtong-Signature"] != signature("other", headers["X-Lingtong-Timestamp"], body)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
def test_no_address_inside_the_house_is_asked(host: str) -> None:
    with receiver() as server, pytest.raises((WebhookForbidden, WebhookRefused)):
        post({**ABOUT, "url": url_of(server, host)}, "secret", allow_private=False)
    assert server.posts == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
     "2002:7f00:1::", "64:ff9b::7f00:1", "fe80::1%eth0"],
)  # fmt: skip
def test_what_is_inside_the_house(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("status", [302, 400, 500])
def test_a_redirect_is_not_followed_and_a_refusal_is_tried_again(status: int) -> None:
    with receiver(status) as server, pytest.raises(WebhookRefused):
        post({**ABOUT, "url": url_of(server)}, "secret", allow_private=True)
    assert len(server.posts) == 1

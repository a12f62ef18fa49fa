"""A speech service of the web. Called in a thread; every way of going wrong is `SpeechUnavailable`."""

import base64
import binascii
import socket
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from lingtong.floor.ivr.prompts.errors import SpeechUnavailable
from lingtong.floor.ivr.prompts.speech.filling import filled, filled_body, filled_url, found_in
from lingtong.floor.ivr.prompts.speech.model import SpeechService
from lingtong.kit.addresses import is_inside, is_public

MOST_ANSWER = 20 * 1024 * 1024
MOST_TEXT = 64 * 1024


def spoken_by(service: SpeechService, values: Mapping[str, str]) -> bytes:
    """Sound in any of the usual formats."""
    answer = _ask(service, values, values["text"].encode(), "text/plain; charset=utf-8", MOST_ANSWER)
    if not service.answer:
        return answer
    try:
        return base64.b64decode(found_in(answer, service.answer), validate=True)
    except binascii.Error as error:
        raise _gone("no_sound") from error


def recognized_by(service: SpeechService, values: Mapping[str, str], sound: bytes) -> str:
    with_sound = {**values, "audio": base64.b64encode(sound).decode()}
    return found_in(_ask(service, with_sound, sound, "audio/wav", MOST_TEXT), service.answer)


def _ask(service: SpeechService, values: Mapping[str, str], plain: bytes, kind: str, most: int) -> bytes:
    """One request. Without a template, the text or the sound itself is the body."""
    url = filled_url(service.url, values)
    _look_at(url, service.inside)
    body: bytes | str = plain
    if service.body:
        body, kind = filled_body(service.body, values)
    content = body.encode() if isinstance(body, str) else body
    headers = {
        "Content-Type": kind,
        **_headers(service, values),
    }
    ends = time.monotonic() + service.within
    try:
        with (
            httpx.Client(timeout=service.within, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=content, headers=headers) as response,
        ):
            _look_at_peer(response, service.inside)
            if response.status_code != 200:
                raise _gone(f"http_{response.status_code}")
            return _read(response, most, ends)
    except httpx.TimeoutException as error:
        raise _gone("too_late") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
        raise _gone("not_reached") from error


def _headers(service: SpeechService, values: Mapping[str, str]) -> dict[str, str]:
    split = (header.partition(":") for header in service.headers)
    return {name.strip(): filled(text, values).strip() for name, _, text in split}


def _read(response: httpx.Response, most: int, ends: float) -> bytes:
    data = bytearray()
    for part in response.iter_bytes(64 * 1024):
        data += part
        if len(data) > most:
            raise _gone("too_large")
        if time.monotonic() > ends:
            raise _gone("too_late")
    return bytes(data)


def _look_at(url: str, inside: bool) -> None:
    """Refuses what is inside the house, unless that is meant, and always what tells a machine's own keys."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, ValueError, UnicodeError) as error:
        raise _gone("not_reached") from error
    if not found or not all(_allowed(address, inside) for address in found):
        raise _gone("address_not_allowed")


def _look_at_peer(response: httpx.Response, inside: bool) -> None:
    """A name may mean another address the second time it is asked for."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if peer is None or not _allowed(str(peer[0]), inside):
        raise _gone("address_not_allowed")


def _allowed(address: str, inside: bool) -> bool:
    return is_public(address) or (inside and is_inside(address))


def _gone(why: str) -> SpeechUnavailable:
    return SpeechUnavailable(f"The speech service did not do it ({why}).", why=why)

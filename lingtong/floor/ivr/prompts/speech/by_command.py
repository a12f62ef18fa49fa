"""A speech service that is a program of this machine: no shell, a time limit, an answer of bounded size.

A speaking program reads the text and writes sound; a recognizing one reads a WAV and writes text.
"""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from lingtong.floor.ivr.prompts.errors import SpeechUnavailable
from lingtong.floor.ivr.prompts.speech.filling import filled

MOST_ANSWER = 20 * 1024 * 1024
_STEP = 64 * 1024


def answer_of(command: Sequence[str], values: Mapping[str, str], given: bytes, within: float) -> bytes:
    """The command's words are the operator's; only {voice} and {language} in them are filled in."""
    known = {name: values.get(name, "") for name in ("voice", "language")}
    if any(value.startswith("-") for value in known.values()):
        raise _gone("voice_not_allowed")  # it would be read as an option
    words = [filled(word, known) for word in command]
    try:
        running = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise _gone("not_started") from error
    try:
        answer = _talk(running, given, time.monotonic() + within)
    finally:
        with contextlib.suppress(OSError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        for pipe in (running.stdin, running.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
    return answer


def _talk(running: subprocess.Popen[bytes], given: bytes, ends: float) -> bytes:
    assert running.stdin is not None
    assert running.stdout is not None
    source, drain = running.stdin.fileno(), running.stdout.fileno()
    os.set_blocking(source, False)
    left, answer = memoryview(given), bytearray()
    waiting = select.poll()  # select() knows no files beyond 1,023, and a full floor has them
    waiting.register(drain, select.POLLIN)
    waiting.register(source, select.POLLOUT)
    while True:
        if not left and not running.stdin.closed:
            waiting.unregister(source)
            running.stdin.close()
        remaining = ends - time.monotonic()
        ready = {file for file, _ in waiting.poll(max(remaining, 0) * 1000)}
        if remaining <= 0:
            raise _gone("too_late")
        if left and source in ready:
            left = _fed(source, left)
        if drain in ready:
            part = os.read(drain, _STEP)
            answer += part
            if len(answer) > MOST_ANSWER:
                raise _gone("too_large")
            if not part:
                return _ended(running, bytes(answer), ends)


def _fed(source: int, left: memoryview) -> memoryview:
    try:
        return left[os.write(source, left[:_STEP]) :]
    except BlockingIOError:
        return left
    except OSError:  # it reads no further, which is its own affair
        return left[len(left) :]


def _ended(running: subprocess.Popen[bytes], answer: bytes, ends: float) -> bytes:
    try:
        code = running.wait(max(ends - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired as error:
        raise _gone("too_late") from error
    if code != 0:
        raise _gone(f"exit_{code}")
    return answer


def _gone(why: str) -> SpeechUnavailable:
    return SpeechUnavailable(f"The speech program did not do it ({why}).", why=why)

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
    left, answer, writing = memoryview(given), bytearray(), True
    while True:
        if writing and not left:
            running.stdin.close()
            writing = False
        remaining = ends - time.monotonic()
        ready, can, _ = select.select([drain], [source] if writing else [], [], max(remaining, 0))
        if remaining <= 0:
            raise _gone("too_late")
        if can:
            left, writing = _fed(source, left)
        if ready:
            part = os.read(drain, _STEP)
            answer += part
            if len(answer) > MOST_ANSWER:
                raise _gone("too_large")
            if not part:
                return _ended(running, bytes(answer), ends)


def _fed(source: int, left: memoryview) -> tuple[memoryview, bool]:
    try:
        return left[os.write(source, left[:_STEP]) :], True
    except BlockingIOError:
        return left, True
    except OSError:  # it reads no further, which is its own affair
        return left[len(left) :], True


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

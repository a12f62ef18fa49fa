"""Free ports of this machine, each given once."""

import os
import socket
from typing import Literal

_given: set[int] = set()
_own = os.getpid() % 40  # tests that run beside each other begin at different places
FIRST, LAST = 20_000, 32_000
_row = FIRST + _own * 250


def free_port(kind: Literal["udp", "tcp"] = "tcp") -> int:
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as one:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


def free_range(size: int) -> tuple[int, int]:
    """First and last of a row of UDP ports below the range that the kernel gives to others.

    At the end it begins anew: the rows of products that have ended are free again.
    """
    global _row
    for _ in range((LAST - FIRST) // size):
        first = _row if _row + size < LAST else FIRST
        _row = first + size
        if _all_free(first, size):
            return first, first + size - 1
    raise RuntimeError(f"no {size} UDP ports in a row are free")


def free_sip_port() -> int:
    """A port that is free for UDP and TCP, and the next one too (SIP over TLS); not of the kernel's own."""
    for port in range(15000 + _own * 100, 20000, 2):
        if port not in _given and _free_for_sip(port):
            _given.add(port)
            return port
    raise RuntimeError("no port for SIP is free")


def _free_for_sip(port: int) -> bool:
    try:
        for number in (port, port + 1):
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                with socket.socket(socket.AF_INET, kind) as one:
                    one.bind(("127.0.0.1", number))
    except OSError:
        return False
    return True


def _all_free(first: int, size: int) -> bool:
    try:
        for port in range(first, first + size):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
                one.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True

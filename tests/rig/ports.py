"""Free ports of this machine, each given once."""

import os
import socket
from typing import Literal

Kind = Literal["udp", "tcp"]
_given: set[int] = set()
_own = os.getpid() % 40  # tests that run beside each other begin at different places
SINGLE, SIP, FIRST, LAST = 11_000, 15_000, 20_000, 32_000
_row = FIRST + _own * 250
_one = SINGLE + _own * 100


def free_port(kind: Kind = "tcp", host: str = "127.0.0.1") -> int:
    """Not of the kernel's own: it would give it to somebody else before it is used."""
    global _one
    for _ in range(SINGLE, SIP):
        port, _one = _one, _one + 1 if _one + 1 < SIP else SINGLE
        if _is_free(port, kind, host):
            return port
    raise RuntimeError(f"no port of {host} is free")


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
    for port in range(SIP + _own * 100, FIRST, 2):
        if port not in _given and _free_for_sip(port):
            _given.add(port)
            return port
    raise RuntimeError("no port for SIP is free")


def _free_for_sip(port: int) -> bool:
    kinds: tuple[Kind, ...] = ("udp", "tcp")
    return all(_is_free(number, kind) for number in (port, port + 1) for kind in kinds)


def _all_free(first: int, size: int) -> bool:
    return all(_is_free(port, "udp") for port in range(first, first + size))


def _is_free(port: int, kind: Kind, host: str = "127.0.0.1") -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as one:
        try:
            one.bind((host, port))
        except OSError:
            return False
    return True

"""Free ports of this machine, each given once."""

import socket
from typing import Literal

_given: set[int] = set()


def free_port(kind: Literal["udp", "tcp"] = "tcp") -> int:
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as one:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


def free_range(size: int) -> tuple[int, int]:
    """First and last of a row of UDP ports below the range that the kernel gives to others."""
    for first in range(20000, 32000, size):
        if first not in _given and _all_free(first, size):
            _given.add(first)
            return first, first + size - 1
    raise RuntimeError(f"no {size} UDP ports in a row are free")


def _all_free(first: int, size: int) -> bool:
    for port in (first, first + size // 2, first + size - 1):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True

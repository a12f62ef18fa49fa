"""Is this computer's clock kept in step? The kernel knows, whatever program keeps it."""

import ctypes
import ctypes.util
from typing import NamedTuple

_UNSYNCHRONIZED = 0x0040
_ERROR = 5


class Clock(NamedTuple):
    """`most` is the largest error in seconds that the kernel counts with; None where it cannot say."""

    in_step: bool
    most: float | None


class _Timex(ctypes.Structure):
    """`struct timex` of Linux, up to what is read here; the call fills in more."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    ]


def clock_state() -> Clock:
    """Reads, changes nothing."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("c") or "libc.so.6", use_errno=True)
        timex = _Timex()
        state = int(library.adjtimex(ctypes.byref(timex)))
    except (OSError, AttributeError):
        return Clock(in_step=False, most=None)
    if state < 0:
        return Clock(in_step=False, most=None)
    in_step = state != _ERROR and not timex.status & _UNSYNCHRONIZED
    return Clock(in_step=in_step, most=timex.maxerror / 1e6)

import re

from lingtong.floor.recording.errors import RangeUnsatisfiable

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None to send all.

    Several ranges or what cannot be read are answered with the whole, as RFC 9110 section 14.2 allows.
    """
    found = _ONE.fullmatch(header.replace(" ", "")) if header else None
    if found is None or found.group() == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        wanted = min(int(last), size)
        first_byte, last_byte = size - wanted, size - 1
    else:
        first_byte, last_byte = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < first_byte:
            return None
    if first_byte > last_byte:
        raise RangeUnsatisfiable("This part lies behind the end of the recording.", size=size)
    return first_byte, last_byte

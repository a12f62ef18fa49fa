"""What every page of the api shares: parts, refusals, headers, limits."""

from lingtong.foundation.http.application import application
from lingtong.foundation.http.paging import cursor_of, place_of_cursor
from lingtong.foundation.http.parts import Parts, parts_of
from lingtong.foundation.http.refusals import RefusalBody, refusals
from lingtong.foundation.http.server import listening_socket, server_for

__all__ = [
    "Parts",
    "RefusalBody",
    "application",
    "cursor_of",
    "listening_socket",
    "parts_of",
    "place_of_cursor",
    "refusals",
    "server_for",
]

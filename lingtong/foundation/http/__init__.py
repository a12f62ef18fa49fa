"""What every page of the api shares: parts, refusals, headers, limits."""

from lingtong.foundation.http.parts import Parts, parts_of

__all__ = ["Parts", "parts_of"]

"""Customers' numbers stay in the house: whatever looks like one is masked in every log line."""

import re
from typing import Any

# Digits alone, seven or more. Not inside ids (letters, hyphens), not parts of a decimal (uniqueids, times).
_NUMBER = re.compile(r"(?<![\w.-])\+?\d(?:[ ]?\d){6,14}(?![\w-]|\.\d)")
_TELLING = {"ani", "dnis", "caller", "callee", "msisdn", "e164", "password", "secret", "token", "cookie"}
_TELLING |= {"number", "caller_number", "dialed_number", "customer_number"}
HIDDEN = "…"


def without_numbers(_: object, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor."""
    return {name: HIDDEN if name in _TELLING and value else masked(value) for name, value in event.items()}


def masked(value: Any) -> Any:
    if isinstance(value, str):
        return _NUMBER.sub(_ends, value)
    if isinstance(value, dict):
        return without_numbers(None, "", value)
    if isinstance(value, list | tuple):
        return [masked(part) for part in value]
    return value


def _ends(found: re.Match[str]) -> str:
    return f"{found[0][:2]}{HIDDEN}{found[0][-2:]}"
